"""What does an act cost beside the empty page? Each is done by its form, through all that a request goes through, and
undone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.test import Client

from allocations.models import Allocation, Round
from allocations.states import AWAITING_SIP
from monitoring.notices.models import CaseLetter
from monitoring.notices.states import LetterState
from monitoring.visits.models import Visit
from monitoring.visits.states import ReportState, VisitState
from schools.queries import own_schools
from sil import clock
from sil.accounts.models import User
from sil.framework.years import academic_year

from .figures import Figure
from .filling import Form, form_of
from .measuring import EMPTY, Once, measure, timed

# Of so many records that an act may be possible on, the first on which it is.
TRIED = 20
# Pages of a record, and what is pressed on each; the last is the act.
Steps = Sequence[tuple[str, dict[str, str]]]


@dataclass(frozen=True)
class Act:
    """An act: what, by whom, on which records, and by which forms."""

    what: str
    who: str
    records: Callable[[User], QuerySet[Model]]
    steps: Callable[[Model], Steps]
    # Judged beside the empty page ("act"), or by seconds of its own.
    kind: str = "act"


def _allocations(user: User) -> QuerySet[Model]:
    return Allocation.objects.filter(school__in=own_schools(user, clock.today()), status__in=AWAITING_SIP)


def _visits(user: User) -> QuerySet[Model]:
    planned = Visit.objects.filter(status=VisitState.PLANNED, starts_on__lte=clock.today())
    return planned.filter(school__in=own_schools(user, clock.today()), lead=user)


def _drafts(user: User) -> QuerySet[Model]:
    return Visit.objects.filter(report__status=ReportState.DRAFT, lead=user)


def _rounds(user: User) -> QuerySet[Model]:
    return Round.objects.filter(academic_year=academic_year(clock.today()))


def _presented(user: User) -> QuerySet[Model]:
    return CaseLetter.objects.filter(status=LetterState.PRESENTED)


ACTS = (
    Act(
        "propose an allocation",
        "sip",
        _allocations,
        lambda found: (
            (f"/allocations/{found.pk}/propose/", {"act": "check"}),
            (f"/allocations/{found.pk}/propose/check/", {}),
        ),
    ),
    Act("hold a visit", "sip", _visits, lambda found: [(f"/visits/{found.pk}/hold/", {})]),
    Act("autosave a report", "sip", _drafts, lambda found: [(f"/visits/{found.pk}/report/", {"act": "autosave"})]),
    Act("sign a letter", "dcs", _presented, lambda found: [(f"/case-letters/{found.pk}/sign/", {"act": "sign"})]),
    Act(
        "open the next round for all schools",
        "officer",
        _rounds,
        lambda found: [(f"/allocations/rounds/{academic_year(clock.today()) + 1}/open/", {})],
        kind="round",
    ),
)


def measured(signed_in: Callable[[str], tuple[User, Client]]) -> Iterator[Figure]:
    """Each act; one that is possible on no record has no figure."""
    for act in ACTS:
        user, client = signed_in(act.who)
        steps = _possible(client, map(act.steps, act.records(user).order_by("pk")[:TRIED]))
        if steps is None:
            yield Figure("acts", f"{act.what}: not possible on any record", 0, "times")
            continue
        found = measure(partial(_cost, client, steps), partial(timed, partial(client.get, EMPTY)))
        value, unit = (found.ratio, "times") if act.kind == "act" else (found.processors, "s")
        what = f"{found.p50:.0f} ms, {found.queries} queries, {found.share:.0%} of it in the database"
        yield Figure("acts", act.what, value, unit, act.kind, what)


def _possible(client: Client, choices: Iterable[Steps]) -> Steps | None:
    return next((steps for steps in choices if _done(client, steps)[1]), None)


def _cost(client: Client, steps: Steps) -> Once:
    return _done(client, steps)[0]


def _done(client: Client, steps: Steps) -> tuple[Once, bool]:
    """Do an act and undo it; returns what its last step cost, and whether it was done."""
    run, done = Once(0, 0, 0, 0), False
    with transaction.atomic():
        for path, pressed in steps:
            page = client.get(path)
            if page.status_code != 200:
                break
            form = form_of(page.content.decode(), path)
            # The answer is read again after it was timed: a form that is shown again was not taken.
            answers: list[Any] = []
            run = timed(partial(_post, client, form, pressed, answers))
            done = answers[0].status_code == 302 or "json" in answers[0]["Content-Type"]
        transaction.set_rollback(True)
    return run, done


def _post(client: Client, form: Form, pressed: dict[str, str], answers: list[Any]) -> Any:
    answers.append(client.post(form.action, form.filled(**pressed)))
    return answers[0]
