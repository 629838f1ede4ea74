"""monitoring.visits.actions.visits: every act in every state by everybody, and exactly what each leaves behind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.visits.models import Report, Visit
from monitoring.visits.put_right import actions as put_right
from monitoring.visits.states import VisitState
from monitoring.visits.transitions import VISIT_ROWS
from monitoring.visits.visit import actions
from monitoring.visits.visit.policies import VisitDates, VisitDetails, check_length
from schools.models import AssignmentRole, School
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import NOW, TODAY, load_liverpool
from tests.factories import people, schools

PLANNED, HELD, CANCELLED, MISSED = VisitState.PLANNED, VisitState.HELD, VisitState.CANCELLED, VisitState.MISSED
MISTAKEN = VisitState.MISTAKEN
LAST_WEEK_TOO = VisitDates(starts_on=date(2026, 11, 11), ends_on=date(2026, 11, 11))
LAST_WEEK = VisitDates(starts_on=date(2026, 11, 12), ends_on=date(2026, 11, 13))
NEXT_WEEK = VisitDates(starts_on=date(2026, 11, 26), ends_on=date(2026, 11, 26), starts_at=time(9, 30))


@dataclass(frozen=True)
class Cast:
    school: School
    people: dict[str, User]
    # Another school of the same partner.
    second: School

    def facts(self, **changes: Any) -> VisitDetails:
        return VisitDetails(
            **{"kind": "core-visit", "mode": "virtual", "days": Decimal(1), "lead": self.people["sip"]} | changes
        )


def cast() -> Cast:
    school, second = schools.school("Example Primary School"), schools.school()
    sip = people.assign(school).user
    people.assign(second, sip)
    return Cast(
        school,
        {
            "sip": sip,
            "another sip": people.assign(schools.school()).user,
            "lead": people.person(role="sip"),
            "head": people.post(school, "headteacher").user,
            "another head": people.post(schools.school(), "headteacher").user,
            "chair": people.post(school, "chair").user,
            "own officer": people.assign(school, role=AssignmentRole.PRINCIPAL_OFFICER).user,
            "other officer": people.person(role="principal_officer"),
            "director": people.person(role="director_of_education"),
            "dcs": people.person(role="director_of_childrens_services"),
            "clerk": people.post(school, "clerk").user,
            "administrator": people.person(role="administrator"),
            "nobody": people.person(),
        },
        second,
    )


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with django_db_blocker.unblock(), clock.at(NOW), transaction.atomic():
        load_liverpool()
        yield cast()
        transaction.set_rollback(True)


@pytest.fixture
def there(everybody: Cast) -> Iterator[Cast]:
    with transaction.atomic():
        yield everybody
        transaction.set_rollback(True)


def planned(there: Cast, days: VisitDates = LAST_WEEK, **changes: Any) -> Visit:
    """A visit of last week that nobody recorded yet, led by somebody who is not the school's partner."""
    with clock.at(date(2026, 11, 2)):
        facts = there.facts(lead=there.people["lead"], **changes)
        return actions.plan(there.school, dates=days, details=facts, by=there.people["sip"], on=date(2026, 11, 2))


def in_state(there: Cast, state: VisitState) -> Visit:
    visit, who = planned(there), {"by": there.people["sip"], "on": TODAY}
    if state == HELD:
        actions.hold(visit, dates=LAST_WEEK, details=there.facts(lead=there.people["lead"]), **who)
    elif state == CANCELLED:
        actions.cancel(visit, reason="The head is ill.", ended_by="The school", **who)
    elif state == MISTAKEN:
        put_right.strike(visit, reason="The wrong visit.", **who)
    elif state == MISSED:
        actions.miss(visit, reason="Snow.", **who)
    return Visit.objects.get(pk=visit.pk)


def refusal(act: Callable[[], Any]) -> str:
    """The code by which an act is refused; blank where it is done."""
    try:
        act()
    except Denied as denied:
        return denied.code if denied.sentence.endswith(".") else "no sentence"
    return ""


Act = Callable[[Cast, Visit, dict[str, Any]], Any]
OTHER = VisitDetails(kind="core-visit", mode="face-to-face", days=Decimal("1.5"), lead=User())
ACTS: dict[str, Act] = {
    "reschedule": lambda c, v, who: actions.reschedule(v, dates=NEXT_WEEK, reason="The head is ill.", **who),
    "hold": lambda c, v, who: actions.hold(v, dates=LAST_WEEK, details=c.facts(lead=v.lead), **who),
    "cancel": lambda c, v, who: actions.cancel(v, reason="The head is ill.", ended_by="The school", **who),
    "miss": lambda c, v, who: actions.miss(v, reason="Snow.", **who),
    "undo": lambda c, v, who: actions.undo(v, reason="The wrong visit.", **who),
    "strike": lambda c, v, who: put_right.strike(v, reason="The wrong visit.", **who),
    "move": lambda c, v, who: put_right.move_to_school(v, school=c.second, reason="The wrong school.", **who),
    "redate": lambda c, v, who: put_right.redate(v, dates=LAST_WEEK_TOO, reason="The wrong day.", **who),
    "change": lambda c, v, who: actions.change(v, details=replace(OTHER, lead=v.lead), reason="Wrong.", **who),
}
CHANGERS = {"sip", "lead", "own officer", "other officer"}
# (act, state) -> who may, and the state it leads to; everything else is refused.
ALLOWED = {
    ("reschedule", PLANNED): (CHANGERS, PLANNED),
    ("hold", PLANNED): (CHANGERS, HELD),
    ("cancel", PLANNED): (CHANGERS, CANCELLED),
    ("miss", PLANNED): (CHANGERS, MISSED),
    ("change", PLANNED): (CHANGERS, PLANNED),
    ("change", HELD): (CHANGERS - {"sip"}, HELD),
    ("undo", HELD): (CHANGERS - {"sip"}, PLANNED),
    ("undo", CANCELLED): (CHANGERS - {"sip"}, PLANNED),
    ("undo", MISSED): (CHANGERS - {"sip"}, PLANNED),
    ("undo", MISTAKEN): (CHANGERS - {"sip"}, PLANNED),
    # The lead is no partner of the right school, the school's partner is.
    ("move", PLANNED): ({"sip", "own officer", "other officer"}, PLANNED),
    ("move", HELD): ({"own officer", "other officer"}, HELD),
    ("redate", HELD): (CHANGERS - {"sip"}, HELD),
    ("strike", PLANNED): (CHANGERS, MISTAKEN),
    ("strike", HELD): (CHANGERS - {"sip"}, MISTAKEN),
    ("strike", CANCELLED): (CHANGERS - {"sip"}, MISTAKEN),
    ("strike", MISSED): (CHANGERS - {"sip"}, MISTAKEN),
}


@pytest.mark.feature("V1", "V2")
@pytest.mark.parametrize("state", VisitState)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_in_every_state_by_everybody(there: Cast, act: str, state: VisitState) -> None:
    may, target = ALLOWED.get((act, state), (set(), state))
    key, events = in_state(there, state).pk, Event.objects.count()
    for name, person in there.people.items():
        with transaction.atomic():
            visit = Visit.objects.get(pk=key)
            refused = refusal(lambda person=person, visit=visit: ACTS[act](there, visit, {"by": person, "on": TODAY}))
            assert bool(refused) == (name not in may), (name, refused)
            if refused:
                assert Event.objects.count() == events
            else:
                event = Event.objects.latest("pk")
                assert event.actor_name == person.name and "(not recorded)" not in str(event.data)
                assert event.data.get("status") == ([state, target] if target != state else None)
            done = Visit.objects.get(pk=visit.pk)
            assert done.status == (target if name in may else state)
            assert done.sequence == visit.sequence + (name in may)
            transaction.set_rollback(True)


def test_every_state_and_act_of_a_visit_is_written_down() -> None:
    acts = {act for act, _ in ALLOWED}
    # What is on record of a visit is changed without another state, so that `change` is no transition.
    assert acts == set(ACTS) == {row.action for row in VISIT_ROWS} | {"change"}
    assert {state for _, state in ALLOWED} == set(VisitState)


@pytest.mark.feature("V1")
def test_who_may_plan_and_log(there: Cast) -> None:
    for action, days in ((actions.plan, NEXT_WEEK), (actions.record, LAST_WEEK)):
        for name, person in there.people.items():
            with transaction.atomic():
                who = {"by": person, "on": TODAY}
                refused = refusal(
                    lambda action=action, days=days, who=who: action(
                        there.school, dates=days, details=there.facts(), **who
                    )
                )
                expected = "" if name in {"sip", "own officer", "other officer"} else "not_the_visitor"
                assert refused == expected, name
                transaction.set_rollback(True)


@pytest.mark.feature("V2")
@pytest.mark.parametrize(
    ("last", "due"),
    [  # domain §3.2: ten calendar days, the day itself left out
        (date(2026, 11, 20), date(2026, 11, 30)),
        (date(2026, 12, 18), date(2026, 12, 28)),
        (date(2027, 3, 25), date(2027, 4, 4)),
    ],
)
def test_the_time_for_the_report_runs_from_the_last_day(there: Cast, last: date, due: date) -> None:
    days = VisitDates(starts_on=last - timedelta(days=2), ends_on=last)
    with clock.at(last):
        visit = actions.record(there.school, dates=days, details=there.facts(), by=there.people["sip"], on=last)
    deadline = Deadline.objects.get(subject_table="visits_visit", subject_id=visit.pk)
    assert (deadline.rule, deadline.starts_on, deadline.due_on) == ("visit_report", last, due)
    assert "the last day of the visit" in deadline.basis and clock.in_words(due) in deadline.basis
    assert Report.objects.get().visit == visit and visit.status == HELD


def test_a_kind_without_a_report_owes_none(there: Cast) -> None:
    facts = there.facts(kind="performance-management")
    actions.record(there.school, dates=LAST_WEEK, details=facts, by=there.people["sip"], on=TODAY)
    assert not Report.objects.exists() and not Deadline.objects.exists()


@pytest.mark.feature("V1")
def test_what_speaks_against_a_day_is_said_once_and_never_forbids(there: Cast) -> None:
    sip = there.people["sip"]
    planned(there, NEXT_WEEK)
    with pytest.raises(Denied, match="has another visit on Thursday 26 November") as denied:
        actions.plan(there.school, dates=NEXT_WEEK, details=there.facts(), by=sip, on=TODAY)
    assert denied.value.code == "sure"
    with pytest.raises(Denied):
        actions.plan(there.school, dates=NEXT_WEEK, details=there.facts(), by=sip, on=TODAY, sure="Something else.")
    read = denied.value.sentence
    assert actions.plan(there.school, dates=NEXT_WEEK, details=there.facts(), by=sip, on=TODAY, sure=read).is_planned


def test_refusals(there: Cast) -> None:
    sip = there.people["sip"]

    def code(**changes: Any) -> str:
        days = changes.pop("of", NEXT_WEEK)
        with pytest.raises(Denied) as denied:
            actions.plan(there.school, dates=days, details=there.facts(**changes), by=sip, on=TODAY)
        return denied.value.code

    assert code(of=VisitDates(starts_on=date(2026, 11, 27), ends_on=date(2026, 11, 26))) == "ends_before"
    assert code(of=VisitDates(starts_on=date(2026, 11, 27), ends_on=date(2026, 12, 27))) == "too_long"
    assert code(of=VisitDates(starts_on=date(1990, 1, 1), ends_on=date(1990, 1, 1))) == "no_visits"
    assert (code(kind="x"), code(mode="x"), code(priorities=("x",)), code(days=Decimal("0.3"))) == (
        "no_kind",
        "no_mode",
        "no_priority",
        "length",
    )
    with pytest.raises(Denied, match="on its last day or later"):
        actions.record(there.school, dates=NEXT_WEEK, details=there.facts(), by=sip, on=TODAY)
    with pytest.raises(Denied, match="still to come"):
        actions.miss(planned(there, NEXT_WEEK), reason="x", by=sip, on=TODAY)
    School.objects.filter(pk=there.school.pk).update(status="Closed")
    assert code() == "closed"


@pytest.mark.feature("V1")
def test_the_school_is_told_once_of_each_change(there: Cast) -> None:
    sip, acting = there.people["sip"], people.post(there.school, "acting_headteacher").user
    both = {there.people["head"].email, acting.email}
    visit = actions.plan(there.school, dates=NEXT_WEEK, details=there.facts(), by=sip, on=TODAY)
    moved = VisitDates(starts_on=date(2026, 11, 30), ends_on=date(2026, 12, 1))
    actions.change(visit, details=there.facts(days=Decimal(2)), by=sip, on=TODAY)
    actions.reschedule(visit, dates=moved, reason="The head is ill.", by=sip, on=TODAY)
    actions.cancel(visit, reason="No cover.", ended_by="The school", by=sip, on=TODAY)
    written = {(m.kind, m.email): m for m in Message.objects.all()}
    assert set(written) == {(f"visit_{kind}", to) for kind in ("planned", "moved", "cancelled") for to in both}
    body = written["visit_moved", acting.email].body
    assert "Now: Monday 30 November 2026 to Tuesday 1 December 2026" in body
    assert "Before: Thursday 26 November 2026, 9.30am" in body
    assert "Reason: The head is ill." in body
    assert "Cancelled by: The school" in written["visit_cancelled", acting.email].body
    assert "26 November 2026, 9.30am" in written["visit_planned", acting.email].body


def test_moving_keeps_both_days_in_the_history(there: Cast) -> None:
    visit = planned(there)
    actions.reschedule(visit, dates=NEXT_WEEK, reason="The head is ill.", by=there.people["lead"], on=TODAY)
    event = Event.objects.get(kind="visit.rescheduled")
    assert event.data["old"] == {"first_day": "2026-11-12", "last_day": "2026-11-13", "hour": ""}
    assert event.data["new"] == {"first_day": "2026-11-26", "last_day": "2026-11-26", "hour": "09:30"}


def test_a_correction_keeps_old_and_new_and_no_recorded_time_changes(there: Cast) -> None:
    visit = in_state(there, HELD)
    facts = there.facts(lead=there.people["lead"], days=Decimal("0.5"), met="The deputy", mode="virtual")
    with clock.at(NOW + timedelta(days=3)):
        actions.change(visit, details=facts, reason="Counted wrongly.", by=there.people["lead"], on=TODAY)
    after = Visit.objects.get(pk=visit.pk)
    assert (after.days, after.met) == (Decimal("0.5"), "The deputy")
    assert after.held_recorded_at == visit.held_recorded_at and after.starts_on == visit.starts_on
    event = Event.objects.get(kind="visit.changed")
    assert event.data["old"] == {"length": "1", "people_met": ""} and event.reason == "Counted wrongly."
    with pytest.raises(Denied, match="You have not changed anything"):
        actions.change(visit, details=facts, by=there.people["lead"], on=TODAY)


def test_the_database_refuses_a_status_without_an_event(there: Cast) -> None:
    visit = planned(there)
    with pytest.raises(Exception, match="without an audit event"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(status=HELD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM visits_visit WHERE id = %s", [visit.pk])
        assert cursor.fetchone() == ("planned",)


@given(st.decimals(min_value=-5, max_value=40, places=2))
@settings(max_examples=200)
def test_lengths_are_half_days(length: Decimal) -> None:
    if 0 <= length <= 30 and (length * 2) == (length * 2).to_integral_value():
        check_length(length)
    else:
        with pytest.raises(Denied):
            check_length(length)
