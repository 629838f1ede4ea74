"""A state, a band and a day that something is due read the same wherever they are shown, to each reader."""

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from allocations.states import State
from monitoring.notices.giving import actions as giving
from monitoring.notices.states import CaseState
from monitoring.visits.days.owed import visits_owed
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.framework.models import FrameworkVersion
from sil.letters.models import Method
from sil.web.timeline import entry_of
from tests.conftest import TODAY
from tests.factories import allocations, case_letters, cases, people, reports, schools, visits

pytestmark = pytest.mark.django_db
LISTS = ("causing_concern", "cases", "round")
ROOT = Path(__file__).parents[2]


class Reading:
    """Pages as somebody reads them, in words."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def page(self, who: User, route: str, **kwargs: Any) -> str:
        query = kwargs.pop("query", "")
        self.client.force_login(who)
        response: Any = self.client.get(reverse(route, kwargs=kwargs) + query)
        assert response.status_code == 200, (route, response.status_code)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body.decode("utf-8-sig"))).split())


@pytest.fixture
def reading(client: Client) -> Reading:
    return Reading(client)


@pytest.mark.promise("same")
def test_a_fact_reads_the_same_on_every_page(liverpool: FrameworkVersion, reading: Reading) -> None:
    """The band that was decided, the stage of each case and what became of a notice read the same on first pages,
    lists, the pages of the school and the case, and in exports, for each of their readers."""
    decided = allocations.scene(school=schools.school("Decided Primary School"))
    allocations.propose(decided, "C")
    allocations.disagree(decided, "C")
    allocations.decide(decided, "B")
    year = decided.allocation.round.academic_year

    two = cases.scene(CaseState.FORMAL, school=schools.school("Two Cases School"))
    second = cases.opened(two.school, two.officer, concern="Attendance is low.")
    first = two.case
    used = cases.scene(CaseState.POWERS_USED, school=schools.school("Power School"))
    power = used.notice("power_used")
    giving.withdraw(power, reason="It named the wrong day.", by=used.signer(power), on=TODAY)
    directive = cases.scene(CaseState.DISCUSSED, school=schools.school("Directive School"))
    case_letters.given(directive, "directive_notice", method=Method.HAND)
    invited = cases.scene(CaseState.INVITED, school=schools.school("Invited School"))

    gone = cases.scene(CaseState.FORMAL, school=schools.school("Withdrawn School"))
    giving.withdraw(gone.notice(), reason="It named the wrong day.", by=gone.dcs, on=TODAY)

    one, other = first.reference, second.reference
    in_list = (f"{one} : Formal warning notice given", f"{other} : Concern recorded")
    in_file = (f"{other}: Concern recorded; {one}: Formal warning notice given", f"{one}: 23 November 2026")
    nothing = ("nothing we need from you",)
    come = ("Come to the discussion you are invited to",)
    # Reader, page, words after which it is looked for, what is said there, what is not.
    table: tuple[tuple[User, str, dict[str, Any], str, tuple[str, ...], tuple[str, ...]], ...] = (
        (decided.sip, "home", {}, "Decided Primary School", ("Band B decided",), ("Band C proposed",)),
        (decided.sip, "school", {"urn": decided.school.pk}, "2026 to 2027", ("Band B decided",), ("Band C proposed",)),
        (decided.officer, "round", {"year": year}, "Decided Primary School", ("Band B decided",), ("Band C proposed",)),
        (decided.head, "school", {"urn": decided.school.pk}, "2026 to 2027", ("Band B decided",), ("Band C proposed",)),
        (two.officer, "causing_concern", {}, "Two Cases School", in_list, ()),
        (two.officer, "causing_concern", {"query": "?export=csv"}, "Two Cases School", in_file, ()),
        *(
            (used.officer, route, how, where, ("Eligible for intervention",), ("Power used",))
            for route, how, where in (
                ("causing_concern", {}, "Power School"),
                ("cases", {}, "Power School"),
                ("school", {"urn": used.school.pk}, "Concern cases"),
            )
        ),
        *(
            (directive.officer, route, how, where, ("Directive notice given",), ("Pre-formal notice given",))
            for route, how, where in (
                ("causing_concern", {}, "Directive School"),
                ("cases", {}, "Directive School"),
                ("school", {"urn": directive.school.pk}, "Concern cases"),
                ("case", {"pk": directive.pk}, directive.case.reference),
            )
        ),
        (gone.chair, "home", {}, "Withdrawn School", ("Withdrawn: it no longer applies",), ("Do what the",)),
        (
            gone.chair,
            "school_timeline",
            {"urn": gone.school.pk},
            "Letter from",
            ("(withdrawn: it no longer applies)",),
            (),
        ),
        (
            gone.chair,
            "action_plan",
            {"pk": gone.plan.pk},
            "given on",
            ("withdrawn: it no longer applies",),
            ("ends on",),
        ),
        (gone.officer, "causing_concern", {}, "Withdrawn School", ("Improvement not secured",), ("Formal warning",)),
        (two.chair, "home", {}, "Two Cases School", ("Do what the formal warning notice requires",), nothing),
        (invited.head, "home", {}, "Invited School", come, nothing),
        (invited.chair, "home", {}, "Invited School", come, nothing),
    )
    for who, route, how, where, says, never in table:
        said = reading.page(who, route, **how)
        # A list names a school in its row last, the page of a record says first how it stands.
        place = said.rindex(where) if route in LISTS else said.index(where)
        about = said if route == "home" else said[place:][:900]
        for words in says:
            assert words in about, (who.name, route, words, about)
        for words in never:
            assert words not in about, (who.name, route, words, about)


def test_one_case_is_no_reason_to_hide_the_days_of_another(liverpool: FrameworkVersion, reading: Reading) -> None:
    """A school is sorted by the first day of any of its cases."""
    two = cases.scene(CaseState.FORMAL)
    cases.opened(two.school, two.officer)
    text = reading.page(two.officer, "causing_concern", query="?sort=due")
    assert "23 November 2026" not in text.split("Days left")[0]
    assert two.case.reference in text


def test_a_second_power_stays_when_one_is_withdrawn(liverpool: FrameworkVersion) -> None:
    made = cases.scene(CaseState.POWERS_USED)
    again = case_letters.given(made, "power_used", method=Method.HAND)
    giving.withdraw(again, reason="It was given twice.", by=made.signer(again), on=TODAY)
    assert made.case.status == CaseState.POWERS_USED
    first = made.case.letters.exclude(pk=again.pk).get(kind="power_used")
    giving.withdraw(first, reason="It named the wrong day.", by=made.signer(first), on=TODAY)
    assert made.case.status == CaseState.ELIGIBLE


def test_what_happened_at_a_school_under_notice(liverpool: FrameworkVersion, reading: Reading) -> None:
    """Whoever reads the notice finds it there, with the visits and letters, and nothing else of the case."""
    made = cases.scene(CaseState.FORMAL)
    visits.held(made.school, made.sip, date(2026, 11, 12))
    for who in (made.head, made.chair):
        text = reading.page(who, "school_timeline", urn=made.school.pk)
        assert "Letter from the authority: Formal warning notice" in text
        assert "Visit held" in text or who == made.chair
        assert "evidence" not in text.lower()
    stranger = people.post(schools.school(), "headteacher").user
    reading.client.force_login(stranger)
    assert reading.client.get(reverse("school_timeline", kwargs={"urn": made.school.pk})).status_code == 404


def test_a_report_is_checked_some_days_after_it_was_sent(liverpool: FrameworkVersion) -> None:
    """Five days from the sending (framework file), however late that was."""
    made = reports.scene()
    reports.write(made, checked=True)
    reports.send(made)
    due = Deadline.objects.running().get(rule="report_check")
    assert (due.starts_on, due.due_on) == (reports.TODAY, date(2026, 11, 25))


def test_an_owed_visit_is_planned_as_what_is_owed(liverpool: FrameworkVersion, reading: Reading) -> None:
    made = allocations.scene(State.AGREED)
    owed = visits_owed(roles_of(made.sip, date(2026, 12, 18)), liverpool.framework)
    assert {each.kind for each in owed} <= {kind.id for kind in liverpool.framework.visits.kinds}
    assert all(each.kind for each in owed)


def test_nothing_is_never_said_to_have_become_nothing() -> None:
    event = Event(
        kind="visit.changed", data={"old": {"hour": "", "kind": "core"}, "new": {"hour": None, "kind": "other"}}
    )
    assert [(c.what, c.old, c.new) for c in entry_of(event).changes] == [("Kind", "core", "other")]


def test_nobody_reads_a_letter_online_who_has_no_password(liverpool: FrameworkVersion, reading: Reading) -> None:
    made = allocations.scene(State.AGREED)
    made.chair.set_unusable_password()
    made.chair.save()
    from sil.letters.tasks import issue_waiting

    issue_waiting()
    letter = made.chair.letters.get().letter
    text = reading.page(made.officer, "letter", reference=letter.reference)
    assert "Cannot read it online yet: has not set a password" in text


def test_the_state_of_a_case_is_worded_in_one_place() -> None:
    """Nothing but the model words it, so that a page cannot word it its own way."""
    files = [*(ROOT / "templates" / "notices").rglob("*.html"), *(ROOT / "templates" / "oversight").rglob("*.html")]
    files += [f for f in (ROOT / "monitoring" / "notices").rglob("*.py") if f.name != "cases.py"]
    wrong = [f.name for f in files if re.search(r"\bcase\.get_status_display", f.read_text(encoding="utf-8"))]
    assert wrong == []
