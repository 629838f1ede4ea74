"""The acts of partnership plans: every act in every state by everybody, by hand; and two who press at the same time."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from monitoring.plans.draft import actions as drafts
from monitoring.plans.draft.queries import objectives_of
from monitoring.plans.models import Agreement, PartnershipPlan, PlanVersion
from monitoring.plans.plan import actions
from monitoring.plans.states import EndReason, PlanState
from monitoring.plans.transitions import ROWS
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import NOW, load_liverpool
from tests.factories import covers, people, plans, schools
from tests.factories.plans import ASKED, Scene

pytestmark = pytest.mark.feature("P1")
_S = PlanState
WAITS = "waits"
# A plan in each state, and one that the partner has agreed.
PLACES = (*(state.value for state in PlanState), WAITS)


def _text(scene: Scene) -> dict[str, Any]:
    return {"text_version": PartnershipPlan.objects.get(pk=scene.plan.pk).text_version}


def _first(scene: Scene) -> Any:
    return scene.plan.objectives.order_by("pk").first() or drafts.Objective(plan=scene.plan, pk=0)


# What each act does, given a plan and who acts.
ACTS: dict[str, Callable[[Scene, User], object]] = {
    "add": lambda s, by: drafts.add(s.plan, by=by, on=ASKED),
    "save": lambda s, by: drafts.save_objective(
        _first(s), by=by, on=ASKED, content=plans.said(target="99%"), version=_first(s).version
    ),
    "agree": lambda s, by: actions.agree(s.plan, by=by, on=ASKED, **_text(s)),
    "take_back": lambda s, by: actions.take_back(s.plan, by=by, on=ASKED),
    "change": lambda s, by: actions.change(s.plan, by=by, on=ASKED, reason="A new head of phase."),
    "give_up": lambda s, by: actions.give_up(s.plan, by=by, on=ASKED),
    "end": lambda s, by: actions.end(s.plan, by=by, on=ASKED, why=EndReason.IMPROVED),
    "reopen": lambda s, by: actions.reopen(s.plan, by=by, on=ASKED, reason="A mistake."),
}
SIDES = frozenset({"sip", "cover", "head", "acting head"})
PARTNERS = frozenset({"sip", "cover"})
ENDERS = PARTNERS | {"officer", "other officer"}
# By act and place: who may, and the state that follows.
ALLOWED: dict[tuple[str, str], tuple[frozenset[str], PlanState]] = {
    ("add", _S.ASKED): (SIDES, _S.WRITING),
    ("add", _S.WRITING): (SIDES, _S.WRITING),
    ("add", _S.CHANGING): (SIDES, _S.CHANGING),
    ("add", WAITS): (SIDES, _S.WRITING),
    ("save", _S.WRITING): (SIDES, _S.WRITING),
    ("save", _S.CHANGING): (SIDES, _S.CHANGING),
    ("save", WAITS): (SIDES, _S.WRITING),
    ("agree", _S.WRITING): (SIDES, _S.WRITING),
    ("agree", _S.CHANGING): (SIDES, _S.CHANGING),
    # The partner has agreed already.
    ("agree", WAITS): (SIDES - PARTNERS, _S.AGREED),
    # Each side takes back its own agreement, and the head has given none.
    ("take_back", WAITS): (PARTNERS, _S.WRITING),
    ("change", _S.AGREED): (SIDES, _S.CHANGING),
    ("give_up", _S.CHANGING): (SIDES, _S.AGREED),
    ("end", _S.ASKED): (ENDERS, _S.ENDED),
    ("end", _S.WRITING): (ENDERS, _S.ENDED),
    ("end", _S.AGREED): (ENDERS, _S.ENDED),
    ("end", _S.CHANGING): (ENDERS, _S.ENDED),
    ("end", WAITS): (ENDERS, _S.ENDED),
    ("reopen", _S.ENDED): (ENDERS, _S.AGREED),
}


def cast(place: str) -> tuple[Scene, dict[str, User]]:
    scene = plans.scene(_S.WRITING if place == WAITS else _S(place), school=schools.school())
    if place == WAITS:
        plans.agree(scene, scene.sip)
        scene = scene.again()
    there = {
        "sip": scene.sip,
        "cover": _cover(scene),
        "another sip": people.assign(schools.school()).user,
        "head": scene.head,
        "acting head": people.post(scene.school, "acting_headteacher").user,
        "another head": people.post(schools.school(), "headteacher").user,
        "chair": scene.chair,
        "clerk": people.post(scene.school, "clerk").user,
        "officer": scene.officer,
        "other officer": people.person(role="principal_officer"),
        "director": people.person(role="director_of_education"),
        "administrator": people.person(role="administrator"),
        "nobody": people.person(),
    }
    return scene, there


def _cover(scene: Scene) -> User:
    covering = people.person(role="sip")
    covers.arranged(scene.sip, covering, ASKED, ASKED, on=ASKED)
    return covering


@pytest.mark.django_db
@pytest.mark.usefixtures("liverpool")
@pytest.mark.parametrize("place", PLACES)
def test_every_act_by_everybody(place: str) -> None:
    scene, there = cast(place)
    for act, does in ACTS.items():
        may, target = ALLOWED.get((act, place), (frozenset(), None))
        for name, person in there.items():
            before = Event.objects.count()
            with transaction.atomic():
                try:
                    does(scene, person)
                except Denied:
                    assert name not in may, (act, name)
                    assert Event.objects.count() == before, (act, name)
                else:
                    assert name in may, (act, name)
                    assert PartnershipPlan.objects.get(pk=scene.plan.pk).status == target, (act, name)
                transaction.set_rollback(True)


def test_the_table_has_every_row_of_the_matrix() -> None:
    """Each move of the table is met above, and no other."""
    moved = {
        (_S.WRITING if place == WAITS else place, target)
        for (_, place), (_, target) in ALLOWED.items()
        if target != (_S.WRITING if place == WAITS else place)
    }
    # Where an act leads in another way than the one that is walked: a change that both agree, a plan that goes on.
    elsewhere = {(_S.ENDED, _S.ASKED), (_S.ENDED, _S.WRITING), (_S.ENDED, _S.CHANGING)}
    assert {(row.source, row.target) for row in ROWS} == moved | elsewhere


@pytest.fixture
def waiting(own_database: str) -> Scene:
    load_liverpool()
    return plans.scene(_S.WRITING)


def test_both_press_agree_at_the_same_time(waiting: Scene) -> None:
    """Real transactions: one version, one email to the chair, and neither is refused."""
    (objective,) = objectives_of(waiting.plan)
    text_version, start, failed = waiting.plan.text_version, threading.Barrier(2), list[BaseException]()

    def press(by: User) -> None:
        try:
            with clock.at(NOW):
                start.wait(20)
                actions.agree(waiting.plan, by=by, on=ASKED, text_version=text_version)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    pressing = [threading.Thread(target=press, args=(by,)) for by in (waiting.sip, waiting.head)]
    for each in pressing:
        each.start()
    for each in pressing:
        each.join(60)
    assert failed == []
    assert waiting.again().plan.status == _S.AGREED
    assert (Agreement.objects.count(), PlanVersion.objects.count()) == (2, 1)
    assert PlanVersion.objects.get().objectives.get().objective == objective
    told = Message.objects.filter(kind="partnership_plan_agreed", email=waiting.chair.email)
    assert told.count() == 1


def test_one_agrees_while_the_other_writes(waiting: Scene) -> None:
    """Whoever comes first: no agreement holds to a text that was changed after it was read."""
    (objective,) = objectives_of(waiting.plan)
    text_version, start, refused = waiting.plan.text_version, threading.Barrier(2), list[str]()

    def agree() -> None:
        with clock.at(NOW):
            start.wait(20)
            try:
                actions.agree(waiting.plan, by=waiting.head, on=ASKED, text_version=text_version)
            except Denied as denied:
                refused.append(denied.code)
        connection.close()

    def write() -> None:
        with clock.at(NOW):
            start.wait(20)
            drafts.save_objective(
                objective, by=waiting.sip, on=ASKED, content=plans.said(target="99%"), version=objective.version
            )
        connection.close()

    both = [threading.Thread(target=agree), threading.Thread(target=write)]
    for each in both:
        each.start()
    for each in both:
        each.join(60)
    found = waiting.again().plan
    assert set(refused) <= {"changed"}
    assert found.head_agreement is None and found.text_version == text_version + 1
    assert objectives_of(found)[0].content["target"] == "99%"
