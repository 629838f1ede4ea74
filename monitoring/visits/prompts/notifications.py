"""The message that a school has sent something before a visit. It links to the page and quotes nothing."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import who_hears_instead, with_cover_of
from schools.receipts.kinds import Sent
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached

from ..models import Prompts, Visit
from ..sent import PREPARATION, PREPARATION_WITHDRAWN


@dataclass(frozen=True, kw_only=True)
class PromptsSent(Content):
    """To whoever leads the visit."""

    kind: ClassVar[str] = "report_prompts_sent"
    school: str
    kind_name: str
    day: str
    url: str
    who: str


@dataclass(frozen=True, kw_only=True)
class PromptsWithdrawn(Content):
    """To whoever leads the visit: the school withdrew what it had sent."""

    kind: ClassVar[str] = "report_prompts_withdrawn"
    can_wait: ClassVar[bool] = True
    school: str
    kind_name: str
    day: str
    url: str
    who: str


MESSAGES = (PromptsSent, PromptsWithdrawn)


def receipt_key(visit: Visit, version: int, act: str) -> str:
    """Return what the receipt of something sent before a visit is kept by."""
    return f"prompts-{visit.pk}-{version}-{act}"


def tell_prompts_sent(prompts: Prompts, by: User, *, on: date) -> None:
    """Tell whoever leads the visit, and whoever covers for them; give the school its receipt."""
    visit = prompts.visit
    _tell(PromptsSent, prompts, by, "prompts", on=on)
    next_ = (
        f"{visit.lead.name} reads it before the visit. Until the visit you can withdraw it on the same page, to change "
        "it or to give it up."
    )
    _give(PREPARATION, prompts, "sent", next_, by=by, on=on)


def tell_prompts_withdrawn(prompts: Prompts, by: User, *, on: date) -> None:
    """Tell those who were told that it was sent; give the school its receipt."""
    _tell(PromptsWithdrawn, prompts, by, "prompts-withdrawn", on=on)
    next_ = "What you wrote is your draft again. You can change it and send it again until the visit."
    _give(PREPARATION_WITHDRAWN, prompts, "withdrawn", next_, by=by, on=on)


def _tell(message: type[PromptsSent | PromptsWithdrawn], prompts: Prompts, by: User, key: str, *, on: date) -> None:
    visit = prompts.visit
    content = message(
        school=visit.school.name,
        kind_name=visit.kind_name.lower(),
        day=weekday_in_words(visit.starts_on),
        url=link("visit_prepare", pk=visit.pk),
        who=by.name,
    )
    people = with_cover_of(visit.lead, visit.school, AssignmentRole.SIP, on)
    for person in reached(people, message, otherwise=who_hears_instead(visit.school, AssignmentRole.SIP, on)):
        to = f"{key}:{visit.pk}:{prompts.version}:{person.pk}"
        put(content, to=person.email, name=person.name, dedupe_key=to)


def _give(kind: Sent, prompts: Prompts, act: str, next_: str, *, by: User, on: date) -> None:
    visit = prompts.visit
    give_receipt(
        kind,
        key=receipt_key(visit, prompts.version, act),
        school=visit.school,
        by=by,
        on=on,
        next_=next_,
        url=link("visit_prepare", pk=visit.pk),
        names={"visit": f"{visit.kind_name.lower()} of {weekday_in_words(visit.starts_on)}"},
    )
