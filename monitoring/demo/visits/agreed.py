"""What became of actions that were agreed on visits to the made-up schools, said since their reports."""

from datetime import date

from monitoring.visits.agreed import actions
from monitoring.visits.agreed.policies import Update
from monitoring.visits.agreed.queries import on_record
from schools.queries import receivers
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS

# What the partner found, and what the school says; blank for nothing.
SAID = (
    (("partly", "The two subject leaders have been into three lessons each. Books were not looked at."), ()),
    ((), ("done", "Both leaders have looked at books in every class, and told governors what they found.")),
    (("done", "Seen in the minutes of the last meeting."), ("done", "It was on the agenda in October.")),
    ((), ("not_done", "The teacher who leads it is away until January.")),
)


def make(known: dict[str, User], today: date) -> None:
    """Updates of the first actions at the partner's schools, by the partner, by headteachers and by both."""
    sip = known["sip"]
    mine = on_record().filter(school__assignments__user=sip, school__is_open=True, progress="").distinct()
    with clock.at(today):
        for action, (found, told) in zip(mine.order_by("pk").select_related("visit"), SAID, strict=False):
            heads = receivers(action.school, today, LEADS)
            if told and heads:
                actions.tell(action, progress=told[0], note=told[1], by=heads[0].user, on=today)
            if found:
                actions.update(action, Update(progress=found[0], note=found[1], day=today), by=sip, on=today)
