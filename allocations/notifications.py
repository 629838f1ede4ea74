"""Who hears of an allocation, and what? No message names a band: it holds a link to the page."""

from dataclasses import dataclass
from typing import ClassVar

from sil.accounts.models import User
from sil.clock import in_words
from sil.deadlines.models import Deadline
from sil.framework.years import label
from sil.letters.models import Letter
from sil.outbox.post import Content, link, put

from .models import Agreement, Allocation, Proposal


@dataclass(frozen=True, kw_only=True)
class Proposed(Content):
    """To whoever leads the school."""

    kind: ClassVar[str] = "allocation_proposed"
    school: str
    allocation_name: str
    year: str
    proposed_by: str
    answer_by: str
    revised: bool
    url: str


@dataclass(frozen=True, kw_only=True)
class Agreed(Content):
    """To whoever proposed."""

    kind: ClassVar[str] = "allocation_agreed"
    school: str
    allocation_name: str
    year: str
    agreed_by: str
    url: str


@dataclass(frozen=True, kw_only=True)
class LetterIssued(Content):
    """To each recipient of a letter."""

    kind: ClassVar[str] = "letter_issued"
    subject_line: str
    school: str
    url: str


def tell_proposed(allocation: Allocation, proposal: Proposal, head: User, deadline: Deadline) -> None:
    put(
        Proposed(
            school=allocation.school.name,
            allocation_name=allocation.framework.allocation.name,
            year=label(allocation.round.academic_year),
            proposed_by=proposal.proposed_by.name,
            answer_by=in_words(deadline.due_on),
            revised=proposal.number > 1,
            url=link("allocation", pk=allocation.pk),
        ),
        to=head.email,
        name=head.name,
        dedupe_key=f"proposed:{proposal.pk}:{head.pk}",
    )


def tell_agreed(allocation: Allocation, agreement: Agreement) -> None:
    sip = agreement.proposal.proposed_by
    put(
        Agreed(
            school=allocation.school.name,
            allocation_name=allocation.framework.allocation.name,
            year=label(allocation.round.academic_year),
            agreed_by=agreement.agreed_by.name,
            url=link("allocation", pk=allocation.pk),
        ),
        to=sip.email,
        name=sip.name,
        dedupe_key=f"agreed:{agreement.pk}:{sip.pk}",
    )


def tell_letter_issued(letter: Letter) -> None:
    """The subject of the letter names the band, so the message gives the allocation's name alone."""
    for recipient in letter.recipients.select_related("user"):
        put(
            LetterIssued(
                subject_line=f"{letter.context['allocation_name']} {letter.context['year']}",
                school=letter.context["school"],
                url=link("letter", reference=letter.reference),
            ),
            to=recipient.user.email,
            name=recipient.name,
            dedupe_key=f"letter:{letter.pk}:{recipient.user_id}",
        )
