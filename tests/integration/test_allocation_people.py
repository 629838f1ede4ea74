"""Who may not act, whatever posts and roles they hold, and who is asked instead?"""

from datetime import date, timedelta

import pytest

from allocations.allocation.permissions import deciders, to_decide
from allocations.answer import actions as answers
from allocations.decision import actions as decisions
from allocations.models import Allocation, Position
from allocations.proposal import actions as proposals
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.states import Party, State
from schools.models import AssignmentRole
from schools.people import actions as people_actions
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, people, schools
from tests.factories.allocations import PROPOSED, Scene
from tests.factories.people import LONG_AGO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]

YESTERDAY = TODAY - timedelta(days=1)


def give(user: User, role: str) -> User:
    accounts.give_role(user, by=None, on=LONG_AGO, role=role, starts_on=LONG_AGO)
    return user


def decide(scene: Scene, by: User, *, on: date = TODAY) -> Position:
    view = allocations.view(scene.allocation.framework, "B")
    return decisions.decide(scene.allocation, by=by, on=on, position_id=scene.read(Party.SCHOOL), choice=view)


def determine(scene: Scene, by: User, *, on: date = TODAY) -> None:
    view = allocations.view(scene.allocation.framework, "B")
    decisions.determine(scene.allocation, by=by, on=on, position_id=scene.read(Party.SCHOOL), choice=view)


def code_of(denied: pytest.ExceptionInfo[Denied]) -> str:
    return denied.value.code


def asked(kind: str = "allocation_to_decide", *kinds: str) -> set[str]:
    return set(Message.objects.filter(kind__in=[kind, *kinds]).values_list("email", flat=True))


@pytest.mark.feature("A6")
class TestWhoTookPart:
    def test_who_proposed_never_decides_with_both_roles(self) -> None:
        scene = allocations.scene(State.WITH_OFFICER)
        give(scene.sip, "principal_officer")
        with pytest.raises(Denied, match="You have already taken part") as denied:
            decide(scene, scene.sip)
        assert code_of(denied) == "barred"
        assert decide(scene, scene.officer).taken_by == scene.officer

    def test_a_partner_of_an_earlier_version_is_barred_too(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        later = people.person(role="sip")
        people_actions.assign([scene.school], user=later, role=AssignmentRole.SIP, starts_on=TODAY, by=None, on=TODAY)
        case = allocations.case(scene.allocation.framework, "B")
        proposals.revise(scene.allocation, by=later, on=TODAY, choice=case)
        allocations.disagree(scene, on=TODAY)
        give(scene.sip, "principal_officer")
        with pytest.raises(Denied) as denied:
            decide(scene, scene.sip)
        assert code_of(denied) == "barred"

    def test_who_proposed_never_determines_either(self) -> None:
        scene = allocations.scene(State.WITH_DIRECTOR)
        give(scene.sip, "director_of_education")
        with pytest.raises(Denied) as denied:
            determine(scene, scene.sip)
        assert code_of(denied) == "barred"

    def test_who_decided_never_determines(self) -> None:
        scene = allocations.scene(State.WITH_DIRECTOR)
        give(scene.officer, "director_of_education")
        with pytest.raises(Denied, match="somebody else has to decide") as denied:
            determine(scene, scene.officer)
        assert code_of(denied) == "barred"
        assert Allocation.objects.get().status == State.WITH_DIRECTOR

    def test_who_confirmed_never_determines(self) -> None:
        scene = allocations.scene(State.CONFIRMED)
        give(scene.officer, "director_of_education")
        settlement = scene.allocation.settlements.get()
        wanted = allocations.view(scene.allocation.framework, "A")
        answers.refer(
            scene.allocation,
            by=scene.head,
            on=date(2026, 11, 25),
            position_id=settlement.position_id,
            choice=wanted,
        )
        with pytest.raises(Denied) as denied:
            determine(scene, scene.officer, on=date(2026, 11, 26))
        assert code_of(denied) == "barred"
        determine(scene, scene.director, on=date(2026, 11, 26))

    def test_who_proposed_never_confirms(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        give(scene.sip, "principal_officer")
        with pytest.raises(Denied) as denied:
            decisions.confirm(
                scene.allocation, by=scene.sip, on=date(2026, 11, 24), position_id=scene.read(), reason="No answer."
            )
        assert code_of(denied) == "barred"

    def test_who_decided_never_answers_for_the_school(self) -> None:
        scene = allocations.scene(State.DECIDED)
        people.comes_to_hold(scene.school, "acting_headteacher", scene.officer)
        with pytest.raises(Denied, match="You took part in this for the authority") as denied:
            answers.accept(scene.allocation, by=scene.officer, on=TODAY, position_id=scene.read(Party.OFFICER))
        assert code_of(denied) == "own_proposal"

    @pytest.mark.parametrize("post", ["headteacher", "acting_headteacher", "chair", "clerk"])
    def test_a_person_in_post_at_the_school_is_barred(self, post: str) -> None:
        scene = allocations.scene(State.WITH_OFFICER)
        people.comes_to_hold(scene.school, post, scene.officer)
        with pytest.raises(Denied, match="hold a post at the school") as denied:
            decide(scene, scene.officer)
        assert code_of(denied) == "barred"

    def test_a_post_that_has_ended_bars_no_more(self) -> None:
        scene = allocations.scene(State.WITH_OFFICER)
        post = people.comes_to_hold(scene.school, "chair", scene.officer)
        people_actions.end_post(post, by=None, on=TODAY, ends_on=YESTERDAY)
        assert decide(scene, scene.officer).party == Party.OFFICER


@pytest.mark.feature("A6")
class TestConflicts:
    def test_a_conflict_asks_another_and_bars_for_good(self) -> None:
        scene = allocations.scene(State.WITH_OFFICER)
        other = people.person(role="principal_officer")
        assert asked() == {scene.officer.email}
        decisions.declare_conflict(scene.allocation, by=scene.officer, on=TODAY, reason="A governor there is family.")
        assert asked() == {scene.officer.email, other.email}
        with pytest.raises(Denied) as denied:
            decide(scene, scene.officer)
        assert code_of(denied) == "barred"
        with pytest.raises(Denied):
            decisions.declare_conflict(scene.allocation, by=scene.officer, on=TODAY, reason="Again.")
        assert decide(scene, other).taken_by == other

    def test_it_needs_a_reason(self) -> None:
        scene = allocations.scene(State.WITH_OFFICER)
        with pytest.raises(Denied, match="Enter what the conflict of interest is"):
            decisions.declare_conflict(scene.allocation, by=scene.officer, on=TODAY, reason="  ")
        assert not scene.allocation.conflicts.exists()

    def test_who_declared_one_over_the_first_decision_never_confirms_or_determines(self) -> None:
        scene = allocations.scene(State.WITH_OFFICER)
        other = people.person(role="principal_officer")
        decisions.declare_conflict(scene.allocation, by=scene.officer, on=PROPOSED, reason="Family.")
        decide(scene, other, on=PROPOSED)
        read = scene.read(Party.OFFICER)
        with pytest.raises(Denied):
            decisions.confirm(
                scene.allocation, by=scene.officer, on=date(2026, 12, 1), position_id=read, reason="No answer."
            )
        wanted = allocations.view(scene.allocation.framework, "A")
        answers.refer(scene.allocation, by=scene.head, on=TODAY, position_id=read, choice=wanted)
        give(scene.officer, "director_of_education")
        with pytest.raises(Denied) as denied:
            determine(scene, scene.officer)
        assert code_of(denied) == "barred"

    def test_when_nobody_is_left_administrators_hear_of_it(self) -> None:
        scene = allocations.scene(State.WITH_OFFICER)
        admin = people.person(role="administrator")
        decisions.declare_conflict(scene.allocation, by=scene.officer, on=TODAY, reason="Family.")
        assert asked("allocation_nobody_decides") == {admin.email}
        assert "nobody can make it as Principal Officer" in Message.objects.get(email=admin.email).body
        assert deciders(scene.allocation, Party.OFFICER, TODAY) == []

    def test_without_any_officer_a_disagreement_is_told_to_administrators(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        admin = people.person(role="administrator")
        accounts.end_role(scene.officer.grants.get(), by=None, on=TODAY, ends_on=YESTERDAY)
        allocations.disagree(scene, on=TODAY)
        assert asked("allocation_nobody_decides") == {admin.email}
        assert asked() == set()
        later = people.person(role="principal_officer")
        assert decide(scene, later).taken_by == later, "whoever is given the role can decide at once"


@pytest.mark.feature("A6")
class TestLastWord:
    @pytest.fixture
    def dcs(self) -> User:
        return people.person("Dcs Example", role="director_of_childrens_services")

    def test_the_dcs_has_it_only_when_no_director_of_education_may(self, dcs: User) -> None:
        scene = allocations.scene(State.WITH_DIRECTOR)
        with pytest.raises(Denied, match="The Director of Education needs to decide this") as denied:
            determine(scene, dcs)
        assert code_of(denied) == "not_your_turn"
        assert asked("allocation_to_decide", "allocation_to_determine") == {scene.officer.email, scene.director.email}
        decisions.declare_conflict(scene.allocation, by=scene.director, on=TODAY, reason="Family.")
        everybody = {scene.officer.email, scene.director.email, dcs.email}
        assert asked("allocation_to_decide", "allocation_to_determine") == everybody
        determine(scene, dcs)
        assert Allocation.objects.get().status == State.DETERMINED

    def test_a_second_director_comes_before_the_dcs(self, dcs: User) -> None:
        scene = allocations.scene(State.WITH_DIRECTOR)
        second = people.person(role="director_of_education")
        decisions.declare_conflict(scene.allocation, by=scene.director, on=TODAY, reason="Family.")
        with pytest.raises(Denied) as denied:
            determine(scene, dcs)
        assert code_of(denied) == "not_your_turn"
        determine(scene, second)

    def test_a_role_that_ends_passes_it_on(self, dcs: User) -> None:
        scene = allocations.scene(State.WITH_DIRECTOR)
        accounts.end_role(scene.director.grants.get(), by=None, on=TODAY, ends_on=YESTERDAY)
        with pytest.raises(Denied) as denied:
            determine(scene, scene.director)
        assert code_of(denied) == "not_a_decider"
        determine(scene, dcs)

    @pytest.mark.parametrize("barred", [True, False])
    def test_the_list_of_what_waits_says_what_the_check_says(self, dcs: User, barred: bool) -> None:
        scene = allocations.scene(State.WITH_DIRECTOR)
        if barred:
            decisions.declare_conflict(scene.allocation, by=scene.director, on=TODAY, reason="Family.")
        may = {user.pk for user in deciders(scene.allocation, Party.DIRECTOR, TODAY)}
        listed = {
            user.pk
            for user in (scene.director, dcs, scene.officer)
            if Allocation.objects.filter(to_decide(roles_of(user, TODAY), Party.DIRECTOR)).exists()
        }
        assert may == listed == {dcs.pk if barred else scene.director.pk}


class TestHeads:
    def test_a_closed_account_cannot_act(self) -> None:
        scene = allocations.scene(State.WITH_OFFICER)
        accounts.set_open(scene.officer, by=None, on=TODAY, is_open=False)
        scene.officer.refresh_from_db()
        with pytest.raises(Denied) as denied:
            decide(scene, scene.officer)
        assert code_of(denied) == "not_a_decider"

    def test_a_partner_s_closed_account_cannot_propose(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        accounts.set_open(scene.sip, by=None, on=TODAY, is_open=False)
        scene.sip.refresh_from_db()
        case = allocations.case(scene.allocation.framework, "C")
        with pytest.raises(Denied) as denied:
            proposals.revise(scene.allocation, by=scene.sip, on=TODAY, choice=case)
        assert code_of(denied) == "not_the_sip"

    def test_a_partner_s_closed_account_neither_reviews_nor_flags(self) -> None:
        scene = allocations.scene(State.AGREED, band="C")
        accounts.set_open(scene.sip, by=None, on=TODAY, is_open=False)
        scene.sip.refresh_from_db()
        with pytest.raises(Denied) as denied:
            reviews.start_review(scene.allocation, by=scene.sip, on=TODAY, ground="notice", reason="A notice.")
        assert code_of(denied) == "not_an_officer"
        with pytest.raises(Denied) as denied:
            reviews.flag(scene.allocation, by=scene.sip, on=TODAY, reason="Leaders have left.")
        assert code_of(denied) == "not_an_officer"

    def test_a_head_s_closed_account_cannot_answer(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        accounts.set_open(scene.head, by=None, on=TODAY, is_open=False)
        scene.head.refresh_from_db()
        with pytest.raises(Denied) as denied:
            answers.agree(scene.allocation, by=scene.head, on=TODAY, position_id=scene.read())
        assert code_of(denied) == "not_the_head"
        assert Allocation.objects.get().status == State.PROPOSED

    @pytest.mark.feature("A5")
    def test_an_acting_head_answers_while_the_post_lasts(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        post = people.post(scene.school, "acting_headteacher")
        people_actions.end_post(post, by=None, on=TODAY, ends_on=TODAY)
        with pytest.raises(Denied, match="Only the school's headteacher can answer for it"):
            answers.agree(scene.allocation, by=post.user, on=TODAY + timedelta(days=1), position_id=scene.read())
        settlement = answers.agree(scene.allocation, by=post.user, on=TODAY, position_id=scene.read())
        assert settlement.made_as == "Acting headteacher"

    @pytest.mark.feature("A5")
    def test_a_head_of_two_schools_answers_for_each(self) -> None:
        one, two = allocations.scene(State.PROPOSED), schools.school()
        people.post(two, "headteacher", one.head)
        other = rounds.add_school(one.allocation.round, two, by=one.officer, on=TODAY)
        people.assign(two, one.sip)
        case = allocations.case(other.framework, "C")
        proposal = proposals.propose(other, by=one.sip, on=TODAY, choice=case)
        with pytest.raises(Denied) as denied:
            answers.agree(one.allocation, by=one.head, on=TODAY, position_id=proposal.pk)
        assert code_of(denied) == "changed", "what was read of one school answers nothing of the other"
        allocations.agree(one, on=TODAY)
        answers.agree(other, by=one.head, on=TODAY, position_id=proposal.pk)
        assert set(Allocation.objects.values_list("band", flat=True)) == {"B", "C"}

    @pytest.mark.feature("A5")
    def test_a_head_that_changes_in_the_round(self) -> None:
        """The last day of the one is the day before the first of the other."""
        scene = allocations.scene(State.PROPOSED)
        people_actions.end_post(scene.school.posts.get(role="headteacher"), by=None, on=TODAY, ends_on=YESTERDAY)
        new = people.post(scene.school, "headteacher", starts_on=TODAY).user
        with pytest.raises(Denied) as denied:
            answers.agree(scene.allocation, by=scene.head, on=TODAY, position_id=scene.read())
        assert code_of(denied) == "not_the_head"
        with pytest.raises(Denied):
            answers.agree(scene.allocation, by=new, on=YESTERDAY, position_id=scene.read())
        assert answers.agree(scene.allocation, by=new, on=TODAY, position_id=scene.read()).made_by == new

    def test_a_school_without_a_partner_waits_and_says_so(self) -> None:
        scene = allocations.scene()
        people.person(role="sip")
        scene.school.assignments.filter(role=AssignmentRole.SIP).update(ends_on=YESTERDAY)
        with pytest.raises(Denied, match="Nobody is at present this school's"):
            proposals.propose(
                scene.allocation, by=scene.sip, on=TODAY, choice=allocations.case(scene.allocation.framework)
            )

    def test_a_school_without_a_head_can_still_be_confirmed(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        people_actions.end_post(scene.school.posts.get(role="headteacher"), by=None, on=TODAY, ends_on=YESTERDAY)
        decisions.confirm(
            scene.allocation, by=scene.officer, on=date(2026, 11, 24), position_id=scene.read(), reason="No head."
        )
        assert Allocation.objects.get().status == State.CONFIRMED
