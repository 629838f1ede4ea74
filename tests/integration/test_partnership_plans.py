"""Is a plan asked for by the band alone, written by both sides without a loss, and agreed only as both have read it?"""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocations.models import Allocation
from allocations.states import State
from monitoring.notices.models import Case
from monitoring.oversight.promises.queries import records
from monitoring.plans.draft import actions as drafts
from monitoring.plans.draft.content import text_hash
from monitoring.plans.draft.policies import gaps
from monitoring.plans.draft.queries import all_written, objectives_of
from monitoring.plans.models import AgreedObjective, Agreement, Objective, PartnershipPlan, PlanVersion
from monitoring.plans.plan import actions
from monitoring.plans.plan.queries import changes, objectives_in_force
from monitoring.plans.plan.reminders import remind
from monitoring.plans.plan.work import FINDER
from monitoring.plans.promises import PROMISE
from monitoring.plans.reviews.queries import agreed_of, in_force
from monitoring.plans.sides.queries import readable
from monitoring.plans.sources import SOURCES
from monitoring.plans.states import EndReason, PlanState, Side
from schools.models import AreaForImprovement, Post, SchoolLink
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.framework.years import academic_year
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.factories import allocations, cases, frameworks, inspections, people, plans, schools
from tests.factories.plans import ASKED, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P1")]

DAY = plans.DAY
# Thirty working days, six weeks without a bank holiday, after Monday 9 November 2026.
DUE = date(2026, 12, 21)


def to(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=f"partnership_plan_{kind}").values_list("email", flat=True))


class TestAsked:
    @pytest.mark.parametrize("state", [State.AGREED, State.CONFIRMED, State.DETERMINED])
    @pytest.mark.parametrize(("band", "asked"), [("A", False), ("B", False), ("C", True), ("D", True)])
    def test_a_band_asks_however_it_was_settled(self, state: State, band: str, asked: bool) -> None:
        made = allocations.scene(state, band=band)
        assert PartnershipPlan.objects.filter(school=made.school).exists() is asked
        assert to("asked") == ({made.sip.email, made.head.email} if asked else set())

    def test_it_has_a_day_by_which_it_is_to_be_agreed(self) -> None:
        scene = plans.asked()
        assert (scene.plan.status, scene.plan.asked_on, scene.plan.due_on) == (PlanState.ASKED, ASKED, DUE)
        assert Deadline.objects.get(rule="partnership_plan").basis.startswith("School Partnership Improvement Plan: ")

    def test_it_is_work_of_both_sides(self) -> None:
        scene = plans.asked()
        for person in (scene.sip, scene.head):
            who = roles_of(person, ASKED)
            found = FINDER.asks(who)
            assert found is not None and list(found) == [scene.plan]
            said = {(item.title, item.due) for item in waiting_for(who)}
            assert said >= {("Write the School Partnership Improvement Plan together", DUE)}
        assert not list(FINDER.asks(roles_of(scene.officer, ASKED)) or [])

    def test_each_side_is_reminded_until_it_has_agreed(self) -> None:
        made = plans.scene(PlanState.WRITING)
        due = made.plan.due_on
        assert due is not None
        Message.objects.all().delete()
        assert remind(ASKED + DAY) == 0
        assert remind(due) == 2 and to("reminder") == {made.head.email, made.sip.email}
        assert remind(due) == 0, "once a stage"
        plans.agree(made, made.head, on=due)
        Message.objects.all().delete()
        assert remind(due + 5 * DAY) == 1 and to("reminder") == {made.sip.email}
        plans.agree(made, made.sip, on=due + 5 * DAY)
        Message.objects.all().delete()
        assert remind(due + 30 * DAY) == 0

    def test_whether_it_is_agreed_in_time_is_a_promise(self) -> None:
        made = plans.scene(PlanState.WRITING)
        due = made.plan.due_on
        assert due is not None
        who = roles_of(made.officer, due + DAY)
        (row,) = records(PROMISE, who, academic_year(due))
        assert (row.of_school, row.of_partner, row.target) == (made.school.pk, made.sip.pk, made.plan.pk)
        assert row.state == "late"
        for side in (made.head, made.sip):
            plans.agree(made, side, on=due)
        (row,) = records(PROMISE, who, academic_year(due))
        assert row.state == "kept"

    def test_no_second_one_while_one_is_open(self) -> None:
        scene = plans.scene(PlanState.AGREED)
        allocation = Allocation.objects.get(school=scene.school)
        with transaction.atomic():
            actions.hear_settled(allocation, ASKED)
        assert actions.ask_missing(ASKED) == 0
        assert PartnershipPlan.objects.get() == scene.plan

    def test_bands_that_were_settled_before_are_found_once(self) -> None:
        made = allocations.scene(State.AGREED, band="D")
        _forget(made.school.pk)
        assert actions.ask_missing(ASKED) == 1
        assert actions.ask_missing(ASKED) == 0
        assert PartnershipPlan.objects.get().school == made.school

    def test_a_band_that_does_not_hold_yet_asks_from_its_first_day(self) -> None:
        made = allocations.scene(State.AGREED, band="D")
        _forget(made.school.pk)
        # As one that was settled in the summer before its year.
        Allocation.objects.update(ended_on=date(2026, 7, 10))
        before = Allocation.objects.get(school=made.school)
        with transaction.atomic():
            actions.hear_settled(before, date(2026, 7, 10))
        assert actions.ask_missing(date(2026, 8, 31)) == 0 and not PartnershipPlan.objects.exists()
        first = date(2026, 9, 1)
        assert actions.ask_missing(first) == 1
        # One that was ended in August was that of another band; one that was ended since is not asked for again.
        plan = PartnershipPlan.objects.get()
        actions.end(plan, by=made.sip, on=first, why=EndReason.IMPROVED)
        assert actions.ask_missing(first) == 0
        PartnershipPlan.objects.update(ended_on=first - DAY)
        assert actions.ask_missing(first) == 1

    @pytest.mark.parametrize(("band", "asked"), [("C", False), ("D", True)])
    def test_another_authority_asks_for_other_bands_under_another_name(self, band: str, asked: bool) -> None:
        text = frameworks.liverpool()
        text = text.replace(
            'title = "School Partnership Improvement Plan"\nbands = ["C", "D"]',
            'title = "Joint Plan"\nbands = ["D"]',
            1,
        )
        frameworks.load(text)
        made = allocations.scene(State.AGREED, band=band)
        found = PartnershipPlan.objects.filter(school=made.school)
        assert [plan.title for plan in found] == (["Joint Plan"] if asked else [])
        if asked:
            assert "Joint Plan" in Message.objects.filter(kind="partnership_plan_asked")[0].subject

    def test_a_band_that_was_followed_by_another_asks_for_nothing(self) -> None:
        made = allocations.scene(State.AGREED, band="D")
        _forget(made.school.pk)
        Allocation.objects.update(superseded_on=ASKED)
        with transaction.atomic():
            actions.hear_settled(Allocation.objects.get(school=made.school), ASKED)
        assert not PartnershipPlan.objects.exists()

    def test_two_who_ask_at_once_wait_for_each_other(self) -> None:
        made = allocations.scene(State.AGREED, band="D")
        _forget(made.school.pk)
        for asks in (
            lambda: actions.hear_settled(Allocation.objects.get(school=made.school), ASKED),
            lambda: actions.ask_missing(ASKED),
        ):
            with transaction.atomic(), CaptureQueriesContext(connection) as asked:
                asks()
                assert PartnershipPlan.objects.filter(school=made.school).exists()
                transaction.set_rollback(True)
            said = [query["sql"] for query in asked.captured_queries]
            locks = next(n for n, sql in enumerate(said) if '"schools_school"' in sql and "FOR NO KEY UPDATE" in sql)
            makes = next(n for n, sql in enumerate(said) if sql.startswith('INSERT INTO "plans_partnershipplan"'))
            assert locks < makes

    def test_one_that_was_ended_is_not_asked_for_again_for_the_same_band(self) -> None:
        scene = plans.scene(PlanState.ENDED)
        assert actions.ask_missing(ASKED) == 0
        assert PartnershipPlan.objects.get() == scene.plan

    def test_an_open_plan_goes_on_at_the_school_that_took_its_place(self) -> None:
        scene = plans.scene(PlanState.AGREED)
        after = schools.school()
        SchoolLink.objects.create(
            key=f"{scene.school.pk}-{after.pk}",
            predecessor_urn=scene.school.pk,
            successor_urn=after.pk,
            kind="Successor",
            dated_by_predecessor=ASKED,
        )
        allocation = Allocation.objects.get(school=scene.school)
        allocation.school = after
        with transaction.atomic():
            actions.hear_settled(allocation, ASKED)
        assert PartnershipPlan.objects.get().school == after
        assert Event.objects.filter(kind="partnership_plan.carried_on").count() == 1


def _forget(school: int) -> None:
    """Have the database as it was before plans were asked for."""
    Deadline.objects.filter(rule="partnership_plan").delete()
    PartnershipPlan.objects.filter(school=school).delete()


class TestWriting:
    def test_two_people_on_different_objectives_never_meet(self) -> None:
        scene = plans.asked()
        one, two = (drafts.add(scene.plan, by=by, on=ASKED) for by in (scene.sip, scene.head))
        drafts.save_objective(one, by=scene.sip, on=ASKED, content=plans.said("Reading"), version=0)
        drafts.save_objective(two, by=scene.head, on=ASKED, content=plans.said("Attendance"), version=0)
        assert [each.content["title"] for each in objectives_of(scene.plan)] == ["Reading", "Attendance"]
        assert scene.again().plan.status == PlanState.WRITING

    def test_on_the_same_one_the_second_is_told_and_nothing_is_lost(self) -> None:
        scene = plans.asked()
        one = drafts.add(scene.plan, by=scene.sip, on=ASKED)
        drafts.save_objective(one, by=scene.sip, on=ASKED, content=plans.said("Of the partner"), version=0)
        with pytest.raises(Denied) as refused:
            drafts.save_objective(one, by=scene.head, on=ASKED, content=plans.said("Of the head"), version=0)
        assert refused.value.code == "saved_meanwhile"
        saved = drafts.save_objective(
            one, by=scene.head, on=ASKED, content=plans.said("Of the head"), version=0, over=True
        )
        assert saved.content["title"] == "Of the head"
        assert saved.replaced[0]["content"]["title"] == "Of the partner"

    def test_objectives_move_and_stay_within_the_ends(self) -> None:
        scene = plans.asked()
        made = [plans.objective(scene, title=title) for title in "abc"]
        drafts.move_up(made[2], by=scene.head, on=ASKED)
        drafts.move_up(made[0], by=scene.head, on=ASKED)
        assert [each.content["title"] for each in objectives_of(scene.plan)] == ["a", "c", "b"]

    def test_what_is_removed_can_be_put_back(self) -> None:
        scene = plans.asked()
        one, two = (plans.objective(scene, title=title) for title in "ab")
        drafts.remove(one, by=scene.head, on=ASKED)
        assert objectives_of(scene.plan) == [two]
        with pytest.raises(Denied, match="was removed"):
            drafts.save_objective(one, by=scene.sip, on=ASKED, content=plans.said("x"), version=1)
        drafts.put_back(one, by=scene.sip, on=ASKED)
        assert objectives_of(scene.plan) == [two, one]

    def test_one_that_is_put_back_finds_room_or_a_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(drafts, "MOST", 2)
        scene = plans.asked()
        gone, _ = (plans.objective(scene, title=title) for title in "ab")
        drafts.remove(gone, by=scene.head, on=ASKED)
        plans.objective(scene, title="c")
        with pytest.raises(Denied, match="at most 2 objectives"):
            drafts.put_back(gone, by=scene.head, on=ASKED)
        with pytest.raises(Denied, match="at most 2 objectives"):
            drafts.add(scene.plan, by=scene.head, on=ASKED)

    def test_what_it_is_drawn_from_is_kept(self) -> None:
        scene = plans.asked()
        page = _client(scene.head).get(f"/plans/{scene.plan.pk}/objectives/add/").content.decode()
        assert "None of these: we will write our own" in page
        assert "SSA 2026 to 2027, Reading: Band C" in page
        sent = _client(scene.head).post(
            f"/plans/{scene.plan.pk}/objectives/add/", {"drawn_from": "criteria:reading", "once": str(uuid4())}
        )
        assert sent.status_code == 302
        found = Objective.objects.get()
        assert found.source == "criteria" and found.source_words.startswith("SSA 2026 to 2027, Reading: Band C")
        assert found.content["title"].startswith("Reading: ")

    def test_required_actions_of_a_notice_are_offered_and_never_those_of_a_restricted_case(self) -> None:
        made = cases.formal()
        plan, who = PartnershipPlan(school=made.case.school), roles_of(made.sip, cases.FORMAL)
        wanted = list(made.notice().required_actions.values_list("text", flat=True))
        offered = SOURCES["required-actions"].gives(plan, who)
        assert wanted and [each.text for each in offered] == wanted
        assert all("Formal warning notice" in each.known for each in offered)
        Case.objects.filter(pk=made.case.pk).update(restricted=True)
        assert SOURCES["required-actions"].gives(plan, who) == []

    def test_what_ofsted_asked_for_is_offered_until_it_is_improved(self) -> None:
        scene = plans.asked()
        found = inspections.from_a_file(scene.school, date(2026, 3, 3))
        area = AreaForImprovement.objects.create(inspection=found, place=1, text="Teach early reading better.")
        (offered,) = SOURCES["areas"].gives(scene.plan, roles_of(scene.head, ASKED))
        assert (offered.key, offered.text) == (str(area.pk), "Teach early reading better.")
        AreaForImprovement.objects.update(progress="improved")
        assert SOURCES["areas"].gives(scene.plan, roles_of(scene.head, ASKED)) == []


class TestAgreeing:
    def test_one_side_then_the_other(self) -> None:
        scene = plans.scene(PlanState.WRITING)
        plans.agree(scene, scene.sip)
        found = scene.again().plan
        assert (found.status, found.waits_for, found.number) == (PlanState.WRITING, Side.HEAD, 0)
        assert found.state_words == "Waiting for the Headteacher"
        assert to("to_agree") == {scene.head.email} and to("agreed") == set()
        plans.agree(scene, scene.head)
        found = scene.again().plan
        assert (found.status, found.number, found.agreed_on, found.met_on) == (PlanState.AGREED, 1, ASKED, ASKED)
        assert to("agreed") == {scene.sip.email, scene.chair.email}
        version = PlanVersion.objects.get()
        assert version.head_agreement.by == scene.head and version.partner_agreement.by == scene.sip
        (said,) = in_force(found)
        assert (said.title, said.target, said.target_on) == ("Every child reads well", "80%", plans.TARGET)
        assert said.actions == [{"what": "Train all teachers", "who": "The phonics lead", "by": "2027-02-01"}]

    def test_a_change_of_the_text_ends_an_agreement_and_tells_who_gave_it(self) -> None:
        scene = plans.scene(PlanState.WRITING)
        plans.agree(scene, scene.head)
        (one,) = objectives_of(scene.plan)
        drafts.save_objective(one, by=scene.sip, on=ASKED, content=plans.said(target="85%"), version=one.version)
        found = scene.again().plan
        assert found.head_agreement is None and found.partner_agreement is None
        assert to("lapsed") == {scene.head.email}
        plans.agree(scene, scene.sip)
        assert scene.again().plan.status == PlanState.WRITING

    def test_who_agrees_is_not_told_so_and_nobody_is_said_to_be(self) -> None:
        scene = plans.scene(PlanState.WRITING)
        Post.objects.filter(user=scene.head).update(ends_on=ASKED - DAY)
        version = {"version": str(scene.plan.text_version), "once": str(uuid4())}
        with clock.at(ASKED):
            page = _client(scene.sip).post(f"/plans/{scene.plan.pk}/agree/", version, follow=True).content.decode()
        assert scene.sip.email not in to("to_agree")
        assert "Nobody was emailed, because the school has no Headteacher at present." in page

    def test_an_agreement_is_taken_back_until_the_other_side_has_agreed(self) -> None:
        scene = plans.scene(PlanState.WRITING)
        plans.agree(scene, scene.head)
        read, address = scene.again().plan.text_version, f"/plans/{scene.plan.pk}/take-back/"
        assert "Take your agreement back" in _client(scene.head).get(f"/plans/{scene.plan.pk}/").content.decode()
        with clock.at(ASKED):
            page = _client(scene.head).post(address, {"once": str(uuid4())}, follow=True).content.decode()
        assert "You took your agreement back. We have emailed the School Improvement Partner." in page
        found = scene.again().plan
        assert (found.head_agreement, found.text_version) == (None, read) and to("taken_back") == {scene.sip.email}
        plans.agree(scene, scene.sip)
        assert scene.again().plan.status == PlanState.WRITING, "one side alone"
        plans.agree(scene, scene.head)
        with pytest.raises(Denied):
            actions.take_back(scene.plan, by=scene.head, on=ASKED)

    def test_saving_the_same_words_changes_nothing(self) -> None:
        scene = plans.scene(PlanState.WRITING)
        plans.agree(scene, scene.head)
        (one,) = objectives_of(scene.plan)
        drafts.save_objective(one, by=scene.sip, on=ASKED, content=plans.said(), version=one.version)
        assert scene.again().plan.head_agreement is not None

    def test_nobody_agrees_what_they_have_not_read(self) -> None:
        scene = plans.scene(PlanState.WRITING)
        read = scene.plan.text_version
        (one,) = objectives_of(scene.plan)
        drafts.save_objective(one, by=scene.sip, on=ASKED, content=plans.said(target="85%"), version=one.version)
        with pytest.raises(Denied) as refused:
            actions.agree(scene.plan, by=scene.head, on=ASKED, text_version=read)
        assert refused.value.code == "changed"

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"title": " "}, "Objective 1 does not say what you want to achieve."),
            ({"indicator": ""}, "Objective 1 has no indicator: what shows that it has worked."),
            ({"baseline": ""}, "Objective 1 has no baseline."),
            ({"target": ""}, "Objective 1 has no target."),
            ({"target_on": []}, "Objective 1 has no target date."),
            ({"target_on": ["31", "2", "2027"]}, "Objective 1 has a target date that is not a date."),
            ({"actions": []}, "The plan has no action. Add one to an objective."),
            (
                {"actions": [{"what": "", "who": "The head", "by": []}]},
                "Objective 1 has action 1 without what is to be done.",
            ),
            (
                {"milestones": [{"what": "70%", "by": ["40", "1", "2027"]}]},
                "Objective 1 has milestone 1 with a date that is not a date.",
            ),
            ({"target": "x" * 2001}, "Objective 1 is too long: shorten its target to 2,000 characters."),
        ],
    )
    def test_a_plan_that_cannot_be_measured_is_not_agreed(self, changes: dict[str, Any], sentence: str) -> None:
        scene = plans.asked()
        plans.objective(scene, **changes)
        assert [gap.sentence for gap in gaps(all_written(objectives_of(scene.plan)))] == [sentence]
        with pytest.raises(Denied) as refused:
            plans.agree(scene, scene.head)
        assert refused.value.sentence == sentence

    def test_what_was_agreed_never_changes(self) -> None:
        plans.scene(PlanState.AGREED)
        for model, words in ((Agreement, "agreed_as"), (PlanVersion, "reason"), (AgreedObjective, "target")):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                model.objects.update(**{words: "Something else"})
        with pytest.raises(DatabaseError, match="without an audit event"), transaction.atomic():
            PartnershipPlan.objects.update(status="changing")

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["sip", "head"]), st.sampled_from(["write", "agree", "agree", "add", "remove", "shift"])
            ),
            max_size=12,
        )
    )
    def test_whatever_both_do_it_is_agreed_only_as_both_agreed_it(self, steps: list[tuple[str, str]]) -> None:
        with transaction.atomic():
            self._play(steps)
            transaction.set_rollback(True)

    def _play(self, steps: list[tuple[str, str]]) -> None:
        scene = plans.scene(PlanState.WRITING, school=schools.school())
        # Beside the record: the text that each side agreed, which no longer holds once the text is changed.
        agreed: dict[str, str] = {}
        for number, (who, what) in enumerate(steps):
            person: User = getattr(scene, who)
            before = text_hash(objectives_of(scene.plan))
            try:
                _step(scene, what, person, number)
            except Denied:
                assert text_hash(objectives_of(scene.plan)) == before
                continue
            now = text_hash(objectives_of(scene.plan))
            if what == "agree":
                agreed[who] = now
            elif now != before:
                agreed.clear()
            holds = len(agreed) == 2 and set(agreed.values()) == {now}
            assert (scene.again().plan.status == PlanState.AGREED) is holds, (who, what)
            if holds:
                (version,) = PlanVersion.objects.filter(plan=scene.plan)
                assert version.head_agreement.text_hash == version.partner_agreement.text_hash == now
                return


def _step(scene: Scene, what: str, by: User, number: int) -> None:
    there = objectives_of(scene.plan)
    if what == "agree":
        plans.agree(scene, by)
    elif what == "add":
        plans.objective(scene, by=by, title=f"Objective {number}")
    elif what == "write":
        content = plans.said(target=f"{number}%")
        drafts.save_objective(there[0], by=by, on=ASKED, content=content, version=there[0].version)
    elif len(there) > 1:
        drafts.remove(there[-1], by=by, on=ASKED) if what == "remove" else drafts.move_down(there[0], by=by, on=ASKED)
    else:
        raise Denied("nothing", "There is nothing to do.")


class TestChanging:
    def test_the_version_in_force_holds_until_both_agree_the_new_text(self) -> None:
        scene = plans.scene(PlanState.CHANGING)
        (one,) = objectives_of(scene.plan)
        drafts.save_objective(one, by=scene.head, on=ASKED, content=plans.said(target="90%"), version=one.version)
        added = plans.objective(scene, by=scene.sip, title="Attendance")
        assert [each.target for each in in_force(scene.again().plan)] == ["80%"]
        plans.agree(scene, scene.head)
        assert scene.again().plan.state_words == "Change waiting for the School Improvement Partner"
        plans.agree(scene, scene.sip)
        found = scene.again().plan
        assert (found.status, found.number, found.change_reason) == (PlanState.AGREED, 2, "")
        before, after = agreed_of(found, 1), agreed_of(found, 2)
        assert [each.objective_id for each in after] == [one.pk, added.pk], "the same objective in both versions"
        assert PlanVersion.objects.get(number=2).reason == "The target was met early."
        said = changes(found, before, after)
        assert [each.what for each in said] == ["Objective 1: Every child reads well", "Objective 2, new: Attendance"]
        assert said[0].lines == ("Target: 90% (before: 80%)",)

    def test_a_change_that_is_given_up_leaves_the_text_of_the_version(self) -> None:
        scene = plans.scene(PlanState.CHANGING)
        (one,) = objectives_of(scene.plan)
        drafts.save_objective(one, by=scene.head, on=ASKED, content=plans.said(target="90%"), version=one.version)
        plans.objective(scene, title="Attendance")
        drafts.remove(one, by=scene.sip, on=ASKED)
        actions.give_up(scene.plan, by=scene.sip, on=ASKED)
        found = scene.again().plan
        (again,) = objectives_of(found)
        assert (found.status, found.number) == (PlanState.AGREED, 1)
        assert (again.pk, again.content["target"]) == (one.pk, "80%")
        assert again.replaced[0]["content"]["target"] == "90%"
        assert to("change_given_up") == {scene.head.email}

    def test_a_change_that_is_given_up_writes_only_what_differs(self) -> None:
        scene = plans.scene(PlanState.CHANGING)
        with CaptureQueriesContext(connection) as asked:
            actions.give_up(scene.plan, by=scene.sip, on=ASKED)
        assert not [query for query in asked.captured_queries if query["sql"].startswith('UPDATE "plans_objective"')]

    def test_a_second_change_of_the_same_day_is_told_too(self) -> None:
        scene = plans.scene(PlanState.CHANGING)
        for side in (scene.sip, scene.head):
            plans.agree(scene, side)
        actions.change(scene.plan, by=scene.head, on=ASKED, reason="One word more.")
        assert Message.objects.filter(kind="partnership_plan_change_opened", email=scene.sip.email).count() == 2

    def test_objectives_in_force_are_those_of_the_last_version(self) -> None:
        scene = plans.scene(PlanState.CHANGING)
        (one,) = objectives_of(scene.plan)
        drafts.save_objective(one, by=scene.head, on=ASKED, content=plans.said(target="90%"), version=one.version)
        plans.agree(scene, scene.head)
        plans.agree(scene, scene.sip)
        for person in (scene.sip, scene.head, scene.chair, scene.officer):
            (there,) = objectives_in_force(roles_of(person, ASKED))
            assert (there.target, there.objective) == ("90%", one)


class TestEnding:
    def test_it_ends_with_a_reason_and_goes_on_where_it_was(self) -> None:
        scene = plans.scene(PlanState.AGREED)
        actions.end(scene.plan, by=scene.officer, on=ASKED, why=EndReason.BAND, note="Band B now.")
        found = scene.again().plan
        assert (found.status, found.end_reason, found.ended_by) == (PlanState.ENDED, "band", scene.officer)
        assert to("ended") == {scene.head.email, scene.sip.email, scene.chair.email}
        actions.reopen(scene.plan, by=scene.sip, on=ASKED, reason="It was the wrong school.")
        assert scene.again().plan.status == PlanState.AGREED
        assert to("reopened") == {scene.head.email, scene.chair.email}

    def test_one_that_was_never_agreed_is_owed_again_by_its_day(self) -> None:
        scene = plans.scene(PlanState.WRITING)
        actions.end(scene.plan, by=scene.sip, on=ASKED, why=EndReason.SUPERSEDED)
        assert not Deadline.objects.running().filter(rule="partnership_plan").exists()
        actions.reopen(scene.plan, by=scene.sip, on=date(2026, 11, 20), reason="A mistake.")
        found = scene.again().plan
        assert (found.status, found.due_on, found.met_on) == (PlanState.WRITING, DUE, None)
        assert to("ended") == {scene.head.email}, "the governing body was never told of it"


class TestReaders:
    def test_who_reads_what_is_written(self) -> None:
        scene = plans.scene(PlanState.WRITING)
        clerk = people.post(scene.school, "clerk").user
        others = [people.person(role="sip"), people.person(role="administrator"), people.person()]
        may = {
            person for person in (scene.sip, scene.head, scene.officer, scene.chair, clerk, *others) if _reads(person)
        }
        assert may == {scene.sip, scene.head, scene.officer}
        plans.agree(scene, scene.sip)
        plans.agree(scene, scene.head)
        assert _reads(scene.chair) and _reads(clerk) and not any(map(_reads, others))

    def test_the_chair_reads_the_version_and_not_the_change(self) -> None:
        scene = plans.scene(PlanState.CHANGING)
        (one,) = objectives_of(scene.plan)
        drafts.save_objective(
            one, by=scene.head, on=ASKED, content=plans.said(target="Secret so far"), version=one.version
        )
        page = _client(scene.chair).get(scene.plan.get_absolute_url()).content.decode()
        assert "80%" in page and "Secret so far" not in page
        assert _client(scene.chair).get(one.get_absolute_url()).status_code == 404
        assert "Secret so far" in _client(scene.sip).get(scene.plan.get_absolute_url()).content.decode()


def _reads(person: User) -> bool:
    return readable(roles_of(person, ASKED)).exists()


def _client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser
