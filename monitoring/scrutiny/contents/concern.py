"""What was done about a school that caused concern, of the cases that a person may read: discussions, letters with the
days of service, findings, action plans, and how a case ended."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.models import Assessment, Case, CaseLetter, Discussion, Finding, Judgement, PlanVersion
from monitoring.notices.states import LetterState
from sil.clock import in_words
from sil.letters.models import Delivery

from .lines import About, Heading, Line, Part, joined, told


def cases_of(about: About) -> QuerySet[Case]:
    """Return the cases of the school that a person may read, whatever their days."""
    return Case.objects.filter(readable_cases(about.who), school__in=about.schools)


def _source(case: Case) -> str:
    return f"Case {case.reference}, this service"


def _keys(about: About) -> QuerySet[Any, Any]:
    return cases_of(about).order_by().values("pk")


def _opened(about: About) -> QuerySet[Case]:
    return told(cases_of(about), about, "opened_on")


def _tell_opened(rows: QuerySet[Case]) -> Iterator[Line]:
    for case in rows.select_related("opened_by", "framework_version"):
        yield Line(
            day=case.opened_on,
            what=f"Case {case.reference} opened: {case.concern}",
            detail=f"{case.source_name}, {in_words(case.since)}.",
            by=case.opened_by.name,
            source=_source(case),
        )


def _ended(about: About) -> QuerySet[Case]:
    return told(cases_of(about), about, "ended_on")


def _tell_ended(rows: QuerySet[Any]) -> Iterator[Line]:
    for case in rows:
        ended = f"Case {case.reference} ended"
        yield Line(day=case.told_on, what=ended, detail=case.end_reason, source=_source(case))


def _discussed(about: About) -> QuerySet[Discussion]:
    return told(Discussion.objects.filter(case__in=_keys(about)), about, "held_on")


def _tell_discussed(rows: QuerySet[Discussion]) -> Iterator[Line]:
    for each in rows.select_related("case", "director"):
        yield Line(
            day=each.held_on,
            what="Concerns discussed with the school",
            detail=joined(each.said, f"Agreed: {each.agreed}" if each.agreed else ""),
            by=f"{each.director.name}, {each.director_as}",
            source=_source(each.case),
        )


def _letters(about: About) -> QuerySet[CaseLetter]:
    """Each letter that was given, also one that was withdrawn later."""
    given = [LetterState.GIVEN, LetterState.WITHDRAWN]
    return told(CaseLetter.objects.filter(case__in=_keys(about), status__in=given), about, "given_on")


def _tell_letters(rows: QuerySet[Any]) -> Iterator[Line]:
    """With whom each was served on and when."""
    related = rows.select_related("case__framework_version", "letter__withdrawal")
    letters = list(related.defer("letter__html", "letter__context"))
    served = Delivery.objects.filter(recipient__letter__in=[each.letter_id for each in letters])
    proof: dict[int, list[str]] = {}
    for delivery in served.select_related("recipient").order_by("given_on", "pk"):
        to = delivery.recipient
        words = f"{to}: {delivery.get_method_display().lower()}, given on {in_words(delivery.given_on)}"
        proof.setdefault(to.letter_id, []).append(words)
    for each in letters:
        gone = getattr(each.letter, "withdrawal", None)
        period = f"The period ends on {in_words(each.period_ends_on)}." if each.period_ends_on else ""
        yield Line(
            day=each.told_on,
            what=f"{each.name} given",
            detail=joined(
                f"Served on {'; '.join(proof.get(each.letter_id, ['nobody on record']))}.",
                period,
                f"Withdrawn on {in_words(gone.on)}: {gone.reason}" if gone else "",
            ),
            by=each.letter.signed_as,
            source=f"Letter {each.letter.reference}",
        )


def _found(about: About) -> QuerySet[Finding]:
    return told(Finding.objects.filter(action__letter__case__in=_keys(about)), about, "found_on")


def _tell_found(rows: QuerySet[Finding]) -> Iterator[Line]:
    for each in rows.select_related("action__letter__case", "found_by"):
        yield Line(
            day=each.found_on,
            what=f"{each.get_result_display()}: {each.action.text}",
            detail=each.evidence,
            by=each.found_by.name,
            source=_source(each.action.letter.case),
        )


def _judged(about: About) -> QuerySet[Judgement]:
    return told(Judgement.objects.filter(letter__case__in=_keys(about)), about, "on")


def _tell_judged(rows: QuerySet[Judgement]) -> Iterator[Line]:
    """Whether a notice was answered."""
    for each in rows.select_related("letter__case", "by"):
        yield Line(
            day=each.on,
            what=each.words,
            detail=each.reasons,
            by=each.by.name,
            source=_source(each.letter.case),
        )


def _sent(about: About) -> QuerySet[PlanVersion]:
    return told(PlanVersion.objects.filter(plan__notice__case__in=_keys(about)), about, "sent_on")


def _tell_sent(rows: QuerySet[PlanVersion]) -> Iterator[Line]:
    for each in rows.select_related("plan__notice__case", "sent_by"):
        yield Line(
            day=each.sent_on,
            what=f"Action plan received, version {each.number}",
            by=f"{each.sent_by.name}, {each.sent_as}",
            source=_source(each.plan.notice.case),
        )


def _assessed(about: About) -> QuerySet[Assessment]:
    return told(Assessment.objects.filter(version__plan__notice__case__in=_keys(about)), about, "on")


def _tell_assessed(rows: QuerySet[Assessment]) -> Iterator[Line]:
    for each in rows.select_related("version__plan__notice__case", "by"):
        yield Line(
            day=each.on,
            what=f"Action plan {'accepted' if each.accepted else 'returned'}, version {each.version.number}",
            detail=each.reasons,
            by=each.by.name,
            source=_source(each.version.plan.notice.case),
        )


HEADINGS = (
    Heading(
        slug="cases",
        title="Cases and discussions",
        empty="No case was opened, discussed or ended between these days.",
        parts=(Part(_opened, _tell_opened), Part(_discussed, _tell_discussed), Part(_ended, _tell_ended)),
    ),
    Heading(
        slug="notices",
        title="Notices and letters about concerns",
        empty="No notice or letter about a concern was given between these days.",
        parts=(Part(_letters, _tell_letters),),
    ),
    Heading(
        slug="found",
        title="What was found of required actions",
        empty="No required action was judged between these days.",
        parts=(Part(_found, _tell_found), Part(_judged, _tell_judged)),
    ),
    Heading(
        slug="plans",
        title="Action plans",
        empty="No action plan was received or assessed between these days.",
        parts=(Part(_sent, _tell_sent), Part(_assessed, _tell_assessed)),
    ),
)
