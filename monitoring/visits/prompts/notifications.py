"""The message that a school has sent something before a visit. It links to the page and quotes nothing."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import who_hears, with_cover_of
from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached

from ..models import Visit


@dataclass(frozen=True, kw_only=True)
class PromptsSent(Content):
    """To whoever leads the visit."""

    kind: ClassVar[str] = "report_prompts_sent"
    school: str
    kind_name: str
    day: str
    url: str
    who: str


MESSAGES = (PromptsSent,)


def tell_prompts_sent(visit: Visit, by: User, *, on: date) -> None:
    """Tell whoever leads the visit, and whoever covers for them."""
    content = PromptsSent(
        school=visit.school.name,
        kind_name=visit.kind_name.lower(),
        day=weekday_in_words(visit.starts_on),
        url=link("visit_prepare", pk=visit.pk),
        who=by.name,
    )
    people = with_cover_of(visit.lead, visit.school, AssignmentRole.SIP, on)
    for person in reached(people, PromptsSent, otherwise=who_hears(visit.school, AssignmentRole.SIP, on)):
        put(content, to=person.email, name=person.name, dedupe_key=f"prompts:{visit.pk}:{person.pk}")
