"""Every page that keeps a draft, every box on it, and every kind of text: saved as it was typed, whatever it is.

A page is walked as a browser reads it: what is typed into each of its boxes is saved, and read back by another session
of the same person. `PLACES` has a row for every editor there is.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocations.draft.views import PositionEditor
from allocations.models import Draft
from allocations.states import State
from monitoring.notices.letters import actions as letters
from monitoring.notices.letters.views import LetterEditor
from monitoring.notices.models import ActionPlan, CaseLetter, Statement
from monitoring.notices.plans.views import PlanEditor
from monitoring.notices.statements.views import StatementEditor
from monitoring.notices.states import CaseState
from monitoring.plans.draft.queries import objectives_of
from monitoring.plans.draft.views import ObjectiveEditor
from monitoring.plans.models import Objective
from monitoring.plans.states import PlanState
from monitoring.summaries.models import Summary
from monitoring.summaries.summary.views import SummaryEditor
from monitoring.visits.models import Prompts, Report, UnsentReply
from monitoring.visits.prompts.views import PromptsEditor
from monitoring.visits.report.views.replies import ReplyEditor
from monitoring.visits.report.views.writing import ReportEditor
from monitoring.visits.states import ReportState
from sil import clock
from sil.accounts.models import User
from sil.letters.models import Method
from sil.web.drafts import DraftEditor
from tests.conftest import TODAY
from tests.controls import Controls, controls_of
from tests.factories import allocations, case_letters, cases, plans, reports, visits
from tests.integration.test_saved_as_typed import summing_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T4", "T12")]
GONE = "no-longer-offered"


@dataclass(frozen=True)
class Place:
    """A page on which a draft is written, by whom, and what is stored of it. `follow` are pages that show the draft
    as it would be sent."""

    path: str
    writer: User
    stored: Callable[[], Any]
    follow: tuple[str, ...] = ()
    on: date = TODAY

    def page(self) -> str:
        """What somebody reads who has just signed in elsewhere."""
        client = Client()
        client.force_login(self.writer)
        response = client.get(self.path)
        assert response.status_code == 200, (self.path, response.status_code)
        return response.content.decode()

    def controls(self) -> Controls:
        return controls_of(self.page())

    def save(self, typed: dict[str, Any], act: str = "autosave") -> Any:
        client = Client()
        client.force_login(self.writer)
        return client.post(self.path, {**self.controls().hidden, **typed, "act": act})


def _position(state: State, writer: str, page: str, *follow: str) -> Callable[[], Place]:
    def make() -> Place:
        made = allocations.scene(state)
        at = f"/allocations/{made.allocation.pk}/"
        place = Place(f"{at}{page}", getattr(made, writer), lambda: _content(Draft.objects.first()), follow=follow)
        if page == "disagree/marks/":
            ticked = [criterion.id for criterion in made.allocation.framework.criteria[:3]]
            client = Client()
            client.force_login(made.head)
            client.post(f"{at}disagree/criteria/", {"act": "autosave", "version": "0", "criteria": ticked})
        return place

    return make


def _content(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("band", "reasons", "marks", "extra_days")}


def _report() -> Place:
    earlier = reports.scene(ReportState.ISSUED)
    visit = visits.held(earlier.school, earlier.sip, TODAY)
    at = f"/visits/{visit.pk}/report/"
    return Place(at, earlier.sip, lambda: _of(Report, visit.report.pk, "sections", "actions", "followed"), ("issue/",))


def _of(model: type[Any], pk: Any, *names: str) -> dict[str, Any]:
    row = model.objects.get(pk=pk)
    return {name: getattr(row, name) for name in names}


def _answer() -> Place:
    made = reports.scene(ReportState.ISSUED)
    return Place(f"/visits/{made.visit.pk}/report/answer/", made.head, lambda: UnsentReply.objects.get().content)


def _check() -> Place:
    made = reports.scene(ReportState.IN_REVIEW)
    return Place(f"/visits/{made.visit.pk}/report/check/", made.officer, lambda: UnsentReply.objects.get().content)


def _prompts() -> Place:
    made = reports.scene()
    visit = visits.planned(made.school, made.sip, TODAY + timedelta(days=14))
    return Place(f"/visits/{visit.pk}/prepare/", made.head, lambda: Prompts.objects.get().answers)


def _summary() -> Place:
    place = summing_up()
    return Place(place.path, place.writer, lambda: {"text": Summary.objects.get().text})


def _letter(kind: str, make: Callable[[], Any], on: date = TODAY) -> Callable[[], Place]:
    def place() -> Place:
        made = make()
        with clock.at(on):
            letter = letters.prepare(made.case, kind=kind, by=made.officer, on=on)
        return Place(
            f"/case-letters/{letter.pk}/write/",
            made.officer,
            lambda: letters.content_of(CaseLetter.objects.get(pk=letter.pk)),
            ("../check/", "../"),
            on,
        )

    return place


AFTER = cases.PERIOD_ENDS + timedelta(days=1)
# The first day that the notice of powers of 24 November gives.
ON = date(2026, 12, 9)


def _not_complied() -> Any:
    made = cases.formal()
    cases.found(made, "formal_notice", "not_met", "not_met")
    cases.judge(made, "formal_notice", secured=False, on=AFTER)
    return made


def _power_intended() -> Any:
    made = _not_complied()
    case_letters.given(made, "intention_notice", method=Method.HAND, dated=AFTER, powers=["board"])
    return made


def _academy() -> Any:
    made = cases.scene(CaseState.OPENED, academy=True)
    case_letters.given(made, "academy_considered")
    case_letters.given(made, "academy_concerns")
    return made


def _plan() -> Place:
    made = cases.formal()
    plan = made.plan
    return Place(
        f"/action-plans/{plan.pk}/write/",
        made.chair,
        lambda: ActionPlan.objects.get(pk=plan.pk).draft,
        ("../send/", "../"),
    )


def _objective() -> Place:
    scene = plans.scene(PlanState.WRITING)
    (found,) = objectives_of(scene.plan)
    return Place(
        f"/plan-objectives/{found.pk}/",
        scene.head,
        lambda: Objective.objects.get(pk=found.pk).content,
        (f"../../plans/{scene.plan.pk}/", f"../../plans/{scene.plan.pk}/agree/"),
    )


def _evidence() -> Place:
    made = cases.formal()
    notice = made.notice()
    return Place(
        f"/case-letters/{notice.pk}/from-the-school/evidence/write/",
        made.chair,
        lambda: Statement.objects.get(notice=notice).draft,
        ("../send/", "../"),
    )


PLACES: dict[type[DraftEditor[Any, Any]], dict[str, Callable[[], Place]]] = {
    PositionEditor: {
        "proposal": _position(State.IDENTIFIED, "sip", "propose/", "check/"),
        "disagreement: band": _position(State.PROPOSED, "head", "disagree/"),
        "disagreement: reasons": _position(State.PROPOSED, "head", "disagree/reasons/", "../check/"),
        "disagreement: criteria": _position(State.PROPOSED, "head", "disagree/criteria/", "../check/", "../marks/"),
        "disagreement: marks": _position(State.PROPOSED, "head", "disagree/marks/", "../check/"),
        "decision": _position(State.WITH_OFFICER, "officer", "decide/", "check/"),
        "determination": _position(State.WITH_DIRECTOR, "director", "decide/", "check/"),
        "referral": _position(State.DECIDED, "head", "refer/"),
    },
    ReportEditor: {"report": _report},
    ReplyEditor: {"answer": _answer, "check of a report": _check},
    PromptsEditor: {"preparation": _prompts},
    SummaryEditor: {"summary": _summary},
    LetterEditor: {
        "pre-formal notice": _letter("preformal_notice", lambda: cases.scene(CaseState.DISCUSSED)),
        "notice of intention": _letter("intention_notice", _not_complied, AFTER),
        "use of a power": _letter("power_used", _power_intended, ON),
        "letter about an academy": _letter("academy_improvement", _academy),
    },
    PlanEditor: {"action plan": _plan},
    ObjectiveEditor: {"objective": _objective},
    StatementEditor: {"evidence": _evidence},
}
ALL = {name: make for rows in PLACES.values() for name, make in rows.items()}

TEXTS = {
    "plain": "Two lessons and ten books.",
    "empty": "",
    "blank": "   ",
    "spaces": "\n  with spaces\taround, and lines between \n\n\n  ",
    "markup": '<script>alert("x")</script> </textarea> & “quoted” &amp; &lt; {{ 7|add:1 }} {% if x %}',
    "signs": "👍🏽 👩‍👩‍👧 שלום ‏عربى‎ \u202egnitirw\u202c \u2066x\u2069 \ufeff é e\u0301 \U0001f3f4\U000e0067",
    "controls": "a vertical tab \x0b, an escape \x1b, a unit \x1f, a feed \x0c",
    "over-long": "x" * 31_000,
}


def subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def test_every_editor_has_a_row() -> None:
    ours = {each for each in subclasses(DraftEditor) if not each.__module__.startswith("tests.")}
    assert ours == set(PLACES)


@pytest.mark.promise("kept")
@pytest.mark.parametrize("name", ALL)
def test_what_is_typed_and_ticked_is_read_back(name: str) -> None:
    """Whatever you type on a page that says “Saved” is there, letter for letter, when you open it on another device:
    also when it is too long, half finished, or in a form that cannot be sent yet. So is what you tick or choose."""
    place = ALL[name]()
    with clock.at(place.on):
        for walk in (every_text, line_ends, enormous_text, ticks, gone_choices, a_button):
            walk(place)


def typed_in(box: str, text: str, found: Controls) -> str:
    """A box of one line holds no line ends."""
    return text.replace("\n", " ").replace("\r", "") if box in found.lines else text


def expected(box: str, text: str, before: Controls) -> str:
    # Without a number the framework's own stands, and the page shows it again.
    return before.boxes[box] if box == "compliance_count" and not text else text


def every_text(place: Place) -> None:
    before = place.controls()
    for kind, text in TEXTS.items():
        typed = {box: typed_in(box, text, before) for box in before.boxes}
        answer = place.save({**before.ticked, **typed})
        assert answer.status_code == 200 and "saved" in answer.json(), (kind, answer.content[:300])
        found = place.controls().boxes
        for box, said in typed.items():
            assert found[box] == expected(box, said, before), (kind, box)
        for page in place.follow:
            client = Client()
            client.force_login(place.writer)
            response = client.get(_beside(place.path, page))
            assert response.status_code in (200, 302), (kind, page, response.status_code)


def _beside(path: str, page: str) -> str:
    while page.startswith("../"):
        path, page = path.rstrip("/").rpartition("/")[0] + "/", page.removeprefix("../")
    return path + page


def line_ends(place: Place) -> None:
    """Line ends of a form, and NUL, are all that is changed."""
    before = place.controls()
    long = [box for box in before.boxes if box not in before.lines]
    typed = dict.fromkeys(long, "one\r\ntwo\x00\r\n\r\nthree\rfour")
    assert place.save({**before.posted, **typed}).status_code == 200
    found = place.controls().boxes
    assert {box: found[box] for box in long} == dict.fromkeys(long, "one\ntwo\n\nthree\rfour")


def enormous_text(place: Place) -> None:
    """300,000 characters in each box."""
    before = place.controls()
    boxes = list(before.boxes)
    # A few at a time, since one post may hold five megabytes.
    for some in (boxes[start : start + 8] for start in range(0, len(boxes), 8)):
        typed = {box: f"{box} {'ä👍 y' * 75_000}"[:300_000] if box == some[0] else "y" * 300_000 for box in some}
        assert place.save({**before.posted, **typed}).status_code == 200
        found = place.controls().boxes
        assert all(found[box] == text for box, text in typed.items()), some


def ticks(place: Place) -> None:
    before = place.controls()
    for turn in (0, -1):
        ticked = {
            name: [offered[turn]] if name in before.single else offered for name, offered in before.choices.items()
        }
        assert place.save({**before.boxes, **ticked}).status_code == 200
        assert place.controls().ticked == ticked
    days = {box: "7" for box in before.boxes if box.endswith("_day")}
    assert place.save({**before.posted, **dict.fromkeys(days, " 31x")}).status_code == 200
    assert {box: place.controls().boxes[box] for box in days} == dict.fromkeys(days, " 31x")


def gone_choices(place: Place) -> None:
    """What is no longer offered is kept, and breaks no page."""
    before = place.controls()
    # A tick that adds a copy says no more than that it is there.
    names = [name for name, offered in before.choices.items() if offered != ["on"]]
    odd = {name: GONE if name in before.single else [*before.choices[name], GONE] for name in names}
    assert place.save({**before.posted, **odd}).status_code == 200
    assert json.dumps(place.stored()).count(GONE) == len(names)
    place.page()
    for page in place.follow:
        client = Client()
        client.force_login(place.writer)
        at = _beside(place.path, page)
        assert client.get(at).status_code in (200, 302), page
    # An older window, which is shown both texts where they differ.
    client = Client()
    client.force_login(place.writer)
    other = {box: f"Other {text}" for box, text in before.boxes.items()}
    answer = client.post(place.path, {**before.hidden, **other, "version": "999", "act": "save"})
    assert answer.status_code == 200 and "Nothing was overwritten" in answer.content.decode()


def a_button(place: Place) -> None:
    """A button that saves leads on also with text that is too long."""
    before = place.controls()
    if "disagree" in place.path:
        return  # its buttons lead to the next question
    typed = {box: typed_in(box, TEXTS["over-long"], before) for box in before.boxes if "compliance" not in box}
    answer = place.save({**before.posted, **typed}, act="save")
    assert answer.status_code == 302
    page = place.page()
    assert "This is saved, but you cannot send it yet." in page
    assert "characters or fewer." in page
    # A counter wherever there is a limit.
    areas = [box for box in before.boxes if box not in before.lines]
    assert page.count('data-module="govuk-character-count"') == len(areas)
    assert 'maxlength="' not in page.replace("data-maxlength", ""), "a browser would cut off what is pasted"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=200))
def test_any_text_is_kept(text: str) -> None:
    place = _kept_place()
    typed = {"reasons": text, "reason-reading": text}
    assert place.save(typed).status_code == 200
    found = place.controls().boxes
    assert {box: found[box] for box in typed} == typed


def _kept_place() -> Place:
    made = Draft.objects.first()
    if made is None:
        return _position(State.IDENTIFIED, "sip", "propose/")()
    return Place(f"/allocations/{made.allocation_id}/propose/", made.saved_by, dict)
