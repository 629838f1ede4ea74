"""What the pages of cases show, to whom, and what a form on them does."""

import csv
import re
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from allocations.allocation.queries import open_period
from allocations.review.actions import start_review
from allocations.review.policies import check_review
from allocations.review.queries import reviewable, running_review
from monitoring.notices.case import readers
from monitoring.notices.ends.close import close
from monitoring.notices.ends.state_notices import record_notice_of_state
from monitoring.notices.models import Case, CaseEvidence
from monitoring.notices.states import Branch, CaseState
from schools.models import School
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.web.evidence import facts
from sil.web.work import waiting_for
from sil.workflow import can
from tests.conftest import TODAY
from tests.factories import allocations, case_letters, cases, inspections, people, reports, schools, visits
from tests.factories.case_scene import Scene

pytestmark = pytest.mark.django_db
CONCERN = "Reading is taught unevenly."
# How a state reads that names the last day of the power.
ENDED = {
    "powers_ended": "Power ended on 19 November 2026: notice in force",
    "category_ended": "Power ended on 19 November 2026: in a category",
}


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, path: str) -> Any:
    return browser(user).get(path)


def text_of(user: User, path: str) -> str:
    response = get(user, path)
    assert response.status_code == 200, path
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return re.sub(r"\s+", " ", content.decode())


def post(user: User, path: str, **data: Any) -> Any:
    return browser(user).post(path, data)


@pytest.fixture
def made(liverpool: Any) -> Scene:
    return cases.scene()


@pytest.mark.parametrize("state", cases.WAYS)
def test_the_page_of_every_state_says_where_it_stands(liverpool: Any, state: str) -> None:
    """And offers its keeper one act at most as the first one."""
    made = cases.scene(state, academy=state in cases.OF_ACADEMIES)
    text = text_of(made.officer, f"/cases/{made.case.pk}/")
    assert ENDED.get(state, made.case.get_status_display()) in text
    assert text.count('class="govuk-button" role="button"') <= 1
    if made.case.is_open:
        assert '<p class="govuk-body">Waiting for ' in text
        assert 'aria-current="step"' in text
    else:
        assert "The case ended on" in text
        assert ">Remove<span" not in text


def test_who_reads_and_keeps_nothing_is_told_so(made: Scene) -> None:
    text = text_of(made.director, f"/cases/{made.case.pk}/")
    assert "You do not need to do anything on this case at the moment." in text
    assert "Restrict" not in text and "Add other evidence" not in text


@pytest.mark.feature("C1")
class TestOpening:
    def fill(self, made: Scene, **changes: Any) -> dict[str, Any]:
        day = {"since_day": "20", "since_month": "11", "since_year": "2026"}
        said = {"source": "visit", "concern": "Number is weak.", "owner": str(made.sip.pk)}
        return said | day | changes

    def test_from_the_list_by_way_of_the_school(self, made: Scene) -> None:
        response = post(made.officer, "/cases/open/", school=str(made.school.pk))
        assert response["Location"] == f"/schools/{made.school.pk}/cases/open/"
        assert f"Case {made.case.reference}".replace("Case ", "") in text_of(made.officer, response["Location"])

    def test_a_case_is_opened_and_its_page_follows(self, made: Scene) -> None:
        response = post(made.officer, f"/schools/{made.school.pk}/cases/open/", **self.fill(made))
        case = Case.objects.exclude(pk=made.case.pk).get()
        assert response["Location"] == f"/cases/{case.pk}/"
        assert (case.owner, case.concern, case.high_risk) == (made.sip, "Number is weak.", False)

    def test_an_odd_day_is_asked_about_with_everything_still_there(self, made: Scene) -> None:
        path = f"/schools/{made.school.pk}/cases/open/"
        fill = self.fill(made, since_year="2027")
        text = post(made.officer, path, **fill).content.decode()
        asked = "Saturday 20 November 2027 is in the future. Is that the day?"
        assert asked in text and "Number is weak." in text
        assert post(made.officer, path, **fill, **{"asked-since": asked}).status_code == 302

    def test_a_flag_needs_its_reason(self, made: Scene) -> None:
        path = f"/schools/{made.school.pk}/cases/open/"
        assert "Say why the risk is high." in post(made.officer, path, **self.fill(made, flagged="on")).content.decode()


class TestActs:
    @pytest.mark.parametrize(
        ("slug", "data", "said"),
        [
            ("flag", {"reason": "Two leaders left."}, "is flagged as high-risk."),
            ("restrict", {"reason": "A complaint."}, "is restricted."),
            ("close", {"reason": "It has passed."}, "is closed."),
            (
                "change",
                {"source": "other", "concern": "x", "since_day": "1", "since_month": "11", "since_year": "2026"},
                "The concern has been changed.",
            ),
        ],
    )
    def test_each_says_what_was_done(self, made: Scene, slug: str, data: dict[str, str], said: str) -> None:
        response = browser(made.officer).post(f"/cases/{made.case.pk}/{slug}/", data, follow=True)
        assert said in response.content.decode()
        assert response.redirect_chain[-1][0] == f"/cases/{made.case.pk}/"

    @pytest.mark.feature("C12")
    def test_whoever_gives_a_case_away_that_they_read_no_more_comes_to_the_list(self, made: Scene) -> None:
        readers.restrict(made.case, reason="x", by=made.officer, on=TODAY)
        readers.name(made.case, person=made.sip, by=made.officer, on=TODAY)
        response = post(made.sip, f"/cases/{made.case.pk}/people/{made.sip.pk}/remove/")
        assert response["Location"] == "/cases/"

    def test_what_cannot_be_done_now_is_said_on_the_page(self, made: Scene) -> None:
        case_letters.prepared(made, "discussion_invitation")
        response = browser(made.officer).get(f"/cases/{made.case.pk}/close/", follow=True)
        assert "A letter is in progress: Invitation to discuss concerns, being prepared." in response.content.decode()

    @pytest.mark.feature("C10")
    def test_a_conversion_is_offered_first_and_leads_to_the_new_case(self, made: Scene) -> None:
        made.school.type_spells.update(type_code=34, group_code=10)
        School.objects.filter(pk=made.school.pk).update(**schools.CONVERTER)
        assert "Close it and continue with the academy&#x27;s case" in text_of(made.officer, f"/cases/{made.case.pk}/")
        assert "Close the case at conversion?" in text_of(made.officer, f"/cases/{made.case.pk}/convert/")
        response = post(made.officer, f"/cases/{made.case.pk}/convert/")
        case = Case.objects.get(continues=made.case)
        assert response["Location"] == f"/cases/{case.pk}/"
        assert f'Case <a class="govuk-link" href="/cases/{case.pk}/">' in text_of(
            made.officer, f"/cases/{made.case.pk}/"
        )


@pytest.mark.feature("C1")
class TestEvidence:
    def test_by_hand_with_a_document(self, made: Scene) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        data = {
            "bears_on": "inability",
            "text": "No plan since March.",
            "source": "Minutes",
            "document": SimpleUploadedFile("minutes.csv", b"day,said\n1,nothing\n"),
        }
        response = post(made.officer, f"/cases/{made.case.pk}/evidence/add/", **data)
        assert response.status_code == 302
        evidence = CaseEvidence.objects.get()
        assert get(made.director, f"/case-evidence/{evidence.pk}/document/").status_code == 200
        text = text_of(made.officer, f"/cases/{made.case.pk}/")
        assert "No plan since March." in text and "minutes.csv" in text

    def test_picked_from_the_record_in_its_words_of_today(self, liverpool: Any) -> None:
        scene = allocations.scene(allocations.State.AGREED, band="C")
        visit = visits.held(scene.school, scene.sip, date(2026, 11, 17))
        reports.walk(reports.Scene(scene.school, visit, scene.sip, scene.head, scene.chair, scene.officer), "issued")
        case = cases.opened(scene.school, scene.officer)
        path = f"/cases/{case.pk}/evidence/pick/"
        response = get(scene.officer, path)
        items = [choice.item for choice in response.context["page"]]
        assert {item.kind for item in items} >= {"reports", "bands"}
        band = next(item for item in items if item.kind == "bands")
        report = next(item for item in items if item.kind == "reports")
        ticks = {f"concern-{band.key}": "1", f"inability-{band.key}": "1", f"improvement-{report.key}": "1"}
        assert post(scene.officer, path, **ticks).status_code == 302
        taken = {(each.bears_on, each.text, each.source, each.href) for each in CaseEvidence.objects.all()}
        assert taken == {
            ("concern", band.text, band.source, band.href),
            ("inability", band.text, band.source, band.href),
            ("improvement", report.text, report.source, report.href),
        }
        assert text_of(scene.officer, path).count("On the case") == 3
        narrowed = get(scene.officer, f"{path}?kind=bands&search=band").context["page"]
        assert [choice.item.kind for choice in narrowed] == ["bands"]

    def test_what_is_ticked_stays_ticked_on_other_pages_and_behind_a_filter(self, made: Scene) -> None:
        for at in range(30):
            inspections.from_a_file(made.case.school, date(1990 + at, 3, 1))
        path = f"/cases/{made.case.pk}/evidence/pick/"
        first = get(made.officer, path).context["page"]
        tick = f"concern-{first[0].item.key}"
        second = post(made.officer, path, **{tick: "1", "page": "2"})
        assert (len(first), second.context["page"].number) == (25, 2)
        assert f'<input type="hidden" name="{tick}" value="1">' in second.content.decode()
        filtered = post(made.officer, path, **{tick: "1", "show": "1", "search": "zz"}).content.decode()
        assert "Nothing on the record matches" in filtered and tick in filtered
        assert "You have ticked 1 box that is not shown here." in filtered
        assert "Add the ticked items to the case" in filtered
        assert not CaseEvidence.objects.exists()
        assert post(made.officer, path, **{tick: "1", "search": "zz"}).status_code == 302
        assert CaseEvidence.objects.get().text == first[0].item.text

    def test_nothing_ticked_is_said(self, made: Scene) -> None:
        text = post(made.officer, f"/cases/{made.case.pk}/evidence/pick/").content.decode()
        assert "Tick the evidence that you want to add to the case." in text

    def test_what_is_taken_off_stays_to_be_read(self, made: Scene) -> None:
        evidence = cases.evidence(made)
        post(made.officer, f"/case-evidence/{evidence.pk}/remove/", reason="It was another class.")
        assert "Removed from the case (1)" in text_of(made.officer, f"/cases/{made.case.pk}/")


@pytest.mark.feature("C1")
def test_a_discussion_is_recorded_with_who_was_there(made: Scene) -> None:
    data = {
        "held_on_day": "20",
        "held_on_month": "11",
        "held_on_year": "2026",
        "director": str(made.director.pk),
        "head_present": "on",
        "said": "The results.",
    }
    path = f"/cases/{made.case.pk}/discussion/"
    assert "Say why the headteacher or the chair was not there." in post(made.officer, path, **data).content.decode()
    assert post(made.officer, path, **data, absence="The chair was ill.").status_code == 302
    assert "Reason for absence: The chair was ill." in text_of(made.officer, f"/cases/{made.case.pk}/")


class TestLetters:
    @pytest.mark.feature("C9")
    def test_a_notice_shows_what_it_requires_and_its_clock(self, liverpool: Any) -> None:
        made = cases.preformal(on=TODAY)
        text = text_of(made.officer, f"/cases/{made.case.pk}/")
        assert "Waiting for the governing body." in text
        assert "Compliance period: 15 calendar days" in text
        assert "14 days left, until" in text.lower()
        assert "Given on" in text

    @pytest.mark.feature("C13")
    def test_a_letter_under_way_says_whose_turn_it_is(self, made: Scene) -> None:
        case_letters.prepared(made, "discussion_invitation")
        assert "Finish the letter and present it for signature" in text_of(made.officer, "/cases/")


def test_a_letter_that_moves_its_case_is_told_once(liverpool: Any) -> None:
    scene = cases.preformal(on=TODAY)
    titles = [entry.title for entry in get(scene.officer, f"/cases/{scene.case.pk}/").context["entries"]]
    assert titles.count("Pre-formal warning notice given on 20 November 2026") == 1
    assert not any(title.startswith("Checked") for title in titles), "these stand in the letter's own history"


def test_a_signatory_comes_from_the_case_to_the_pack(liverpool: Any) -> None:
    scene = cases.scene(CaseState.DISCUSSED)
    letter = case_letters.presented(scene)
    primary = get(scene.dcs, f"/cases/{scene.case.pk}/").context["primary"]
    assert primary.href == f"/case-letters/{letter.pk}/sign/"


class TestList:
    @pytest.fixture(autouse=True)
    def three(self, liverpool: Any) -> None:
        self.one = cases.scene(school=schools.school("Example A School"))
        self.officer = self.one.officer
        self.two = cases.preformal(
            cases.scene(CaseState.DISCUSSED, school=schools.school("Example B School")), on=TODAY
        )
        self.three_ = cases.scene(school=schools.school("Example C Academy", **schools.CONVERTER))
        self.ended = cases.scene(CaseState.REMOVED, school=schools.school("Example D School"))

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", "BAC"),
            ("?sort=school", "ABC"),
            ("?sort=-school", "CBA"),
            ("?stage=preformal", "B"),
            (f"?branch={Branch.ACADEMY}", "C"),
            ("?ended=ended", "D"),
            ("?ended=all&sort=school", "ABCD"),
            ("?search=example+a", "A"),
            ("?search={reference}", "A"),
            ("?owner={owner}", "A"),
        ],
    )
    def test_narrowed_and_sorted(self, query: str, expected: str) -> None:
        query = query.format(reference=self.one.case.reference.lower(), owner=self.one.officer.pk)
        rows = get(self.officer, f"/cases/{query}").context["rows"]
        assert "".join(case.school.name.split()[1] for case, _ in rows) == expected

    def test_a_partner_finds_the_cases_of_their_own_schools(self) -> None:
        assert [case.pk for case, _ in get(self.two.sip, "/cases/").context["rows"]] == [self.two.case.pk]

    def test_exported_as_shown(self) -> None:
        lines = list(csv.reader(StringIO(text_of(self.officer, "/cases/?export=csv").replace(" C20", "\nC20"))))
        assert "Example D" not in str(lines) and "Example B" in str(lines)

    @pytest.mark.feature("A12", "C13")
    def test_the_schools_causing_concern_have_stage_days_left_and_next_step(self) -> None:
        text = text_of(self.officer, "/causing-concern/?reason=case&stage=preformal")
        for words in ("Open case: Pre-formal notice given", "14 days left", "Do what the notice requires"):
            assert words in text
        assert "Example A School" not in text
        assert "Example B School" in text_of(self.officer, "/causing-concern/?export=csv")


@pytest.mark.feature("C12")
class TestARestrictedCase:
    """Nothing that anybody else opens shows that there is one."""

    PATHS = (
        "/",
        "/cases/",
        "/cases/?ended=all",
        "/cases/?search={reference}",
        "/cases/?export=csv",
        "/schools/{urn}/",
        "/schools/{urn}/?part=cases",
        "/schools/{urn}/?part=all",
        "/schools/{urn}/timeline/",
        "/schools/{urn}/timeline/?all=1&kind=cases",
        "/causing-concern/",
        "/causing-concern/?reason=case",
        "/causing-concern/?export=csv",
        "/schools/?search={reference}",
    )

    @pytest.fixture
    def made(self, liverpool: Any) -> Scene:
        made = cases.preformal(cases.scene(CaseState.DISCUSSED, school=schools.school("Example School")), on=TODAY)
        readers.restrict(made.case, reason="A complaint about somebody.", by=made.officer, on=TODAY)
        return made

    def others(self, made: Scene) -> list[User]:
        return [made.sip, made.director, made.dcs, people.person("Otto Officer", role="principal_officer")]

    def test_it_is_nowhere_for_those_who_may_not_read_it(self, made: Scene) -> None:
        for user in self.others(made):
            assert get(user, f"/cases/{made.case.pk}/").status_code == 404
            for path in self.PATHS:
                path = path.format(reference=made.case.reference, urn=made.school.pk)
                text = text_of(user, path).replace(f'value="{made.case.reference}"', "")
                text = re.sub(r"(search=|search%3D|: |%3A\+)" + made.case.reference, "", text)
                for words in (made.case.reference, CONCERN, "Two lessons of six", "Pre-formal warning notice"):
                    assert words not in text, (user.name, path)
            assert "Example School" not in text_of(user, "/causing-concern/")

    def test_it_is_everywhere_for_its_owner_and_those_who_are_named(self, made: Scene) -> None:
        readers.name(made.case, person=made.dcs, by=made.officer, on=TODAY)
        for user in (made.officer, made.dcs):
            assert CONCERN in text_of(user, f"/cases/{made.case.pk}/")
            for path in ("/cases/", f"/schools/{made.school.pk}/", "/causing-concern/", "/causing-concern/?export=csv"):
                assert made.case.reference in text_of(user, path)
            timeline = f"/schools/{made.school.pk}/timeline/"
            assert f"Concern case {made.case.reference} opened" in text_of(user, timeline)

    def test_its_earlier_events_come_back_with_the_end_of_the_restriction(self, made: Scene) -> None:
        path = f"/schools/{made.school.pk}/timeline/"
        assert made.case.reference not in text_of(made.sip, path)
        readers.unrestrict(made.case, reason="It is known.", by=made.officer, on=TODAY)
        assert f"Concern case {made.case.reference} opened" in text_of(made.sip, path)

    def test_the_grid_says_nothing_of_its_notice(self, made: Scene) -> None:
        framework = made.case.framework
        assert not facts(made.school, framework, TODAY)
        readers.unrestrict(made.case, reason="It is known.", by=made.officer, on=TODAY)
        (fact,) = facts(made.school, framework, TODAY)
        assert (fact.criterion, fact.as_of) == ("formal-powers", TODAY)
        assert fact.text.startswith("Pre-formal warning notice in force, with a compliance period until")


@pytest.mark.parametrize("role", ["headteacher", "chair", "clerk"])
def test_the_schools_side_reads_nothing_of_a_case(made: Scene, role: str) -> None:
    user = people.post(made.school, role).user
    assert get(user, f"/cases/{made.case.pk}/").status_code == 404
    assert get(user, "/cases/").status_code == 404
    for path in (f"/schools/{made.school.pk}/?part=all", f"/schools/{made.school.pk}/timeline/", "/"):
        text = text_of(user, path)
        assert made.case.reference not in text and "Concern cases" not in text and ">Cases<" not in text


def test_an_officer_who_holds_a_post_at_the_school_reads_nothing_of_its_cases(made: Scene) -> None:
    people.post(made.school, "chair", made.director)
    assert get(made.director, f"/cases/{made.case.pk}/").status_code == 404
    assert made.case.reference not in text_of(made.director, f"/schools/{made.school.pk}/?part=all")
    assert made.case.reference not in text_of(made.director, f"/schools/{made.school.pk}/timeline/")


@pytest.mark.feature("C13")
def test_monitoring_visits_since_the_case_was_opened(made: Scene) -> None:
    text = text_of(made.officer, f"/cases/{made.case.pk}/")
    assert "No monitoring visit has been planned or made" in text
    assert f"/schools/{made.school.pk}/visits/plan/?kind=intervention" in text


@pytest.mark.feature("A11")
def test_a_review_of_the_band_starts_from_the_case(liverpool: Any) -> None:
    scene = allocations.scene(allocations.State.AGREED, band="C")
    case = cases.opened(scene.school, scene.officer)
    link = f'href="/allocations/{scene.allocation.pk}/review/"'
    assert link in text_of(scene.officer, f"/cases/{case.pk}/")
    assert link not in text_of(scene.director, f"/cases/{case.pk}/")


@pytest.mark.feature("A11")
@pytest.mark.parametrize("state", allocations.PATHS)
@pytest.mark.parametrize("begun", [False, True])
def test_a_band_that_can_be_reviewed_is_found_by_the_rule_of_the_act(liverpool: Any, state: str, begun: bool) -> None:
    scene = allocations.scene(allocations.State(state), band="C")
    scene.allocation.refresh_from_db()

    def rule() -> None:
        running = running_review(scene.allocation) if scene.allocation.has_ended else None
        check_review(scene.allocation, running, open_period(scene.allocation, "contest"), TODAY)

    if begun and can(rule)():
        start_review(scene.allocation, by=scene.officer, on=TODAY, ground="notice", reason="A notice was given.")
    found = reviewable(roles_of(scene.officer, TODAY)).filter(pk=scene.allocation.pk)
    assert found.exists() == can(rule)()


def test_a_notice_of_the_secretary_of_state_is_recorded_and_ended(made: Scene) -> None:
    path = f"/schools/{made.school.pk}/notices-of-state/record/"
    days = {f"{name}_{part}": value for name in ("given_on", "told_on") for part, value in _TODAY.items()}
    assert post(made.officer, path, **days)["Location"] == f"/schools/{made.school.pk}/"
    assert "The Secretary of State gave a warning notice on" in text_of(made.director, f"/cases/{made.case.pk}/")
    notice = made.school.notices_of_state.get()
    assert post(made.officer, f"/notices-of-state/{notice.pk}/end/").status_code == 302
    assert "The Secretary of State gave a warning notice on" not in text_of(made.officer, f"/cases/{made.case.pk}/")


_TODAY = {"day": "20", "month": "11", "year": "2026"}


class TestWork:
    def titles(self, made: Scene) -> list[str]:
        return [item.title.split(":")[0] for item in waiting_for(roles_of(made.officer, TODAY))]

    def test_what_waits_for_the_owner(self, made: Scene) -> None:
        assert self.titles(made) == ["Add evidence to the case"]
        cases.evidence(made)
        assert self.titles(made) == []
        cases.walk(made, CaseState.INVITED, on=TODAY)
        assert self.titles(made) == ["Record the discussion"]
        cases.discussed(made)
        assert self.titles(made) == ["Add evidence to the case"]
        cases.evidence(made, "inability")
        assert self.titles(made) == []
        School.objects.filter(pk=made.school.pk).update(status="Closed")
        assert self.titles(made) == ["Close the case at conversion"]
        assert not list(waiting_for(roles_of(made.sip, TODAY)))

    def test_a_case_whose_owner_left_waits_for_the_others(self, made: Scene) -> None:
        other = people.person("Otto Officer", role="principal_officer")
        assert not list(waiting_for(roles_of(other, TODAY)))
        made.officer.grants.update(ends_on=date(2026, 11, 19))
        (item,) = waiting_for(roles_of(other, TODAY))
        assert (item.title, item.href) == (
            f"Assign the case: case {made.case.reference}",
            f"/cases/{made.case.pk}/owner/",
        )
        assert not list(waiting_for(roles_of(made.sip, TODAY)))


@pytest.mark.feature("C12")
class TestARestrictedCaseWhoseOwnerLeft:
    """Nobody who is named on it may work on it, so a director gives it to somebody, and reads it until then."""

    @pytest.fixture
    def left(self, made: Scene) -> Scene:
        Case.objects.filter(pk=made.case.pk).update(restricted=True)
        assert get(made.dcs, f"/cases/{made.case.pk}/").status_code == 404, "while its owner is there"
        made.officer.grants.update(ends_on=date(2026, 11, 19))
        return made

    def test_it_waits_for_the_directors_and_is_hidden_from_the_others(self, left: Scene) -> None:
        other = people.person("Otto Officer", role="principal_officer")
        path = f"/cases/{left.case.pk}/"
        for director in (left.director, left.dcs):
            assert [item.href for item in waiting_for(roles_of(director, TODAY))] == [f"{path}owner/"]
            shown = text_of(director, path)
            assert f'href="{path}owner/"' in shown
            assert "no longer handles cases." in shown and '<p class="govuk-body">Waiting for ' not in shown
            assert get(director, f"{path}restrict/").status_code == 404
        for hidden in (other, left.sip):
            assert not list(waiting_for(roles_of(hidden, TODAY)))
            assert get(hidden, path).status_code == get(hidden, f"{path}owner/").status_code == 404

    def test_whom_a_director_gives_it_to_reads_it_and_the_director_no_longer(self, left: Scene) -> None:
        other = people.person("Otto Officer", role="principal_officer")
        response = post(left.dcs, f"/cases/{left.case.pk}/owner/", person=str(other.pk))
        assert response["Location"] == "/cases/"
        assert left.case.owner == other
        assert get(other, f"/cases/{left.case.pk}/").status_code == 200
        assert get(left.dcs, f"/cases/{left.case.pk}/").status_code == 404

    def test_one_that_has_ended_stays_with_those_who_are_named(self, left: Scene) -> None:
        close(left.case, reason="It has passed.", by=left.officer, on=date(2026, 11, 19))
        assert get(left.dcs, f"/cases/{left.case.pk}/").status_code == 404


def test_a_list_says_whose_turn_it_is_and_asks_for_no_evidence_that_is_there(made: Scene) -> None:
    assert "Add evidence to the case and prepare" in text_of(made.officer, "/cases/")
    cases.evidence(made)
    assert "Add evidence to the case" not in text_of(made.officer, "/cases/")
    notice = case_letters.given(cases.scene(CaseState.DISCUSSED))
    exported = text_of(notice.case.owner, "/cases/?export=csv")
    assert "Do what the notice requires (the governing body)" in exported


def test_each_period_says_of_which_notice_it_is(liverpool: Any) -> None:
    notice = case_letters.given(cases.scene(CaseState.DISCUSSED))
    text = text_of(notice.case.owner, f"/cases/{notice.case_id}/")
    assert "Compliance period of the pre-formal warning notice" in text
    assert "govuk-button--secondary" in text, "the governing body acts now, not who reads the page"


def test_a_notice_of_state_stands_on_the_timeline_of_its_school(made: Scene) -> None:
    record_notice_of_state(made.school, given_on=TODAY, told_on=TODAY, by=made.officer, on=TODAY)
    text = text_of(made.sip, f"/schools/{made.school.pk}/timeline/?kind=cases")
    assert "Warning notice from the Secretary of State recorded, given on 20 November 2026" in text
