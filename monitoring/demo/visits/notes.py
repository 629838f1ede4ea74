"""Notes of telephone calls, emails and conversations with schools of the made-up authority."""

from datetime import date, timedelta

from monitoring.notes import actions
from monitoring.notes.policies import NoteInput
from schools.models import School
from schools.queries import holders
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS

# Days ago, what it was, what was said, and whether it is shared with the school.
WRITTEN = (
    (
        12,
        "call",
        "The new phonics lead starts after half-term. She would like to visit a school.",
        0,
    ),
    (9, "email", "Sent the dates of the moderation meetings, and asked who will come.", 1),
    (6, "conversation", "Met at the briefing. Two teachers of Year 6 are ill; the head takes the class on Fridays.", 0),
    (
        3,
        "call",
        "Agreed to look at the attendance of pupils with an EHC plan at the next visit.",
        1,
    ),
    (1, "call", "The governors would like to see an example of a report to a full board.", 0),
)


def make(known: dict[str, User], today: date) -> None:
    """Five notes of a partner about their first schools, one of them corrected since and one withdrawn."""
    sip = known["sip"]
    mine = School.objects.filter(assignments__user=sip, is_open=True, posts__role__in=LEADS).order_by("urn").distinct()
    made = []
    for (ago, kind, text, shared), school in zip(WRITTEN, mine, strict=False):
        day = today - timedelta(days=ago)
        said = NoteInput(kind=kind, day=day, met=holders(school, day, LEADS)[0].user.name, text=text)
        with clock.at(day):
            made.append(actions.add(school, said, shared=bool(shared), by=sip, on=day))
    call, *_, last = made
    said = NoteInput(kind="call", day=call.day, met=call.met, text=f"{call.text} A visit in March would suit.")
    with clock.at(today - timedelta(days=1)):
        actions.correct(call, said, reason="Left out when they would like it.", by=sip, on=today - timedelta(days=1))
    with clock.at(today):
        actions.withdraw(last, reason="It was about another school.", by=sip, on=today)
