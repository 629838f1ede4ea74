"""A school's days as its pages show them: who reads them, more days and who approved them, visits owed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allocations.models import Allocation
from allocations.proposal import actions as proposals
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.states import State
from monitoring.visits.days import actions
from monitoring.visits.days.ledger import Ledger
from monitoring.visits.days.owed import visits_owed
from monitoring.visits.days.queries import ledger_for, ledgers
from monitoring.visits.models import ExtraDays, Term, Visit
from monitoring.visits.visit import actions as visits
from monitoring.visits.visit.policies import VisitDates, VisitDetails
from schools.models import School
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.framework.queries import framework_on
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, people, schools
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
YEAR = 2026
TERMS = (
    ("Autumn", date(2026, 9, 1), date(2026, 12, 18)),
    ("Spring", date(2027, 1, 4), date(2027, 3, 26)),
    ("Summer", date(2027, 4, 12), date(2027, 7, 21)),
)
HELD, TO_COME = date(2026, 10, 14), date(2026, 12, 2)


@pytest.fixture(autouse=True)
def terms() -> None:
    Term.objects.filter(academic_year=YEAR).delete()
    for name, starts, ends in TERMS:
        Term.objects.create(academic_year=YEAR, name=name, starts_on=starts, ends_on=ends)


@pytest.fixture
def made() -> Scene:
    return allocations.scene(State.AGREED, band="A")


def visit(made: Scene, day: date, *, kind: str = "termly-contact", days: str = "0.5") -> Visit:
    """Held where its day has come, planned where it has not."""
    what = VisitDetails(kind=kind, mode="virtual", days=Decimal(days), lead=made.sip)
    when = VisitDates(starts_on=day, ends_on=day)
    act: Callable[..., Visit] = visits.record if day <= TODAY else visits.plan
    try:
        with transaction.atomic():
            return act(made.school, dates=when, details=what, by=made.sip, on=TODAY)
    except Denied as denied:
        return act(made.school, dates=when, details=what, by=made.sip, on=TODAY, sure=denied.sentence)


def ledger(made: Scene, year: int = YEAR) -> Ledger:
    return ledgers(School.objects.filter(pk=made.school.pk), year)[made.school.pk]


def left(made: Scene, line: str) -> Decimal:
    return next(row.left for row in ledger(made).rows if row.line == line)


def approve(made: Scene, days: str = "1.5", line: str = "termly-contact", **more: Any) -> ExtraDays:
    who = {"by": made.officer, "on": TODAY} | more
    return actions.approve(made.school, year=YEAR, line=line, days=Decimal(days), reason="Two leaders left.", **who)


def page(user: User, path: str, **data: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(path, data) if data else client.get(path)


@pytest.mark.feature("A10")
def test_the_ledger_is_counted_from_the_visits_whatever_becomes_of_them(made: Scene) -> None:
    held, planned = visit(made, HELD), visit(made, TO_COME)
    assert (ledger(made).delivered, ledger(made).planned, left(made, "termly-contact")) == (Decimal("0.5"),) * 2 + (0,)
    visits.cancel(planned, reason="Snow.", ended_by="the school", by=made.sip, on=TODAY)
    assert (ledger(made).planned, left(made, "termly-contact")) == (0, Decimal("0.5"))
    more = visit(made, HELD + timedelta(days=1), kind="core-visit", days="1.5")
    assert left(made, "core-visit") == Decimal("-0.5")
    visits.undo(more, reason="Another school's.", by=made.sip, on=TODAY)
    assert (ledger(made).delivered, ledger(made).planned) == (Decimal("0.5"), Decimal("1.5"))
    visits.undo(planned, reason="It takes place.", by=made.sip, on=TODAY)
    assert (ledger(made).delivered, ledger(made).planned, left(made, "termly-contact")) == (Decimal("0.5"), 2, 0)
    visits.cancel(planned, reason="Snow.", ended_by="the school", by=made.sip, on=TODAY)
    assert {held.pk, more.pk} == {each.pk for each in Visit.objects.exclude(status="cancelled")}


@pytest.mark.feature("A10")
def test_a_review_in_the_year_replaces_the_allowance_and_what_is_used_stays(made: Scene) -> None:
    visit(made, HELD, kind="core-visit", days="1")
    review = reviews.start_review(
        Allocation.objects.get(pk=made.allocation.pk), by=made.officer, on=TODAY, ground="evidence", reason="Results."
    )
    allocations.propose(again := replace(made, allocation=review), "C", on=TODAY)
    assert ledger(made).band.id == "A"  # type: ignore[union-attr]
    allocations.agree(again, on=TODAY)
    found = ledger(made)
    assert [spell.band.id for spell in found.spells] == ["A", "C"]
    assert (found.headline, found.delivered, left(made, "core-visit")) == (7, 1, 2)


@pytest.mark.feature("A9", "A10")
def test_days_ticked_at_the_settlement_are_counted_outside_the_headline() -> None:
    made = allocations.scene(State.IDENTIFIED)
    case = allocations.case(made.allocation.framework, "B", extra_days=("new-to-headship",))
    proposals.propose(made.allocation, by=made.sip, on=allocations.PROPOSED, choice=case)
    assert ledger(made).band is None
    allocations.agree(made)
    assert (ledger(made).headline, ledger(made).allowed) == (Decimal("5.5"), Decimal("7.5"))
    assert left(made, "new-to-headship") == 2


@pytest.mark.feature("A10")
def test_a_school_with_terms_of_its_own_is_counted_by_them(made: Scene) -> None:
    visit(made, HELD)
    Term.objects.create(
        academic_year=YEAR,
        name="Michaelmas",
        starts_on=date(2026, 11, 1),
        ends_on=date(2026, 12, 1),
        school=made.school,
    )
    found = ledger(made)
    assert [term.name for term in found.terms] == ["Michaelmas"]
    row = next(each for each in found.rows if each.line == "termly-contact")
    assert [cell.delivered for cell in row.cells] == [0, Decimal("0.5")]


@pytest.mark.feature("A10")
def test_more_days_are_approved_and_taken_back_by_a_principal_officer_with_reasons(made: Scene) -> None:
    extra = approve(made)
    assert (left(made, "termly-contact"), ledger(made).allowed) == (Decimal("2.5"), Decimal("4.5"))
    told = set(Message.objects.filter(kind="extra_days_approved").values_list("email", flat=True))
    assert told == {made.head.email, made.sip.email}
    assert "1.5" not in Message.objects.filter(kind="extra_days_approved")[0].body
    actions.withdraw(extra, reason="The posts were filled.", by=made.officer, on=TODAY)
    assert ledger(made).allowed == 3
    assert set(Message.objects.filter(kind="extra_days_withdrawn").values_list("email", flat=True)) == told
    extra.refresh_from_db()
    assert (extra.withdrawn_on, extra.withdrawn_by, extra.withdrawn_reason) == (
        TODAY,
        made.officer,
        "The posts were filled.",
    )
    kinds = Event.objects.filter(subject_table="visits_extradays").order_by("pk").values_list("kind", "reason")
    assert list(kinds) == [
        ("extra_days.approved", "Two leaders left."),
        ("extra_days.withdrawn", "The posts were filled."),
    ]
    with pytest.raises(Denied, match="already"):
        actions.withdraw(extra, reason="Again.", by=made.officer, on=TODAY)


@pytest.mark.feature("A10")
@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("not_half_days", {"days": "0.3"}),
        ("not_half_days", {"days": "0"}),
        ("not_half_days", {"days": "61"}),
        ("unknown_line", {"line": "no-such-line"}),
        ("not_allowed", {"by": "sip"}),
        ("not_allowed", {"by": "head"}),
        ("not_allowed", {"by": "director"}),
        ("other_year", {"on": date(2025, 3, 1)}),
    ],
)
def test_days_that_may_not_be_approved(made: Scene, code: str, changed: dict[str, Any]) -> None:
    if "by" in changed:
        changed = {"by": getattr(made, changed["by"])}
    with pytest.raises(Denied) as denied:
        approve(made, **changed)
    assert denied.value.code == code
    assert not ExtraDays.objects.exists()


@pytest.mark.feature("A10")
def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(made: Scene) -> None:
    path = f"/schools/{made.school.pk}/days/more/"
    answer = page(made.officer, path, days="1.3", line="termly-contact", reason="<b>Two leaders</b> left.")
    text = answer.content.decode()
    assert "Enter whole or half days" in text and 'value="1.3"' in text
    assert "&lt;b&gt;Two leaders&lt;/b&gt; left." in text
    for wrong in ("x", "-1", "1e3", "999999", ""):
        assert page(made.officer, path, days=wrong, line="-", reason="x").status_code == 200
    assert "Select what the days are for." in page(made.officer, path, days="1", reason="x").content.decode()
    assert page(made.officer, path, days="1", line="nothing", reason="x").status_code == 200
    assert not ExtraDays.objects.exists()
    assert page(made.officer, path, days="1.5", line="-", reason="Two leaders left.").status_code == 302
    extra = ExtraDays.objects.get()
    shown = page(made.head, f"/schools/{made.school.pk}/days/").content.decode()
    assert "Two leaders left." in shown and "Withdraw" not in shown and "Approve extra days" not in shown
    back = f"/extra-days/{extra.pk}/take-back/"
    assert "Enter why you are withdrawing the days." in page(made.officer, back, reason=" ").content.decode()
    assert page(made.officer, back, reason="Filled.").status_code == 302
    assert page(made.officer, back).status_code == 302
    assert "Withdrawn" in page(made.head, f"/schools/{made.school.pk}/days/").content.decode()


@pytest.mark.feature("A10")
def test_who_reads_the_days_is_who_reads_the_band(made: Scene) -> None:
    chair, stranger = made.chair, people.person()
    other = allocations.scene(State.AGREED, school=_taken_in("Example Other School"))
    path = f"/schools/{made.school.pk}/days/"
    readers = (made.sip, made.head, chair, made.officer, made.director)
    others = (stranger, other.head, other.sip, people.person(role="administrator"))
    assert [page(who, path).status_code for who in readers] == [200] * 5
    assert [page(who, path).status_code for who in others] == [404] * 4
    assert "Band A" in page(made.head, f"/schools/{made.school.pk}/").content.decode()
    assert "Band A" not in page(others[-1], f"/schools/{made.school.pk}/?part=all").content.decode()


@pytest.mark.feature("A10")
def test_the_whole_ledger_leads_to_each_visit_and_to_other_years_and_is_exported(made: Scene) -> None:
    held = visit(made, HELD, kind="intervention", days="1")
    approve(made, "1", "")
    path = f"/schools/{made.school.pk}/days/"
    text = page(made.officer, path).content.decode()
    assert f'href="/visits/{held.pk}/"' in text and "Other support" in text
    lines = b"".join(page(made.officer, f"{path}?export=csv").streaming_content).decode().splitlines()
    assert lines[1].startswith("Intervention,,2026-10-14,1.0,Held")
    assert lines[2].startswith("Extra days,,2026-11-20,1.0,Approved") and "Two leaders left." in lines[2]
    for year in ("1999", "9999", "x", "20260"):
        assert page(made.officer, f"{path}?year={year}").status_code == 404
    assert page(made.officer, f"{path}?year=2026").status_code == 200


def _taken_in(name: str) -> School:
    school = schools.school(name)
    found = Allocation.objects.first()
    assert found is not None
    rounds.add_school(found.round, school, by=people.person(role="principal_officer"), on=allocations.OPENED)
    return school


@pytest.mark.feature("V10")
def test_visits_owed_are_what_the_band_gives_by_the_end_of_this_term(made: Scene) -> None:
    # With a name that sorts after the first school's number.
    other = allocations.scene(State.AGREED, school=_taken_in("Example Other School"), band="C")
    framework = framework_on(TODAY)

    def owed(user: User, on: date = TODAY) -> list[tuple[str, str, str]]:
        found = visits_owed(roles_of(user, on), framework)
        return [(due.school.name, due.line, due.term) for due in found]

    mine, theirs = made.school.name, other.school.name
    assert owed(made.sip) == [(mine, "termly-contact", "Autumn")]
    assert set(owed(made.officer)) == {
        (mine, "termly-contact", "Autumn"),
        (theirs, "core-visit", "Autumn"),
        (theirs, "termly-contact", "Autumn"),
    }
    # The core visit is the contact of band A; a planned one is enough.
    visit(made, TO_COME, kind="core-visit", days="1")
    assert owed(made.sip) == []
    assert len(owed(made.officer)) == 2
    assert owed(made.sip, date(2027, 1, 4)) == [(mine, "termly-contact", "Spring")]


@pytest.mark.feature("V10")
def test_the_list_is_narrowed_sorted_exported_and_counted_on_the_first_page(made: Scene) -> None:
    other = allocations.scene(State.AGREED, school=_taken_in("Example Other School"), band="C")
    text = page(made.officer, "/visits/owed/").content.decode()
    assert "3 entries" in text
    assert f"/schools/{made.school.pk}/visits/plan/" in text
    for query, number in (
        ("band=Band+C", 2),
        ("line=termly-contact", 2),
        ("term=Autumn&phase=Primary", 3),
        (f"sip={made.sip.pk}", 1),
        ("search=other", 2),
        (f"search={made.school.pk}", 1),
        ("search=nothing+there", 0),
        ("band=no+such", 3),
    ):
        assert (
            f"{number} entr{'y' if number == 1 else 'ies'}"
            in page(made.officer, f"/visits/owed/?{query}").content.decode()
        ), query
    for column in ("school", "-due", "band", "contacts", "urn", "nothing"):
        assert page(made.officer, f"/visits/owed/?sort={column}").status_code == 200
    lines = b"".join(page(made.officer, "/visits/owed/?export=csv&sort=-band").streaming_content).decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [other.school.name] * 2 + [made.school.name]
    for user, words in ((made.officer, "2 schools</a> are behind"), (made.sip, "1 school</a> is behind")):
        assert words in page(user, "/").content.decode()
    assert page(made.head, "/visits/owed/").status_code == 404
    assert page(made.director, "/visits/owed/").status_code == 404


def test_nothing_asks_more_of_the_database_for_more_schools(made: Scene) -> None:
    visit(made, HELD)
    asked = []
    for more in (0, 12):
        for number in range(more):
            with suppress(Denied):
                allocations.scene(State.AGREED, school=_taken_in(f"Example {number} School"), band="B")
        with CaptureQueriesContext(connection) as queries:
            found = ledgers(School.objects.all(), YEAR)
        asked.append((len(queries), len(found)))
    assert asked == [(1, 1), (1, 13)]
    with CaptureQueriesContext(connection) as queries:
        assert ledger_for(made.school, YEAR, roles_of(made.head, TODAY)) is not None
    assert len(queries) == 3, "one for the roles, one for the schools of the person, one for everything else"
