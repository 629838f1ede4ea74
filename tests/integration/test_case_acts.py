"""Acts on a case: what each asks for, what it does, and when it is refused in a sentence."""

from datetime import timedelta
from typing import Any

import pytest

from monitoring.notices.case import actions, readers
from monitoring.notices.case.queries import history, readable
from monitoring.notices.discussions.actions import Held, record_discussion
from monitoring.notices.ends.close import close
from monitoring.notices.ends.state_notices import end_notice_of_state, record_notice_of_state
from monitoring.notices.evidence.actions import add_evidence, pick_evidence, remove_evidence
from monitoring.notices.evidence.queries import Taken
from monitoring.notices.models import Case, CaseEvidence, Discussion
from monitoring.notices.states import FORMAL_IN_FORCE, PREFORMAL_IN_FORCE, UNDER_WAY, CaseState
from schools.models import School
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import case_letters, cases, people, schools
from tests.factories.case_scene import Scene

pytestmark = pytest.mark.django_db
IN_FORCE = sorted(PREFORMAL_IN_FORCE | FORMAL_IN_FORCE)


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Denied) as denied:
        act(*args, **kwargs)
    return denied.value.code


@pytest.fixture
def made(liverpool: Any) -> Scene:
    return cases.scene()


@pytest.mark.feature("C1")
class TestOpening:
    def test_a_case_says_what_it_is_and_whose(self, made: Scene) -> None:
        case = cases.opened(made.school, made.sip, owner=made.officer, high_risk="Two leaders left.")
        assert (case.owner, case.opened_by, case.high_risk, case.restricted) == (made.officer, made.sip, True, False)
        said = [(event.kind, event.reason) for event in history(case, roles_of(made.officer, TODAY))]
        assert said == [("case.flagged", "Two leaders left."), ("case.opened", "")]

    def test_who_restricts_it_for_somebody_else_still_reads_it(self, made: Scene) -> None:
        case = cases.opened(made.school, made.sip, owner=made.officer, restricted=True)
        assert [readable(roles_of(who, TODAY)).filter(pk=case.pk).exists() for who in (made.sip, made.director)] == [
            True,
            False,
        ]

    @pytest.mark.parametrize(
        ("facts", "code"),
        [({"source": "nothing"}, "no_source"), ({"concern": "  "}, "no_concern")],
    )
    def test_what_is_missing_is_refused(self, made: Scene, facts: dict[str, Any], code: str) -> None:
        assert refused(cases.opened, made.school, made.officer, **facts) == code

    def test_the_owner_can_work_on_it(self, made: Scene) -> None:
        assert refused(cases.opened, made.school, made.officer, owner=made.director) == "not_an_owner"
        people.comes_to_hold(made.school, "chair", made.sip)
        assert refused(cases.opened, made.school, made.officer, owner=made.sip) == "not_an_owner"


class TestChanging:
    def test_what_was_there_stays_in_the_history(self, made: Scene) -> None:
        actions.change(made.case, source="visit", since=TODAY, concern="Reading and number.", by=made.officer, on=TODAY)
        (event, *_) = history(made.case, roles_of(made.officer, TODAY))
        assert event.data["old"] == {"concern": "Reading is taught unevenly."}
        assert event.data["new"] == {"concern": "Reading and number."}

    def test_no_change_is_no_event(self, made: Scene) -> None:
        said = {"source": made.case.source, "since": made.case.since, "concern": f"{made.case.concern} "}
        assert refused(actions.change, made.case, **said, by=made.officer, on=TODAY) == "no_change"
        assert len(history(made.case, roles_of(made.officer, TODAY))) == 1

    def test_the_flag_has_its_reason_and_goes_with_one(self, made: Scene) -> None:
        who = {"by": made.officer, "on": TODAY}
        assert actions.flag(made.case, reason="The roof.", **who).high_risk
        assert refused(actions.flag, made.case, reason="Again.", **who) == "flagged"
        assert not actions.unflag(made.case, reason="Mended.", **who).high_risk
        assert refused(actions.unflag, made.case, reason="Again.", **who) == "not_flagged"

    def test_a_director_reads_and_changes_nothing(self, made: Scene) -> None:
        assert refused(actions.flag, made.case, reason="x", by=made.director, on=TODAY) == "not_an_officer"

    def test_an_ended_case_stands_as_it_is(self, made: Scene) -> None:
        close(made.case, reason="It has passed.", by=made.officer, on=TODAY)
        who = {"by": made.officer, "on": TODAY}
        assert refused(actions.flag, made.case, reason="x", **who) == "ended"
        assert refused(readers.restrict, made.case, reason="x", **who) == "ended"
        assert refused(readers.assign_owner, made.case, owner=made.sip, **who) == "ended"
        taken = Taken(bears_on="concern", text="x", source="y")
        assert refused(add_evidence, made.case, taken=taken, **who) == "ended"
        assert refused(close, made.case, reason="x", **who) == "wrong_step"


@pytest.mark.feature("C12")
class TestReaders:
    def test_the_new_owner_is_told_and_the_old_one_still_reads_a_restricted_case(self, made: Scene) -> None:
        readers.restrict(made.case, reason="A member of staff.", by=made.officer, on=TODAY)
        readers.assign_owner(made.case, owner=made.sip, by=made.officer, on=TODAY)
        assert made.case.owner == made.sip
        assert list(made.case.named.all()) == [made.officer]
        message = Message.objects.get(kind="case_given")
        assert message.email == made.sip.email
        assert made.school.name not in message.subject + message.body

    def test_a_message_about_a_case_that_all_officers_read_names_its_school(self, made: Scene) -> None:
        readers.assign_owner(made.case, owner=made.sip, by=made.officer, on=TODAY)
        assert made.school.name in Message.objects.get(kind="case_given").subject

    def test_whoever_restricts_is_named(self, made: Scene) -> None:
        readers.restrict(made.case, reason="A complaint.", by=made.sip, on=TODAY)
        assert list(made.case.named.all()) == [made.sip]

    def test_a_person_is_named_and_taken_out_again(self, made: Scene) -> None:
        who = {"by": made.officer, "on": TODAY}
        readers.restrict(made.case, reason="A complaint.", **who)
        seen = readable(roles_of(made.dcs, TODAY))
        assert not seen.exists()
        readers.name(made.case, person=made.dcs, **who)
        assert seen.exists()
        readers.unname(made.case, person=made.dcs, **who)
        assert not seen.exists()
        assert refused(readers.unname, made.case, person=made.dcs, **who) == "not_named"

    def test_nobody_of_the_school_and_nobody_without_such_a_role_is_named(self, made: Scene) -> None:
        head = people.post(made.school, "headteacher").user
        admin = people.person(role="administrator")
        people.post(made.school, "chair", made.dcs)
        for person in (head, admin, made.dcs, made.officer):
            assert refused(readers.name, made.case, person=person, by=made.officer, on=TODAY) == "not_nameable"

    def test_the_restriction_ends_for_everybody(self, made: Scene) -> None:
        who = {"by": made.officer, "on": TODAY}
        readers.restrict(made.case, reason="A complaint.", **who)
        assert refused(readers.restrict, made.case, reason="x", **who) == "restricted"
        readers.unrestrict(made.case, reason="It is known.", **who)
        assert readable(roles_of(made.dcs, TODAY)).exists()
        assert refused(readers.unrestrict, made.case, reason="x", **who) == "not_restricted"


class TestClosing:
    @pytest.mark.parametrize(
        ("state", "code"),
        [
            *((state, "") for state in ("opened", "invited", "discussed")),
            *((state, "notice_in_force") for state in ("preformal", "secured", "not_secured")),
            *((state, "notice_in_force") for state in ("formal", "complied", "not_complied", "eligible")),
            *((state, "notice_in_force") for state in ("powers_used", "powers_ended")),
            ("category_ended", ""),
            *((state, "wrong_step") for state in ("removed", "lifted")),
            *((state, "") for state in ("considered", "concerns_written", "not_improved")),
            ("improved", "wrong_step"),
        ],
    )
    def test_a_notice_in_force_is_not_closed_away(self, liverpool: Any, state: str, code: str) -> None:
        made = cases.scene(state, academy=state in cases.OF_ACADEMIES)
        if code:
            assert refused(close, made.case, reason="x", by=made.officer, on=TODAY) == code
        else:
            closed = close(made.case, reason="It has passed.", by=made.officer, on=TODAY)
            assert (closed.status, closed.ended_on, closed.end_reason) == ("closed", TODAY, "It has passed.")

    def test_a_letter_under_way_comes_first(self, made: Scene) -> None:
        case_letters.prepared(made, "discussion_invitation")
        assert refused(close, made.case, reason="x", by=made.officer, on=TODAY) == "letter_under_way"

    def test_the_case_of_a_school_that_closed_ends_with_what_runs_on_it(self, liverpool: Any) -> None:
        made = cases.scene(CaseState.PREFORMAL)
        assert Deadline.objects.running().exists()
        School.objects.filter(pk=made.school.pk).update(status="Closed")
        close(made.case, reason="The school closed.", by=made.officer, on=TODAY)
        assert not Deadline.objects.running().exists()


@pytest.mark.feature("C1")
class TestEvidence:
    def test_it_is_taken_on_with_its_source_and_off_with_a_reason(self, made: Scene) -> None:
        evidence = cases.evidence(made)
        remove_evidence(evidence, reason="It was another class.", by=made.officer, on=TODAY)
        kept = CaseEvidence.objects.get()
        assert (kept.text, kept.removed_by, kept.removed_reason) == (
            "Two lessons of six were weak.",
            made.officer,
            "It was another class.",
        )
        happened = history(made.case, roles_of(made.officer, TODAY))
        assert [event.kind for event in happened][:2] == [
            "case.evidence_removed",
            "case.evidence_added",
        ]
        assert refused(remove_evidence, evidence, reason="x", by=made.officer, on=TODAY) == "taken_off"

    @pytest.mark.parametrize(
        ("facts", "code"),
        [({"text": " "}, "no_text"), ({"source": ""}, "no_evidence_source"), ({"bears_on": "x"}, "bears_on")],
    )
    def test_what_is_missing_is_refused(self, made: Scene, facts: dict[str, Any], code: str) -> None:
        taken = Taken(**{"bears_on": "concern", "text": "x", "source": "y", **facts})
        assert refused(add_evidence, made.case, taken=taken, by=made.officer, on=TODAY) == code

    def test_the_same_thing_is_picked_once_for_each_matter(self, made: Scene) -> None:
        one = Taken(bears_on="concern", text="Good", source="Ofsted", dated=TODAY)
        other = Taken(bears_on="inability", text="Good", source="Ofsted", dated=TODAY)
        who = {"by": made.officer, "on": TODAY}
        assert len(pick_evidence(made.case, picked=[one], **who)) == 1
        assert len(pick_evidence(made.case, picked=[one, other], **who)) == 1
        assert refused(pick_evidence, made.case, picked=[one, other], **who) == "nothing_picked"


@pytest.mark.feature("C1")
class TestDiscussion:
    def test_it_moves_the_case_and_is_kept_as_it_was_recorded(self, made: Scene) -> None:
        cases.discussed(made, said="First.")
        cases.discussed(made, said="Put right.")
        assert made.case.status == CaseState.DISCUSSED
        assert [each.said for each in made.case.discussions.all()] == ["Put right.", "First."]
        assert made.case.discussions.first().director_as == "Director of Education"  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"chair_present": False}, "no_absence"),
            ({"head_present": False}, "no_absence"),
            ({"head_present": False, "chair_present": False}, "nobody"),
            ({"said": " "}, "no_words"),
            ({"held_on": TODAY + timedelta(1)}, "not_yet"),
        ],
    )
    def test_what_is_missing_is_refused(self, made: Scene, facts: dict[str, Any], code: str) -> None:
        assert refused(cases.discussed, made, **facts) == code
        assert not Discussion.objects.exists()

    def test_who_was_absent_is_explained(self, made: Scene) -> None:
        cases.discussed(made, chair_present=False, absence="Ill; the vice-chair came.")
        assert made.case.status == CaseState.DISCUSSED

    def test_it_was_held_by_the_director_of_the_day(self, made: Scene) -> None:
        assert refused(cases.discussed, made, director=made.dcs) == "not_the_director"

    @pytest.mark.parametrize("state", IN_FORCE)
    def test_it_comes_before_a_notice(self, liverpool: Any, state: str) -> None:
        made = cases.scene(state)
        assert refused(cases.discussed, made) == "wrong_step"

    def test_a_school_that_is_an_academy_now_goes_on_otherwise(self, made: Scene) -> None:
        become_academy(made.school)
        assert refused(cases.discussed, made) == "converted"

    def test_an_academy_may_be_talked_with_too(self, liverpool: Any) -> None:
        made = cases.scene(CaseState.CONSIDERED, academy=True)
        cases.discussed(made)
        assert made.case.status == CaseState.CONSIDERED


def become_academy(school: School) -> None:
    """Under its own number, from today."""
    school.type_spells.update(ends_on=TODAY - timedelta(1))
    school.type_spells.create(type_code=34, type_name="Academy converter", group_code=10, starts_on=TODAY)
    School.objects.filter(pk=school.pk).update(**schools.CONVERTER)


class TestNoticeOfState:
    def record(self, made: Scene, **facts: Any) -> Any:
        said = {"given_on": TODAY - timedelta(3), "told_on": TODAY, "by": made.officer, "on": TODAY, **facts}
        return record_notice_of_state(made.school, **said)

    @pytest.mark.feature("C5")
    @pytest.mark.parametrize("state", sorted(FORMAL_IN_FORCE))
    def test_it_ends_a_formal_notice_of_the_authority(self, liverpool: Any, state: str) -> None:
        made = cases.scene(state)
        if state == CaseState.COMPLIED:
            case_letters.prepared(made, "formal_lifted")
        self.record(made)
        case = made.case
        assert (case.status, case.ended_on) == (CaseState.SUPERSEDED, TODAY)
        assert not case.letters.filter(status__in=UNDER_WAY).exists()

    @pytest.mark.parametrize("state", [CaseState.OPENED, CaseState.DISCUSSED, *sorted(PREFORMAL_IN_FORCE)])
    def test_it_ends_nothing_else(self, liverpool: Any, state: str) -> None:
        made = cases.scene(state)
        self.record(made)
        assert made.case.status == state

    def test_a_restricted_case_that_the_recorder_does_not_read_ends_too(self, liverpool: Any) -> None:
        made = cases.scene(CaseState.FORMAL)
        readers.restrict(made.case, reason="x", by=made.officer, on=TODAY)
        self.record(made, by=made.sip)
        assert made.case.status == CaseState.SUPERSEDED
        assert Message.objects.get(kind="case_superseded").email == made.officer.email

    def test_one_stands_at_a_time_and_is_ended_once(self, made: Scene) -> None:
        found = self.record(made)
        assert refused(self.record, made) == "recorded"
        end_notice_of_state(found, by=made.officer, on=TODAY)
        assert refused(end_notice_of_state, found, by=made.officer, on=TODAY) == "over"
        self.record(made)

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"told_on": TODAY + timedelta(1)}, "not_yet"),
            ({"given_on": TODAY, "told_on": TODAY - timedelta(1)}, "told_before"),
        ],
    )
    def test_odd_days_are_refused(self, made: Scene, facts: dict[str, Any], code: str) -> None:
        assert refused(self.record, made, **facts) == code

    def test_only_officers_of_the_school_record_it(self, made: Scene) -> None:
        assert refused(self.record, made, by=made.director) == "not_an_officer"


def test_events_of_a_case_belong_to_the_case(made: Scene) -> None:
    cases.evidence(made)
    cases.discussed(made)
    readers.restrict(made.case, reason="x", by=made.officer, on=TODAY)
    about = Event.objects.filter(kind__startswith="case.")
    assert set(about.values_list("scope", flat=True)) == {f"case:{made.case.pk}"}
    assert (
        events.timeline(made.case.scope).count()
        == about.count()
        == len(history(made.case, roles_of(made.officer, TODAY)))
    )


def test_two_who_record_at_once_do_so_one_after_the_other(made: Scene) -> None:
    """From a case that was read before: the state that is locked counts."""
    before = Case.objects.get(pk=made.case.pk)
    close(made.case, reason="It has passed.", by=made.officer, on=TODAY)
    held = {"held_on": TODAY, "director": made.director, "head_present": True, "chair_present": True, "said": "x"}
    assert refused(record_discussion, before, held=Held(**held), by=made.officer, on=TODAY) == "wrong_step"
