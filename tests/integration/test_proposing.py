"""What a partner starts a proposal from: the marks of the year before, new evidence since then, the next school."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from allocations.evidence.queries import by_criterion, visible_evidence
from allocations.models import Allocation, Draft, Position
from allocations.position.actions import Marking
from allocations.proposal import actions as proposals
from allocations.proposal.queries import (
    REWORDED,
    LastYear,
    bands_before,
    last_year,
    next_after,
    remaining,
    with_year_before,
)
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.states import Party, State
from schools.models import Assignment, AssignmentRole
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.framework.models import read_version
from sil.web.evidence import facts
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, frameworks, inspections, schools
from tests.factories.allocations import OPENED, PROPOSED, YEAR, Scene, case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("A17")]

A_YEAR = timedelta(days=364)
THEN = PROPOSED - A_YEAR
ACTS: dict[str, tuple[Callable[..., None], ...]] = {
    "agreed": (allocations.propose, allocations.agree),
    "decided": (allocations.propose, allocations.disagree, allocations.decide, allocations.accept),
}


def with_last_year(end: str = "agreed", band: str = "B", **facts: object) -> Scene:
    """A school to propose for, which held a band the year before."""
    made = allocations.scene(school=schools.school(high_age=11, **facts))
    then = rounds.open_round(year=YEAR - 1, by=None, on=OPENED - A_YEAR).allocations.get(school=made.school)
    before = replace(made, allocation=then)
    for act in ACTS[end]:
        act(before, band, on=THEN)
    return made


def last_of(made: Scene) -> LastYear:
    allocation = with_year_before(Allocation.objects.select_related("school")).get(pk=made.allocation.pk)
    known = facts(made.school, allocation.framework, TODAY)
    about = by_criterion(allocation.framework, known, visible_evidence(allocation, Party.SIP))
    found = last_year(allocation, bands_before(allocation), about)
    assert found is not None
    return found


def review(made: Scene) -> Allocation:
    """A review of the band that the school holds."""
    ground = Allocation.Ground.EVIDENCE
    return reviews.start_review(made.allocation, by=made.officer, on=TODAY, ground=ground, reason="A new headteacher.")


def give(made: Scene, sip: User) -> None:
    """Have a school supported by a partner, as if from the beginning."""
    Assignment.objects.filter(school=made.school, role=AssignmentRole.SIP).update(user=sip)


def signed_in(made: Scene) -> Client:
    client = Client()
    client.force_login(made.sip)
    return client


def page_of(made: Scene) -> str:
    return reverse("allocation_propose", kwargs={"pk": made.allocation.pk})


def draft_of(made: Scene) -> Draft:
    return Draft.objects.get(allocation=made.allocation, party=Party.SIP)


def typed_of(draft: Draft, **more: str) -> dict[str, str]:
    """What the page would send of a draft."""
    names = {"reading": "mark", "reason": "reason", "evidence": "evidence", "carried": "carried"}
    sent = {f"{names[key]}-{c}": text for c, mark in draft.marks.items() for key, text in mark.items()}
    return {**sent, "band": draft.band, "reasons": draft.reasons, "version": str(draft.version), **more}


class TestWhatIsKnown:
    def test_nothing_without_a_year_before(self) -> None:
        allocation = with_year_before(Allocation.objects.all()).get(pk=allocations.scene().allocation.pk)
        assert last_year(allocation, bands_before(allocation), {}) is None

    def test_the_band_the_reasons_and_every_mark(self) -> None:
        last = last_of(with_last_year())
        assert (last.name, last.band, last.band_name) == ("2025 to 2026", "B", "Band B")
        assert last.reasons == "Leaders know the school well, and results are rising."
        assert (last.unchanged, last.changed) == (13, 0), "all of a primary school's criteria"
        assert last.marks["reading"].words == "Band B" and last.marks["reading"].is_unchanged

    def test_who_decided_marks_what_was_in_dispute_and_the_rest_is_as_proposed(self) -> None:
        last = last_of(with_last_year("decided", "C"))
        first, *others = last.marks
        assert last.marks[first].reason == "Seen in books.", "marked by the decider"
        assert last.marks[others[-1]].reason == ""
        assert len(last.marks) == 13
        assert last.reasons == "", "the reasons of a decision are not the partner's"

    @pytest.mark.parametrize(
        ("starts_on", "published_on", "is_new"),
        [
            (THEN, None, False),
            (THEN + timedelta(days=1), None, True),
            # Known only once it was published.
            (THEN - timedelta(days=20), THEN - timedelta(days=1), False),
            (THEN - timedelta(days=20), THEN + timedelta(days=1), True),
        ],
    )
    def test_an_inspection_is_new_evidence_if_it_became_known_later(
        self, starts_on: date, published_on: date | None, is_new: bool
    ) -> None:
        made = with_last_year()
        inspections.from_a_file(made.school, starts_on, published_on=published_on)
        mark = last_of(made).marks["inspection-outlook"]
        assert bool(mark.new) is is_new and mark.is_unchanged is not is_new
        assert last_of(made).changed == is_new

    def test_a_criterion_that_reads_differently_is_new_evidence(self) -> None:
        made = with_last_year()
        text = "Reading is taught well, and pupils who find it hard get help that works."
        assert text in frameworks.liverpool()
        other = frameworks.liverpool().replace(text, "Reading is taught well.")
        version = frameworks.load(other)
        made.allocation.round.framework_version = version
        made.allocation.round.save()
        read_version.cache_clear()
        marks = last_of(made).marks
        assert marks["reading"].new == (REWORDED,) and marks["outreach"].is_unchanged

    def test_a_mark_that_no_reading_has_any_more_is_told_and_not_taken_over(self) -> None:
        made = with_last_year()
        choice = case(made.allocation.framework)
        odd = replace(choice, marks={**choice.marks, "outreach": Marking(("B", "C"), "Both.")})
        proposals.propose(made.allocation, by=made.sip, on=PROPOSED, choice=odd)
        allocations.agree(made)
        made.allocation.refresh_from_db()
        again = review(made)
        mark = last_of(replace(made, allocation=again)).marks["outreach"]
        assert (mark.words, mark.reading, mark.is_unchanged) == ("Band B or Band C", "", False)
        signed_in(made).post(reverse("allocation_propose", kwargs={"pk": again.pk}), {"act": "before", "version": "0"})
        assert not Draft.objects.get(allocation=again).marks["outreach"]["reading"]

    def test_a_review_starts_from_the_band_that_is_reviewed(self) -> None:
        made = with_last_year("agreed", "B")
        for act in ACTS["agreed"]:
            act(made, "C")
        made.allocation.refresh_from_db()
        last = last_of(replace(made, allocation=review(made)))
        assert (last.name, last.band) == ("the band under review", "C")


class TestTakingOver:
    def start(self, made: Scene, **typed: str) -> Draft:
        answer = signed_in(made).post(page_of(made), {"act": "before", "version": "0", **typed})
        assert answer.status_code == 302
        return draft_of(made)

    def test_gaps_are_filled_and_nothing_that_was_typed_is_lost(self) -> None:
        made = with_last_year()
        draft = self.start(made, **{"mark-reading": "0", "reason-outreach": "Less than before.", "reasons": "My own."})
        assert (draft.band, draft.reasons) == ("B", "My own.")
        assert draft.marks["reading"]["reading"] == "0" and draft.marks["outreach"]["reason"] == "Less than before."
        assert len(draft.marks) == 13 and all(mark["reading"] for mark in draft.marks.values())
        assert "post-16" not in draft.marks

    def test_a_school_like_last_years_can_be_proposed_at_once(self) -> None:
        made = with_last_year()
        draft = self.start(made)
        client = signed_in(made)
        answer = client.post(page_of(made), typed_of(draft, act="check"))
        assert answer.headers["Location"].endswith("/propose/check/")
        checked = client.get(answer.headers["Location"])
        client.post(answer.headers["Location"], {"read": checked.context["read"].token})
        proposal = Position.objects.get(allocation=made.allocation)
        assert proposal.band == "B" and proposal.marks.count() == 13

    def test_a_mark_with_new_evidence_is_confirmed_or_changed_before_it_counts(self) -> None:
        made = with_last_year()
        inspections.from_a_file(made.school, THEN + timedelta(days=1), overall="3")
        draft = self.start(made)
        assert draft.marks["inspection-outlook"]["carried"] == draft.marks["inspection-outlook"]["reading"]
        client = signed_in(made)
        refused = client.post(page_of(made), typed_of(draft, act="check"))
        assert "Inspection outlook: confirm the mark of the year before, or select another." in refused.text
        assert 'id="id_confirm-inspection-outlook-error"' in refused.text, "beside its row"
        draft.refresh_from_db()
        assert draft.marks["inspection-outlook"]["carried"], "nothing is confirmed by a refusal"
        for answer in ({"confirm-inspection-outlook": "yes"}, {"mark-inspection-outlook": "2"}):
            allowed = client.post(page_of(made), typed_of(draft, act="check", **answer))
            assert allowed.headers["Location"].endswith("/propose/check/"), answer
            draft.refresh_from_db()
            assert "carried" not in draft.marks["inspection-outlook"], answer
            Draft.objects.filter(pk=draft.pk).update(marks=typed_marks(draft), version=draft.version)
            draft.refresh_from_db()

    def test_what_is_not_confirmed_cannot_be_proposed_on_the_page_to_check_either(self) -> None:
        made = with_last_year()
        inspections.from_a_file(made.school, THEN + timedelta(days=1), overall="3")
        self.start(made)
        checked = signed_in(made).get(f"{page_of(made)}check/")
        assert "Not marked yet: Inspection outlook." in checked.text

    def test_a_mark_that_is_carried_is_not_in_the_tally(self) -> None:
        made = with_last_year()
        inspections.from_a_file(made.school, THEN + timedelta(days=1), overall="3")
        form = signed_in(made).get(page_of(made)).context["form"]
        assert (form.to_mark(), form.to_confirm()) == (13, 0)
        self.start(made)
        form = signed_in(made).get(page_of(made)).context["form"]
        assert (form.to_mark(), form.to_confirm()) == (0, 1)
        assert sum(each.count for each in form.tally() if each.id == "B") == 12


def typed_marks(draft: Draft) -> dict[str, dict[str, str]]:
    """The marks with one of them carried again."""
    outlook = draft.marks["inspection-outlook"]
    return {**draft.marks, "inspection-outlook": {**outlook, "reading": "1", "carried": "1"}}


class TestCriteriaOfTheSchool:
    @pytest.mark.parametrize(("high_age", "has_sixth_form"), [(11, False), (16, False), (18, True), (None, True)])
    def test_post_16_is_for_schools_with_pupils_over_16(self, high_age: int | None, has_sixth_form: bool) -> None:
        made = allocations.scene(school=schools.school(high_age=high_age))
        page = signed_in(made).get(page_of(made)).text
        assert ('name="mark-post-16"' in page) is has_sixth_form
        choice = case(made.allocation.framework)
        choice = replace(choice, marks={c: m for c, m in choice.marks.items() if c != "post-16"})
        if has_sixth_form:
            with pytest.raises(Denied, match="Not marked yet: Post-16 provision"):
                proposals.propose(made.allocation, by=made.sip, on=PROPOSED, choice=choice)
        else:
            proposals.propose(made.allocation, by=made.sip, on=PROPOSED, choice=choice)
            grid = signed_in(made).get(reverse("allocation_grid", kwargs={"pk": made.allocation.pk})).text
            assert "Post-16" not in grid and "Reading" in grid

    def test_what_was_marked_all_the_same_is_shown(self) -> None:
        made = allocations.scene(school=schools.school(high_age=11))
        choice = case(made.allocation.framework)
        proposals.propose(made.allocation, by=made.sip, on=PROPOSED, choice=replace(choice, marks=dict(choice.marks)))
        grid = signed_in(made).get(reverse("allocation_grid", kwargs={"pk": made.allocation.pk})).text
        assert "Post-16" in grid


class TestOneAfterTheOther:
    def several(self) -> list[Scene]:
        there = [schools.school(name) for name in ("Example C", "Example A", "Example B")]
        made = [allocations.scene(school=school) for school in there]
        first = made[0]
        for other in made[1:]:
            give(other, first.sip)
        return sorted(made, key=lambda each: each.school.name)

    def test_they_follow_by_name_and_from_the_last_round_to_the_first(self) -> None:
        a, b, c = (each.allocation for each in self.several())
        sip = Assignment.objects.get(school=a.school, role=AssignmentRole.SIP).user
        there = remaining(roles_of(sip, TODAY))
        assert [each.school.name for each in there] == ["Example A", "Example B", "Example C"]
        assert [next_after(each, there) for each in (a, b, c)] == [b, c, a]
        assert next_after(a, [a]) is None and next_after(a, []) is None

    def test_propose_and_go_to_the_next(self) -> None:
        made = self.several()
        sip = Assignment.objects.get(school=made[0].school, role=AssignmentRole.SIP).user
        client = Client()
        client.force_login(sip)
        for here, there in ((made[0], made[1]), (made[1], made[2])):
            client.post(page_of(here), {"act": "save", "version": "0"})
            self.fill(here)
            at = f"{page_of(here)}check/"
            page = client.get(at)
            assert f"Propose it and go to {there.school.name}" in page.text
            answer = client.post(at, {"read": page.context["read"].token, "next": "yes"}, follow=True)
            assert answer.request["PATH_INFO"] == page_of(there)
            assert f"The next school is {there.school.name}." in answer.text
            assert Position.objects.filter(allocation=here.allocation).exists()
        client.post(page_of(made[2]), {"act": "save", "version": "0"})
        self.fill(made[2])
        page = client.get(f"{page_of(made[2])}check/")
        assert "Propose it and go to" not in page.text, "the last one"

    def fill(self, made: Scene) -> None:
        framework = made.allocation.framework
        marks = {c.id: {"reading": "0", "reason": "", "evidence": ""} for c in framework.criteria}
        Draft.objects.filter(allocation=made.allocation).update(marks=marks, band="B", reasons="Results are rising.")

    def test_schools_of_others_and_those_that_were_proposed_are_not_among_them(self) -> None:
        there = [schools.school() for _ in range(3)]
        made, other = allocations.scene(school=there[0]), allocations.scene(school=there[1])
        done = allocations.scene(State.PROPOSED, school=there[2])
        give(done, made.sip)
        page = signed_in(made).get(page_of(made)).text
        assert other.school.name not in page and done.school.name not in page


class TestEvidenceAtItsRow:
    def test_the_draft_is_saved_and_one_comes_back_to_the_row(self) -> None:
        made = allocations.scene()
        client = signed_in(made)
        to = client.post(page_of(made), {"act": "evidence:reading", "version": "0", "reason-reading": "Heard pupils."})
        assert draft_of(made).marks["reading"]["reason"] == "Heard pupils."
        page = client.get(to.headers["Location"])
        assert page.status_code == 200 and 'value="reading" selected' in page.text
        sent = {"title": "Phonics check", "criterion": "reading", "url": "https://example.org/phonics"}
        done = client.post(
            to.headers["Location"], {**sent, "once": page.context["once"]} if "once" in page.context else sent
        )
        assert done.headers["Location"] == f"{page_of(made)}#reading"
        assert 'id="reading"' in client.get(page_of(made)).text
        assert "Phonics check" in client.get(page_of(made)).text

    def test_a_document_of_this_year_is_new_evidence(self) -> None:
        made = with_last_year()
        client = signed_in(made)
        at = reverse("evidence_add", kwargs={"pk": made.allocation.pk})
        client.post(at, {"title": "Book study", "criterion": "reading", "url": "https://example.org/books"})
        assert last_of(made).marks["reading"].new == ("Book study",)
