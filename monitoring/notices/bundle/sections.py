"""What an evidence bundle prints of the tables of a case: SECTIONS, in the order in which they are read.

Every table that belongs to a case is in one of them, or in LEFT_OUT with the reason; a test compares both with the
tables there are.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from sil.letters.models import Delivery, ProofCorrection, Recipient

from ..case.resting import Rest, rests_in
from ..models import (
    AcademyOrder,
    ActionPlan,
    Assessment,
    Bundle,
    BundleFile,
    BundlePart,
    Case,
    CaseEvidence,
    CaseLetter,
    CaseRecipient,
    Confirmation,
    Discussion,
    Finding,
    ForbiddenNoticeDecision,
    Judgement,
    LetterAnswer,
    PeriodicReview,
    PlanVersion,
    PlanWithdrawal,
    PowerEnd,
    PowerReview,
    Remark,
    RepresentationAnswer,
    RequiredAction,
    SchoolCategory,
    SecretaryOfStateNotice,
    StateAct,
    Statement,
    StatementDocument,
    StatementEntry,
    StateNotification,
    Tick,
)
from ..models.power_reviews import ends_that_hold
from ..plans.queries import plans, sent_of
from ..statements.queries import statements_of
from ..states import LetterState


@dataclass(frozen=True, kw_only=True)
class Section:
    """Rows of a bundle: how they are called, the tables that they print, and how they are read for some cases.

    They are drawn by templates/notices/bundle/<slug>.html.
    """

    slug: str
    title: str
    prints: tuple[type[Model], ...]
    rows: Callable[[list[Case]], Iterable[Any]]


def _evidence(line: list[Case]) -> Iterable[CaseEvidence]:
    found = CaseEvidence.objects.filter(case__in=line, removed_on__isnull=True)
    return found.select_related("added_by").defer("document")


def _discussions(line: list[Case]) -> Iterable[Discussion]:
    return Discussion.objects.filter(case__in=line).select_related("director", "recorded_by")


def _required(line: list[Case]) -> Iterator[tuple[RequiredAction, Rest | None]]:
    """Each with the withdrawn letter that it rests on."""
    rests = _rests(line)
    found = RequiredAction.objects.filter(letter__in=_given(line)).select_related("letter__letter")
    yield from ((action, rests.get(action.letter_id)) for action in found.prefetch_related("findings__found_by"))


def _judgements(line: list[Case]) -> Iterator[tuple[Judgement, Rest | None]]:
    """Each with the withdrawn letter that it rests on."""
    rests = _rests(line)
    found = Judgement.objects.filter(letter__in=_given(line)).select_related("letter__letter", "by")
    yield from ((judged, rests.get(judged.letter_id)) for judged in found.order_by("letter", "pk"))


def _plans(line: list[Case]) -> Iterator[dict[str, Any]]:
    """Each version that was sent, the earliest first, with what was found of it."""
    for plan in plans().filter(notice__case__in=line).order_by("pk"):
        sent = sent_of(plan, list(plan.notice.required_actions.all()))
        yield from ({"plan": plan, "sent": each} for each in reversed(sent))


def _checks(line: list[Case]) -> Iterable[Tick]:
    found = Tick.objects.filter(letter__in=_given(line)).select_related("by", "letter__letter", "letter__case")
    return found.select_related("letter__case__framework_version").defer("letter__letter__html")


def _answers(line: list[Case]) -> Iterable[Confirmation]:
    found = Confirmation.objects.filter(letter__in=_given(line)).select_related("letter__letter", "by")
    return found.defer("letter__letter__html", "letter__letter__context")


def _remarks(line: list[Case]) -> Iterable[Remark]:
    found = Remark.objects.filter(letter__case__in=line).select_related("by", "letter")
    return found.order_by("letter", "pk")


def _served(line: list[Case]) -> Iterable[Recipient]:
    """Everybody to whom a letter goes, also those to whom it has not been sent yet."""
    found = Recipient.objects.filter(letter__in=_given(line).values("letter"))
    found = found.select_related("letter__withdrawal", "delivery__recorded_by").order_by(
        "letter__dated", "letter", "pk"
    )
    return found.defer("letter__html", "letter__context").prefetch_related("delivery__corrections__recorded_by")


def _sent_in(line: list[Case]) -> Iterator[Any]:
    for case in line:
        yield from statements_of(case)


def _letter_answers(line: list[Case]) -> Iterable[LetterAnswer]:
    found = LetterAnswer.objects.filter(letter__in=_given(line)).select_related("letter__letter", "recorded_by")
    return found.defer("document", "letter__letter__html").order_by("answered_on", "pk")


def _categories(line: list[Case]) -> Iterable[SchoolCategory]:
    return SchoolCategory.objects.filter(case__in=line).select_related("recorded_by").order_by("pk")


def _academy_orders(line: list[Case]) -> Iterable[AcademyOrder]:
    return AcademyOrder.objects.filter(case__in=line).select_related("recorded_by").order_by("pk")


def _notifications(line: list[Case]) -> Iterable[StateNotification]:
    found = StateNotification.objects.filter(case__in=line).select_related("recorded_by", "document")
    return found.defer("document__content").order_by("notified_on", "pk")


def _acts_of_state(line: list[Case]) -> Iterable[StateAct]:
    found = StateAct.objects.filter(school__in=[case.school_id for case in line])
    return found.select_related("recorded_by", "ended_by").order_by("given_on", "pk")


def _power_reviews(line: list[Case]) -> Iterable[PowerReview]:
    found = PowerReview.objects.filter(letter__in=_given(line)).select_related("letter__letter", "by")
    return found.order_by("letter", "pk")


def _periodic_reviews(line: list[Case]) -> Iterable[PeriodicReview]:
    found = PeriodicReview.objects.filter(letter__in=_given(line)).select_related("letter__letter", "recorded_by")
    return found.order_by("held_on", "pk")


def _power_ends(line: list[Case]) -> Iterable[PowerEnd]:
    found = ends_that_hold().filter(power__in=_given(line)).select_related("power__letter", "letter__letter", "review")
    return found.order_by("last_day", "pk")


def _of_state(line: list[Case]) -> Iterable[SecretaryOfStateNotice]:
    found = SecretaryOfStateNotice.objects.filter(school__in=[case.school_id for case in line])
    return found.select_related("recorded_by", "ended_by").order_by("given_on", "pk")


def _forbidden(line: list[Case]) -> Iterable[ForbiddenNoticeDecision]:
    found = ForbiddenNoticeDecision.objects.filter(letter__in=_given(line))
    return found.select_related("letter__letter", "of_state", "by").order_by("letter", "pk")


def _rests(line: list[Case]) -> dict[int, Rest]:
    return {key: rest for case in line for key, rest in rests_in(case).items()}


def _given(line: list[Case]) -> Any:
    return CaseLetter.objects.filter(case__in=line, status__in=[LetterState.GIVEN, LetterState.WITHDRAWN])


SECTIONS = (
    Section(slug="evidence", title="Evidence", prints=(CaseEvidence,), rows=_evidence),
    Section(slug="discussions", title="Discussions", prints=(Discussion,), rows=_discussions),
    Section(slug="required", title="Required actions", prints=(RequiredAction, Finding), rows=_required),
    Section(slug="judgements", title="Judgements", prints=(Judgement,), rows=_judgements),
    Section(
        slug="plans",
        title="Action plans",
        prints=(ActionPlan, PlanVersion, PlanWithdrawal, Assessment),
        rows=_plans,
    ),
    Section(
        slug="sent_in",
        title="What the school sent in",
        prints=(Statement, StatementEntry, StatementDocument, RepresentationAnswer),
        rows=_sent_in,
    ),
    Section(slug="letter_answers", title="Answers to letters", prints=(LetterAnswer,), rows=_letter_answers),
    Section(slug="categories", title="Category of concern", prints=(SchoolCategory,), rows=_categories),
    Section(slug="academy_orders", title="Academy orders", prints=(AcademyOrder,), rows=_academy_orders),
    Section(slug="checks", title="Checks before signature", prints=(Tick,), rows=_checks),
    Section(slug="answers", title="What was asked and answered", prints=(Confirmation,), rows=_answers),
    Section(slug="remarks", title="Comments on returned letters", prints=(Remark,), rows=_remarks),
    Section(slug="served", title="Proof of service", prints=(Recipient, Delivery, ProofCorrection), rows=_served),
    Section(slug="power_reviews", title="What became of powers", prints=(PowerReview,), rows=_power_reviews),
    Section(slug="periodic_reviews", title="Reviews of powers", prints=(PeriodicReview,), rows=_periodic_reviews),
    Section(slug="power_ends", title="Ends of powers", prints=(PowerEnd,), rows=_power_ends),
    Section(
        slug="of_state",
        title="Notices of the Secretary of State",
        prints=(SecretaryOfStateNotice,),
        rows=_of_state,
    ),
    Section(
        slug="forbidden",
        title="Notices given while section 60(4A) forbade it",
        prints=(ForbiddenNoticeDecision,),
        rows=_forbidden,
    ),
    Section(
        slug="notifications",
        title="Notified to the Secretary of State",
        prints=(StateNotification,),
        rows=_notifications,
    ),
    Section(
        slug="acts_of_state",
        title="Acts of the Secretary of State",
        prints=(StateAct,),
        rows=_acts_of_state,
    ),
)
LEFT_OUT: dict[type[Model], str] = {
    Case: "its concern stands above the index",
    CaseLetter: "each letter that was issued is a document of the bundle; one that was not is nobody's evidence",
    CaseRecipient: "each letter that was issued names whom it went to",
    BundleFile: "a bundle holds no bundles",
    BundlePart: "a bundle holds no bundles",
    Bundle: "a bundle holds no bundles; who asked for one and took it stands in the chronology",
}
