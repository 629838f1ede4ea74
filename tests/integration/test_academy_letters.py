"""Letters about an academy: to the Regional Director and the leadership with its trust, by their own dates, with a day
for an answer, and what was answered. An academy never gets a notice."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from monitoring.notices.answers.actions import Answered, record_answer
from monitoring.notices.letters import actions as letters
from monitoring.notices.models import CaseLetter, LetterAnswer
from monitoring.notices.states import CaseState
from schools.trusts import actions as trusts
from schools.trusts.actions import Details
from sil import clock
from sil.accounts.user_roles import roles_of
from sil.deadlines.models import Deadline
from sil.letters.models import Method
from sil.outbox.models import Message
from sil.web.work import waiting_for
from tests.conftest import TODAY
from tests.factories import case_letters, cases, people, schools
from tests.factories.case_scene import Scene
from tests.refusals import refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C6")]
TRUST = "Example Learning Trust"
REGION = "The Regional Director"


def academy(state: str = CaseState.OPENED, *, trust: str = TRUST) -> Scene:
    school = schools.school("Example Academy", **schools.CONVERTER, trust_name=trust)
    return cases.scene(state, school=school)


def at_trust(role: str = "accounting_officer", name: str = "Ada Trust", **details: str) -> object:
    said = {"name": name, "email": "ada@trust.example", "address": "", "source": "Website, 12 November 2026", **details}
    admin = people.person("Addie Admin", role="administrator")
    return trusts.add(trust=TRUST, role=role, details=Details(**said), starts_on=TODAY, by=admin, on=TODAY)


def names(letter: CaseLetter) -> list[tuple[str, str, str]]:
    return [(each.name, each.post, each.method) for each in letter.recipients.all()]


class TestAddressees:
    def test_the_trust_is_addressed_beside_the_head_and_the_local_chair(self) -> None:
        made = academy()
        at_trust()
        at_trust("chair_of_trustees", "Carla Trust", email="", address="2 Sample Square\nExampleton\nZZ99 1AA")
        letter = letters.prepare(made.case, kind="academy_considered", by=made.officer, on=TODAY)
        found = names(letter)
        assert found[0][0] == "Regional Director, North West"
        assert {name for name, _, _ in found[1:3]} == {made.head.name, made.chair.name}
        assert found[3:] == [
            ("Ada Trust", "Accounting officer of the trust", "email"),
            ("Carla Trust", "Chair of trustees of the trust", "post"),
        ]
        carla = letter.recipients.get(name="Carla Trust")
        assert carla.address == "Example Learning Trust\n2 Sample Square\nExampleton\nZZ99 1AA"

    def test_they_are_named_with_their_posts_and_get_the_letter_itself(self) -> None:
        made = academy()
        at_trust()
        letter = case_letters.given(made, "academy_considered", method=Method.HAND)
        assert letter.letter is not None
        assert "Ada Trust, Accounting officer of the trust (leadership of the academy)" in letter.letter.html
        assert Message.objects.filter(kind="concern_letter_attached", email="office@test.example").count() == 1

    def test_a_trust_without_people_is_a_question_and_no_refusal(self) -> None:
        made = academy()
        letter = case_letters.prepared(made, "academy_considered")
        assert case_letters.asked(letter, TODAY, clock.now()) == [
            "No accounting officer and no chair of trustees of Example Learning Trust is on record, so the letter does "
            "not go to the trust. An administrator can add them, under People."
        ]
        at_trust()
        letters.refresh_recipients(letter, TODAY)
        assert case_letters.asked(letter, TODAY, clock.now()) == []

    def test_an_academy_without_a_trust_in_the_register_asks_nothing(self) -> None:
        letter = case_letters.prepared(academy(trust=""), "academy_considered")
        assert case_letters.asked(letter, TODAY, clock.now()) == []

    def test_the_regional_director_has_a_postal_address(self) -> None:
        letter = letters.prepare(academy().case, kind="academy_considered", by=academy_officer(), on=TODAY)
        region = letter.recipients.get(party="regional_director")
        assert region.address.splitlines() == [
            "Department for Education",
            "Regions Group, North West",
            "1 Demonstration Street",
            "Exampleton",
            "ZZ99 1AA",
        ]


def academy_officer() -> object:
    return people.person("Another Officer", role="principal_officer")


class TestTrustPosts:
    def test_a_post_is_added_corrected_and_ended_by_an_administrator(self) -> None:
        academy()
        post = at_trust()
        admin = people.person("Abe Admin", role="administrator")
        how: dict[str, Any] = {"by": admin, "on": TODAY}
        assert refusal(lambda: at_trust(name="Another Trust")) == "held"
        same = Details(name="Ada Trust", email="ada@trust.example", address="", source="Website, 12 November 2026")
        assert refusal(lambda: trusts.correct(post, details=same, **how)) == "no_change"
        nowhere = Details(name="Ada Trust", email="", address="", source="Website")
        assert refusal(lambda: trusts.correct(post, details=nowhere, **how)) == "no_way_to_reach"
        early = date(2026, 1, 1)
        assert refusal(lambda: trusts.end(post, ends_on=early, **how)) == "ends_before"
        trusts.end(post, ends_on=TODAY, **how)
        assert refusal(lambda: trusts.end(post, ends_on=TODAY, **how)) == "ended"

    def test_others_and_trusts_that_the_register_does_not_have_are_refused(self) -> None:
        made = academy()
        details = Details(name="Ada Trust", email="ada@trust.example", address="", source="Website")
        said: dict[str, Any] = {"role": "accounting_officer", "details": details, "starts_on": TODAY, "on": TODAY}
        assert refusal(lambda: trusts.add(trust=TRUST, by=made.officer, **said)) == "not_allowed"
        admin = people.person("Abe Admin", role="administrator")
        assert refusal(lambda: trusts.add(trust="Nowhere Trust", by=admin, **said)) == "no_trust"

    def test_the_pages_say_who_is_missing_and_keep_what_was_typed(self, client: Client) -> None:
        academy()
        client.force_login(people.person("Abe Admin", role="administrator"))
        page = client.get("/trusts/").content.decode()
        assert "No accounting officer is on record." in page
        assert "No chair of trustees is on record." in page
        posted = {"trust": TRUST, "role": "accounting_officer", "name": "Ada Trust", "source": "Website"}
        days = {"starts_on_day": "1", "starts_on_month": "9", "starts_on_year": "2026"}
        refused = client.post("/trusts/posts/add/", posted | days).content.decode()
        assert "Enter an email address or a postal address" in refused
        assert 'value="Ada Trust"' in refused
        done = client.post("/trusts/posts/add/", posted | days | {"email": "ada@trust.example"}, follow=True)
        assert "Ada Trust is on record at Example Learning Trust." in done.content.decode()


class TestDates:
    def test_a_letter_cites_the_date_of_the_earlier_one_and_not_the_day_it_counts_as_given(self) -> None:
        """Posted first class on Thursday 1 October 2026 it counts as given on Monday 5 October."""
        made = academy()
        sent = date(2026, 10, 1)
        first = case_letters.given(made, "academy_considered", method=Method.POST, dated=sent)
        assert first.given_on == date(2026, 10, 5)
        second = case_letters.given(made, "academy_concerns", method=Method.HAND, dated=date(2026, 11, 9))
        assert second.letter is not None
        assert "On 1 October 2026 we wrote to you" in second.letter.html

    def test_the_letter_prints_the_day_for_an_answer_and_a_clock_runs(self) -> None:
        """Fifteen working days after Monday 9 November 2026, not counting that day: Monday 30 November."""
        made = academy()
        letter = case_letters.given(made, "academy_considered", method=Method.HAND, dated=date(2026, 11, 9))
        assert letter.letter is not None
        assert "Please answer by Monday 30 November 2026." in letter.letter.html
        assert letter.answer_ends_on == date(2026, 11, 30)
        clock_of = Deadline.objects.get(rule="academy_answer")
        assert (clock_of.due_on, clock_of.met_on) == (date(2026, 11, 30), None)
        assert clock_of.basis == (
            "Answer about an academy: within 15 working days of the date of the letter, 9 November 2026, not counting "
            "that day: by 30 November 2026."
        )

    def test_a_letter_that_reports_improvement_asks_for_no_answer(self) -> None:
        made = academy(CaseState.CONCERNS_WRITTEN)
        letter = case_letters.given(made, "academy_improvement", method=Method.HAND)
        assert letter.answer_ends_on is None
        assert not Deadline.objects.running().filter(rule="academy_answer").exists(), "nothing is waited for any more"


class TestAnswers:
    def answered(self, made: Scene, letter: CaseLetter, party: str, **facts: object) -> LetterAnswer:
        said: dict[str, Any] = {
            "party": party,
            "who": "Ada Trust",
            "answered_on": TODAY,
            "text": "We are on it.",
            **facts,
        }
        return record_answer(letter, answered=Answered(**said), by=made.officer, on=TODAY)

    def test_the_clock_ends_once_everybody_addressed_has_answered(self) -> None:
        made = academy(CaseState.CONSIDERED)
        letter = made.notice("academy_considered")
        self.answered(made, letter, "academy_leadership")
        self.answered(made, letter, "")
        assert Deadline.objects.running().filter(rule="academy_answer").exists(), "the Regional Director has not"
        self.answered(made, letter, "regional_director", who="Rita Regional")
        assert Deadline.objects.get(rule="academy_answer").met_on == TODAY

    def test_what_cannot_be_is_refused(self) -> None:
        made = academy(CaseState.CONSIDERED)
        letter = made.notice("academy_considered")
        dated = letter.letter.dated if letter.letter else TODAY
        refused = [
            ({"answered_on": dated.replace(year=2025)}, "before_the_letter"),
            ({"answered_on": date(2027, 1, 4)}, "not_yet"),
            ({"who": " "}, "nobody"),
            ({"text": " "}, "no_words"),
        ]
        for facts, code in refused:
            assert refusal(lambda facts=facts: self.answered(made, letter, "academy_leadership", **facts)) == code
        assert refusal(lambda: self.answered(made, letter, "ofsted")) == "not_addressed"

    def test_a_notice_has_no_answers_of_this_kind(self) -> None:
        made = cases.preformal()
        notice = made.notice("preformal_notice")
        assert refusal(lambda: self.answered(made, notice, "")) == "no_answer_asked"

    def test_an_answer_that_did_not_come_is_on_the_owner_s_list_the_day_after(self) -> None:
        made = academy(CaseState.CONSIDERED)
        last = made.notice("academy_considered").answer_ends_on
        assert last is not None
        title = "Record the answer, or ask again: Concerns about an academy, to the Regional Director"
        for day, there in ((last, False), (last.replace(day=last.day + 1), True)):
            with clock.at(day):
                assert (title in [item.title for item in waiting_for(roles_of(made.officer, day))]) == there

    def test_it_stands_on_the_case(self, client: Client) -> None:
        made = academy(CaseState.CONSIDERED)
        letter = made.notice("academy_considered")
        client.force_login(made.officer)
        address = f"/case-letters/{letter.pk}/answers/record/"
        refused = client.post(address, {"party": "academy_leadership", "text": "We are on it."}).content.decode()
        assert "Say who wrote it." in refused
        assert "We are on it." in refused
        posted = {"party": "academy_leadership", "who": "Ada Trust", "text": "We are on it."}
        day = {"answered_on_day": TODAY.day, "answered_on_month": TODAY.month, "answered_on_year": TODAY.year}
        page = client.post(address, posted | day, follow=True).content.decode()
        assert "We are on it." in page
        assert "Ada Trust" in page


@pytest.mark.feature("C6", "C10")
def test_an_academy_to_no_improvement_and_back_with_no_notice() -> None:
    """Told, concerns written, no improvement, improvement: four letters, and never a notice."""
    made = academy(CaseState.CONSIDERED)
    days = {
        "academy_concerns": (date(2026, 10, 1), CaseState.CONCERNS_WRITTEN),
        "academy_no_improvement": (date(2026, 11, 2), CaseState.NOT_IMPROVED),
        "academy_improvement": (TODAY, CaseState.IMPROVED),
    }
    for kind, (day, state) in days.items():
        case_letters.given(made, kind, method=Method.HAND, dated=day)
        assert made.case.status == state
    assert {letter.kind for letter in made.case.letters.all()} == {"academy_considered", *days}
    assert made.case.ended_on == TODAY
