"""Surveys of heads and chairs: who is asked and answers, what is kept in confidence, and what the figures say."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from monitoring.surveys.answer import actions as answers
from monitoring.surveys.cycle import actions
from monitoring.surveys.cycle.queries import preview
from monitoring.surveys.models import Answer, Comment, ConfidentialMark, Cycle, Invitation
from monitoring.surveys.results import actions as results
from monitoring.surveys.results.page import HIDDEN, rows
from monitoring.surveys.results.queries import comments_of, figures_of
from monitoring.surveys.tasks import keep_surveys
from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import inspections, people, schools, surveys

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("O5")]
DAY = timedelta(days=1)


@pytest.fixture
def officer() -> User:
    return people.person("Olive Officer", role="principal_officer")


def heads(number: int, phase: str = "Primary") -> list[User]:
    return [people.post(schools.school(phase=phase), "headteacher").user for _ in range(number)]


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def refusal(act: Any) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act()
    return denied.value.code


def mails(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


class TestWhoIsAsked:
    def test_heads_and_chairs_of_open_schools_once_each(self, officer: User) -> None:
        school = schools.school("Example Two Heads School")
        first, second = people.post(school, "headteacher").user, people.post(school, "acting_headteacher").user
        chair = people.post(school, "chair").user
        people.post(school, "clerk")
        people.post(schools.school("Example Closed School", status="Closed"), "headteacher")
        empty = schools.school("Example Headless School")
        cycle = surveys.planned(officer)
        shown = preview(cycle, TODAY)
        assert dict(shown.by_role) == {"Headteachers": 1, "Chairs of governors": 1}
        assert [(role, list(lacking)) for role, lacking in shown.nobody] == [
            ("Headteachers", [empty]),
            ("Chairs of governors", [empty]),
        ]
        assert not Message.objects.filter(kind="survey_asked").exists(), "nobody is asked before it is opened"
        assert actions.open_cycle(cycle, by=officer, on=TODAY) == 2
        assert mails("survey_asked") == sorted([first.email, second.email, chair.email])

    def test_only_the_phases_that_are_chosen(self, officer: User) -> None:
        heads(2), heads(1, "Secondary")
        cycle = surveys.opened(officer, phases=("Secondary",))
        assert [each.phase for each in cycle.invitations.all()] == ["Secondary"]

    @pytest.mark.parametrize(
        ("facts", "fourth"),
        [
            ([{"overall": "2"}], True),
            ([{"overall": "1"}], True),
            ([{"overall": "3"}], False),
            ([{"overall": "2", "category": "SM"}], False),
            # An older grade does not matter, nor does an ungraded inspection after it.
            ([{"overall": "2"}, {"overall": "4"}], False),
            ([{"overall": "2"}, {"kind": "ungraded", "overall": ""}], True),
            # Since September 2024 no overall grade: every area has to be good.
            (
                [{"overall": "Not judged", "judgements": {"Quality of education": "2", "Personal development": "1"}}],
                True,
            ),
            (
                [{"overall": "Not judged", "judgements": {"Quality of education": "2", "Personal development": "3"}}],
                False,
            ),
            ([{"kind": "report_card", "overall": "", "judgements": {"Inclusion": "Expected standard"}}], True),
            ([{"kind": "report_card", "overall": "", "judgements": {"Inclusion": "Needs attention"}}], False),
            (
                [
                    {
                        "kind": "report_card",
                        "overall": "",
                        "judgements": {"Inclusion": "Strong standard", "Safeguarding standards": "Not met"},
                    }
                ],
                False,
            ),
            ([], False),
        ],
    )
    def test_a_good_school_is_asked_the_fourth_question(
        self, officer: User, facts: list[dict[str, Any]], fourth: bool
    ) -> None:
        school = schools.school()
        people.post(school, "headteacher")
        for place, each in enumerate(facts):
            inspections.from_a_file(school, date(2024, 10, 1) + place * DAY, **each)
        inspections.from_a_file(school, TODAY + DAY, overall="1" if not fourth else "4")
        assert surveys.opened(officer).invitations.get().is_good is fourth

    def test_only_a_principal_officer_opens_it_from_its_day(self, officer: User) -> None:
        heads(1)
        director = people.person(role="director_of_education")
        assert refusal(lambda: surveys.planned(director)) == "not_allowed"
        cycle = surveys.planned(officer, opens_on=TODAY + DAY)
        assert refusal(lambda: actions.open_cycle(cycle, by=officer, on=TODAY)) == "too_early"
        assert refusal(lambda: actions.open_cycle(cycle, by=director, on=TODAY + DAY)) == "not_allowed"
        assert refusal(lambda: actions.open_cycle(cycle, by=officer, on=surveys.CLOSES + DAY)) == "too_late"
        actions.open_cycle(cycle, by=officer, on=TODAY + DAY)
        assert refusal(lambda: actions.open_cycle(cycle, by=officer, on=TODAY + DAY)) == "wrong_state"

    def test_how_answers_are_given_never_changes_once_it_is_open(self, officer: User) -> None:
        heads(1)
        cycle = surveys.planned(officer)
        actions.change(cycle, surveys.typed(in_confidence=False), by=officer, on=TODAY)
        actions.open_cycle(cycle, by=officer, on=TODAY)
        assert refusal(lambda: actions.change(cycle, surveys.typed(), by=officer, on=TODAY)) == "opened"
        assert client(officer).get(f"{cycle.get_absolute_url()}change/").status_code == 404

    def test_the_database_keeps_its_states(self, officer: User) -> None:
        cycle = surveys.planned(officer)
        with pytest.raises(DatabaseError), transaction.atomic():
            Cycle.objects.filter(pk=cycle.pk).update(status="open")


class TestDays:
    def test_who_has_not_answered_is_reminded_once_and_it_closes(self, officer: User) -> None:
        first, second = heads(2)
        cycle = surveys.opened(officer)
        surveys.answered(cycle, by=first)
        closes = surveys.CLOSES
        # The last day is Friday 4 December 2026: three days before it is a Tuesday.
        for day, expected in ((closes - 4 * DAY, []), (closes - 3 * DAY, [second.email]), (closes, [second.email])):
            with clock.at(day):
                keep_surveys()
            assert mails("survey_reminder") == expected, day
        cycle.refresh_from_db()
        assert cycle.is_open, "on its last day"
        assert [item.due for item in waiting_for(roles_of(second, closes))] == [closes]
        with clock.at(closes + DAY):
            keep_surveys()
        cycle.refresh_from_db()
        assert (cycle.status, cycle.ended_on) == ("closed", closes + DAY)
        assert waiting_for(roles_of(second, closes + DAY)) == []

    def test_more_time_asks_again_and_needs_a_reason(self, officer: User) -> None:
        first, second = heads(2)
        cycle = surveys.opened(officer)
        surveys.answered(cycle, by=first)
        later = surveys.CLOSES + 7 * DAY
        assert refusal(lambda: actions.extend(cycle, day=later, reason=" ", by=officer, on=TODAY)) == "no_reason"
        same = cycle.closes_on
        assert refusal(lambda: actions.extend(cycle, day=same, reason="Snow.", by=officer, on=TODAY)) == "not_later"
        actions.extend(cycle, day=later, reason="Snow.", by=officer, on=TODAY)
        assert mails("survey_moved") == [second.email]
        with clock.at(later - 3 * DAY):
            keep_surveys()
        assert mails("survey_reminder") == [second.email]

    def test_one_that_is_cancelled_takes_and_shows_nothing(self, officer: User) -> None:
        first, second = heads(2)
        cycle = surveys.opened(officer, in_confidence=False)
        surveys.answered(cycle, by=first, comment="Well done.")
        actions.cancel(cycle, reason="The wrong people were asked.", by=officer, on=TODAY)
        assert mails("survey_ended") == sorted([first.email, second.email])
        assert refusal(lambda: surveys.answered(cycle, by=second)) == "not_open"
        assert "Well done" not in client(officer).get(cycle.get_absolute_url()).text
        assert client(officer).get(f"{cycle.get_absolute_url()}comments/").status_code == 404


class TestAnswering:
    def test_it_is_answered_on_one_page_checked_and_sent(self, officer: User) -> None:
        (head,) = heads(1)
        invitation = surveys.opened(officer).invitations.get()
        page, path = client(head), invitation.get_absolute_url()
        assert "cannot change your answers once you have sent them" in page.get(path).text
        wrong = page.post(path, {"knows": "4", "supports": "9", "act": "check"}).text
        assert (
            "Select how well support and challenge have helped your school to improve." in wrong and "Error:" in wrong
        )
        given = {"knows": "4", "supports": "3", "impact": "0", "impact_comment": "It is <b>too early</b>."}
        checked = page.post(path, given | {"act": "check"}).text
        assert "Check your answers" in checked and "I cannot say" in checked and "&lt;b&gt;too early" in checked
        assert not ConfidentialMark.objects.exists(), "nothing is kept before it is sent"
        assert "too early" in page.post(path, given | {"act": "change"}).text
        done = page.post(path, given | {"act": "send"}, follow=True).text
        assert "Thank you. We have your answer, without your name." in done and "too early" not in done
        assert Comment.objects.get().text == "It is <b>too early</b>."
        assert waiting_for(roles_of(head, TODAY)) == []

    def test_whoever_holds_the_post_answers(self, officer: User) -> None:
        (head,) = heads(1)
        invitation = surveys.opened(officer, in_confidence=False).invitations.get()
        other = people.post(schools.school(), "headteacher").user
        chair = people.post(invitation.school, "chair").user
        new = people.post(invitation.school, "headteacher").user
        for person in (other, chair, officer):
            assert client(person).get(invitation.get_absolute_url()).status_code == 404
            given = surveys.given(invitation)
            assert refusal(lambda p=person, g=given: answers.answer(invitation, g, by=p, on=TODAY)) == "not_asked"
        surveys.answered(invitation.cycle, by=new)
        assert f"sent by {new.name}" in client(head).get(invitation.get_absolute_url()).text

    def test_an_answer_by_name_can_be_changed_until_the_last_day(self, officer: User) -> None:
        (head,) = heads(1)
        cycle = surveys.opened(officer, in_confidence=False)
        surveys.answered(cycle, by=head, score=1, comment="Nobody came.")
        surveys.answered(cycle, by=head, score=4, on=surveys.CLOSES)
        assert set(Answer.objects.values_list("score", flat=True)) == {4} and not Comment.objects.exists()
        assert Event.objects.get(kind="survey.answer_changed").data["old"]["comments"] == {"knows": "Nobody came."}
        assert refusal(lambda: surveys.answered(cycle, by=head, on=surveys.CLOSES + DAY)) == "not_open"

    def test_every_question_that_is_asked_is_answered(self, officer: User) -> None:
        (head,) = heads(1)
        invitation = surveys.opened(officer).invitations.get()
        whole = dict(surveys.given(invitation))
        for wrong in ({**whole, "strengths": (4, "")}, {"knows": (4, "")}, {**whole, "knows": (7, "")}):
            assert refusal(lambda w=wrong: answers.answer(invitation, w, by=head, on=TODAY)) == "incomplete"


class TestInConfidence:
    def test_nothing_that_is_stored_says_whose_answer_it_is(self, officer: User) -> None:
        first, *_ = there = heads(6)
        cycle = surveys.opened(officer)
        for head in there:
            surveys.answered(cycle, by=head, score=1 if head == first else 4, comment=f"Secret {head.pk}")
        stored = {field.name for model in (ConfidentialMark, Comment) for field in model._meta.fields}
        assert stored == {"id", "cycle", "dimension", "group", "question", "score", "text", "invitation"}
        assert not Comment.objects.filter(invitation__isnull=False).exists() and not Answer.objects.exists()
        assert not ConfidentialMark.objects.filter(group__in=[str(i.school_id) for i in cycle.invitations.all()])
        for event in Event.objects.filter(kind="survey.answered"):
            assert event.data == {} and event.scope == ""
        surveys.closed(cycle, officer)
        # The database itself does not say either: every row was written by the same transaction.
        for table in ("surveys_confidentialmark", "surveys_comment"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(DISTINCT xmin::text), count(*) FROM {table}")
                transactions, number = cursor.fetchone()
            assert transactions == 1 and number in (6, 6 * 3 * 4)

    def test_it_cannot_be_sent_twice(self, officer: User) -> None:
        (head,) = heads(1)
        cycle = surveys.opened(officer)
        surveys.answered(cycle, by=head)
        assert refusal(lambda: surveys.answered(cycle, by=head)) == "answered"

    def test_nothing_is_shown_before_it_closes(self, officer: User) -> None:
        """Otherwise each answer could be read from what changed."""
        there = heads(7)
        cycle = surveys.opened(officer)
        for head in there[:6]:
            surveys.answered(cycle, by=head, comment="Secret")
        page = client(officer)
        assert "Results are shown here once the survey has closed" in page.get(cycle.get_absolute_url()).text
        assert "text/html" in page.get(f"{cycle.get_absolute_url()}?export=csv")["Content-Type"]
        for rest in ("comments/", "answers/", "comments/?export=csv"):
            assert page.get(f"{cycle.get_absolute_url()}{rest}").status_code == 404
        surveys.closed(cycle, officer)
        assert "Very well" in page.get(cycle.get_absolute_url()).text
        assert page.get(f"{cycle.get_absolute_url()}comments/").text.count("Secret") == 6
        assert page.get(f"{cycle.get_absolute_url()}answers/").status_code == 404, "nobody reads who answered"

    def test_fewer_than_five_show_nothing_at_all(self, officer: User) -> None:
        there = heads(4)
        cycle = surveys.opened(officer)
        for head in there:
            surveys.answered(cycle, by=head, comment="Secret")
        surveys.closed(cycle, officer)
        assert figures_of(cycle, names=True).whole is None and not comments_of(cycle, names=True).exists()
        page = client(officer)
        assert "fewer than 5 answers" in page.get(cycle.get_absolute_url()).text
        response: Any = page.get(f"{cycle.get_absolute_url()}?export=csv")
        exported = b"".join(response.streaming_content).decode()
        assert "not shown" in exported and "Very well" in exported.splitlines()[0]
        assert not re.search(r",[1-4],", exported.splitlines()[1].replace(",4,not shown", ""))

    def test_a_small_group_is_hidden_and_so_is_the_one_from_which_it_could_be_told(self, officer: User) -> None:
        groups = {"Primary": 7, "Secondary": 6, "All-through": 2}
        there = [(phase, head) for phase, number in groups.items() for head in heads(number, phase)]
        cycle = surveys.opened(officer)
        for _, head in there:
            surveys.answered(cycle, by=head)
        surveys.closed(cycle, officer)
        shown = {each.name: each.answered for each in figures_of(cycle, names=True).of("phase")}
        # 2 of all-through and the next smallest: 15 in all less 7 is 8 people, not 2.
        assert shown == {"Primary": 7, "Secondary": None, "All-through": None}
        lines = list(rows(figures_of(cycle, names=True)))
        assert [line[3] for line in lines if line[1] == "Secondary"] == [HIDDEN]
        text = client(officer).get(cycle.get_absolute_url()).text
        assert "7 of 7" in text and "6 of 6" not in text and "2 of 2" not in text

    def test_the_fourth_question_is_hidden_where_few_were_asked_it(self, officer: User) -> None:
        there = heads(8)
        for school in School.objects.order_by("urn")[:3]:
            inspections.from_a_file(school, date(2024, 3, 1), overall="1")
        cycle = surveys.opened(officer)
        for head in there:
            surveys.answered(cycle, by=head)
        surveys.closed(cycle, officer)
        figures = figures_of(cycle, names=True)
        assert figures.whole and [each.question.slug for each in figures.whole.spreads] == [
            "knows",
            "supports",
            "impact",
        ]
        assert all(each.is_hidden for each in figures.of("good"))


class TestByName:
    def test_partners_read_no_names_and_no_small_groups(self, officer: User) -> None:
        there = heads(6)
        sip, director = people.person(role="sip"), people.person(role="director_of_education")
        cycle = surveys.opened(officer, in_confidence=False)
        for head in there:
            surveys.answered(cycle, by=head, comment="Well done.")
        chair = people.post(School.objects.earliest("pk"), "chair").user
        assert chair
        path = cycle.get_absolute_url()
        assert there[0].name in client(officer).get(f"{path}answers/").text
        assert there[0].name in client(director).get(f"{path}answers/").text
        assert client(sip).get(f"{path}answers/").status_code == 404
        assert "once the survey has closed" in client(sip).get(path).text
        surveys.closed(cycle, officer)
        school = cycle.invitations.earliest("pk").school.name
        assert school in client(officer).get(f"{path}comments/").text
        comments = client(sip).get(f"{path}comments/").text
        assert school not in comments and comments.count("Well done.") == 6


class TestAfterwards:
    def test_themes_say_what_will_be_done_and_heads_read_it_once_it_is_shared(self, officer: User) -> None:
        there = heads(5)
        cycle = surveys.opened(officer)
        for head in there:
            surveys.answered(cycle, by=head, comment="Partners change too often.")
        assert refusal(lambda: surveys.theme(cycle, officer)) == "not_closed"
        surveys.closed(cycle, officer)
        theme = surveys.theme(cycle, officer, "Changes of partner")
        assert refusal(lambda: surveys.theme(cycle, officer, "changes of PARTNER")) == "there"
        comments = list(Comment.objects.all())
        for comment in comments[:2]:
            results.tag(comment, [theme], by=officer, on=TODAY)
        page = client(officer).get(cycle.get_absolute_url()).text
        assert f'>2<span class="govuk-visually-hidden"> comments about {theme.name}' in page
        assert client(there[0]).get(f"{cycle.get_absolute_url()}told/").status_code == 404
        results.share(cycle, summary="Partners change too often.", by=officer, on=TODAY)
        assert mails("survey_shared") == sorted(head.email for head in there)
        told = client(there[0]).get(f"{cycle.get_absolute_url()}told/").text
        assert "Visit more." in told and "100% (5 of 5)" in told and officer.name in told
        stranger = people.post(schools.school(), "headteacher").user
        assert client(stranger).get(f"{cycle.get_absolute_url()}told/").status_code == 404
        results.share(cycle, summary="Corrected.", by=officer, on=TODAY)
        assert len(mails("survey_shared")) == 5, "nobody is told again"

    def test_the_same_questions_are_compared_with_the_survey_before(self, officer: User) -> None:
        there = heads(5)
        for name, score, on in (("First", 1, TODAY - 30 * DAY), ("Second", 4, TODAY)):
            cycle = surveys.opened(officer, on=on, name=name, opens_on=on, closes_on=on + 7 * DAY)
            for head in there:
                surveys.answered(cycle, by=head, score=score, on=on)
            surveys.closed(cycle, officer, on=on)
        text = client(officer).get(cycle.get_absolute_url()).text
        assert "Compared with “First”" in text and "0% (0 of 5)" in text and "100% (5 of 5)" in text


@pytest.mark.parametrize("in_confidence", [True, False])
def test_every_figure_that_is_shown_is_a_count_of_answers(officer: User, in_confidence: bool) -> None:
    """Seven schools of two phases, and what they answered, counted by hand beside the service."""
    there = [("Primary", head) for head in heads(7)] + [("Secondary", head) for head in heads(5, "Secondary")]
    cycle = surveys.opened(officer, in_confidence=in_confidence)
    expected: Counter[tuple[str, int]] = Counter()
    for place, (phase, head) in enumerate(there):
        surveys.answered(cycle, by=head, score=place % 5)
        expected[phase, place % 5] += 1
    surveys.closed(cycle, officer)
    figures = figures_of(cycle, names=True)
    for group in figures.of("phase"):
        for spread in group.spreads:
            assert list(spread.numbers) == [expected[group.name, score] for score in (4, 3, 2, 1, 0)]
    assert figures.whole
    assert figures.whole.spreads[0].numbers == tuple(
        expected["Primary", score] + expected["Secondary", score] for score in (4, 3, 2, 1, 0)
    )
    assert Invitation.objects.filter(cycle=cycle, is_answered=True).count() == figures.answered == 12
