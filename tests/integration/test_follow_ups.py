"""A later part of the product joins what is asked on a visit, by registration alone."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import monitoring.visits
from monitoring.visits.agreed.follow_ups import SOURCE as AGREED
from monitoring.visits.follow_ups.sources import SOURCES, FollowUpAnswer, Question, Source, answered
from monitoring.visits.models import AgreedAction, Report, Visit
from monitoring.visits.report.actions import issuing
from monitoring.visits.report.page import readable_content
from monitoring.visits.states import ReportState
from sil import clock
from sil.accounts.models import User
from sil.letters.models import Letter
from tests.factories import reports, visits
from tests.factories.reports import TODAY, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
HOSTILE = '<script>alert("x")</script>'
OBJECTIVE = "Objective 2: attendance above the national figure"


class Plan:
    """As an app above visits would do it: it knows visits, and visits do not know it."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str, User, date]] = []

    def asks(self, visit: Visit) -> list[Question]:
        return [Question(key="2-attendance", text=OBJECTIVE, known=f"In the plan of {visit.school.name}")]

    def settle(self, report: Report, said: Mapping[Question, FollowUpAnswer], *, by: User, on: date) -> None:
        assert report.versions.exists(), "the version that says it is there"
        self.told += [(question.key, each.progress, each.note, by, on) for question, each in said.items()]


@pytest.fixture
def plan() -> Iterator[Plan]:
    found = Plan()
    objective = Source(
        slug="objective",
        order=20,
        asked="How far is the plan?",
        told="Progress on the plan",
        answers=(("met", "Met"), ("on-track", "On track")),
        asks=found.asks,
        settle=found.settle,
    )
    with SOURCES.lent(objective):
        yield found


def second_visit() -> tuple[Scene, Visit, AgreedAction]:
    made = reports.scene(ReportState.ISSUED)
    with clock.at(TODAY):
        later = visits.held(made.school, made.sip, TODAY)
    return made, later, AgreedAction.objects.get(visit=made.visit, place=1)


def read(client: Client, path: str) -> str:
    response: Any = client.get(path, follow=True)
    return " ".join(response.content.decode().split())


@pytest.mark.feature("V9")
def test_it_is_asked_saved_as_typed_told_in_the_letter_and_told_to_its_source(plan: Plan) -> None:
    made, later, action = second_visit()
    client, at = Client(), f"/visits/{later.pk}/report/"
    client.force_login(made.sip)
    page = read(client, at)
    places = [page.index(each) for each in (AGREED.asked, action.text, "How far is the plan?", OBJECTIVE)]
    assert places == sorted(places) and f"In the plan of {made.school.name}" in page
    assert page.index(OBJECTIVE) < page.index('id="id_section-focus"'), "asked first"
    mine, theirs = f"past-{action.pk}", "past-objective-2-attendance"
    typed = {f"{theirs}-progress": "on-track", f"{theirs}-note": HOSTILE, f"{mine}-progress": "done"}
    wrong = {f"{theirs}-progress": "done", f"{theirs}-note": HOSTILE}
    client.post(at, {"act": "autosave", "version": "0", **wrong})
    kept = Report.objects.get(visit=later).followed
    assert kept == {"objective-2-attendance": {"progress": "done", "note": HOSTILE}}, "kept as it was posted"
    assert not list(answered(Report.objects.get(visit=later))), "no answer of its own"
    whole = {f"section-{key}": text for key, text in reports.writing(later).sections.items()}
    client.post(at, {"act": "save", "version": "1", **whole, **typed})
    report = Report.objects.get(visit=later)
    assert report.followed == {
        str(action.pk): {"progress": "done", "note": ""},
        "objective-2-attendance": {"progress": "on-track", "note": HOSTILE},
    }
    page = read(client, at)
    assert "&lt;script&gt;" in page and '<script>alert("x")' not in page and "checked" in page
    assert plan.told == [], "nothing is told before it is issued"
    officer = Client()
    officer.force_login(made.officer)
    assert f"{OBJECTIVE}: on track. &lt;script&gt;" in read(officer, at), "whoever checks it reads it too"
    Report.objects.filter(pk=report.pk).update(check_rule="")
    issuing.issue(report, by=made.sip, on=TODAY, version=report.version)
    assert plan.told == [("2-attendance", "on-track", HOSTILE, made.sip, TODAY)]
    action.refresh_from_db()
    assert action.progress == "done"
    html = Letter.objects.filter(kind="visit_report").latest("pk").html
    told = (AGREED.told, f"{action.text} – done.", "Progress on the plan", f"{OBJECTIVE} – on track. &lt;script&gt;")
    assert [html.index(each) for each in told] == sorted(html.index(each) for each in told)
    assert "Progress on the plan" in read(client, at)


def test_a_question_without_an_answer_is_not_told(plan: Plan) -> None:
    made, later, _ = second_visit()
    reports.write(
        Scene(made.school, later, made.sip, made.head, made.chair, made.officer), "Three lessons.", checked=False
    )
    issuing.issue(later.report, by=made.sip, on=TODAY, version=1)
    assert plan.told == [] and "Progress on the plan" not in Letter.objects.latest("pk").html


def test_what_was_issued_before_there_were_sources_reads_as_it_did() -> None:
    older = {"sections": [], "actions": [], "followed": [{"text": "Read.", "progress": "Done", "note": ""}]}
    assert readable_content(older)["followed"] == [older["followed"][0] | {"about": AGREED.told}]


def test_two_sources_never_share_their_keys(plan: Plan) -> None:
    assert [each.slug for each in SOURCES] == ["", "objective", "plan"]
    with pytest.raises(ValueError, match="objective"):
        SOURCES.declare("later", replace(SOURCES["objective"], order=1))


def test_visits_imports_nothing_above_it() -> None:
    for file in Path(monitoring.visits.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            above = [name for name in names if name.startswith(("monitoring.", "tests"))]
            below = ("monitoring.visits", "monitoring.conversations")
            assert [name for name in above if not name.startswith(below)] == [], file
