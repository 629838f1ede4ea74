"""Reports of visits by the real actions: who may do what when, what is kept, and what is said to whom."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from monitoring.visits.agreed.typed import typed_actions
from monitoring.visits.models import AgreedAction, Report, ReportVersion
from monitoring.visits.prompts import actions as prompts
from monitoring.visits.report.actions import checking, issuing, withdrawing
from monitoring.visits.report.actions.writing import save_report
from monitoring.visits.report.policies import missing
from monitoring.visits.states import ReportState
from monitoring.visits.transitions import REPORT_ROWS
from schools.models import AssignmentRole
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.letters.models import Letter
from sil.letters.tasks import issue_waiting
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.factories import people, reports, schools, visits
from tests.factories.reports import NOTHING, TODAY, Scene
from tests.forms_on_page import forms_to_post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
AFTER_THE_ANSWER = date(2027, 1, 29)
HOSTILE = '<script>alert("x")</script> & “quoted” {{ 7|add:1 }}'

ACTS: dict[str, Any] = {
    "send_to_check": lambda s, by: checking.send_to_check(s.report, by=by, on=TODAY),
    "take_back": lambda s, by: checking.take_back(s.report, by=by, on=TODAY),
    "return": lambda s, by: checking.return_report(
        s.report, by=by, on=TODAY, comments={"": "Say more."}, criteria={}, version=s.report.version
    ),
    "approve": lambda s, by: checking.approve(s.report, by=by, on=TODAY, version=s.report.version, **NOTHING),
    "issue": lambda s, by: issuing.issue(s.report, by=by, on=TODAY, version=s.report.version),
    "reissue": lambda s, by: issuing.reissue(s.report, by=by, on=TODAY, version=s.report.version),
    "accept": lambda s, by: issuing.accept(s.report, by=by, on=TODAY, version_id=newest(s)),
    "withdraw": lambda s, by: withdrawing.withdraw(s.report, by=by, on=TODAY, reason="Wrong.", again=False),
    "rewrite": lambda s, by: withdrawing.rewrite(s.report, by=by, on=TODAY),
    # By nobody, once the time to answer is over.
    "stand": lambda s, by: withdrawing.stand(s.report, on=AFTER_THE_ANSWER),
    "ask_corrections": lambda s, by: issuing.ask_corrections(
        s.report, by=by, on=TODAY, version_id=newest(s), corrections={"": "Wrong year."}
    ),
}
CHECKERS, LEADERS = {"officer", "other_officer"}, {"head", "acting_head"}
WITHDRAWERS = {"sip", "officer", "other_officer"}
WITHDRAW = {"withdraw": (WITHDRAWERS, "withdrawn")}
# The service itself does it, whoever is asked for in the loop.
BY_ITSELF = {"sip", "head", "chair", "acting_head", "other_head", "officer", "other_officer"}
BY_ITSELF |= {"other_sip", "director", "dcs", "admin", "clerk"}
# Written out by hand: state, act -> who may, and the state after. Everything else is refused. A draft is one that
# need not be checked before it goes; `test_a_report_that_has_to_be_checked_is_not_issued_before` has the other.
ALLOWED: dict[str, dict[str, tuple[set[str], str]]] = {
    "draft": {"send_to_check": ({"sip"}, "in_review"), "issue": ({"sip"}, "issued")},
    "in_review": {
        "take_back": ({"sip"}, "draft"),
        "return": (CHECKERS, "returned"),
        "approve": (CHECKERS, "approved"),
    },
    "returned": {"send_to_check": ({"sip"}, "in_review")},
    "approved": {"issue": ({"sip"}, "issued")},
    "issued": {
        "accept": (LEADERS, "accurate"),
        "ask_corrections": (LEADERS, "corrections_asked"),
        "stand": (BY_ITSELF, "stands"),
        **WITHDRAW,
    },
    "corrections_asked": {"reissue": ({"sip"}, "issued"), **WITHDRAW},
    "accurate": WITHDRAW,
    "stands": WITHDRAW,
    "withdrawn": {"rewrite": (WITHDRAWERS, "draft")},
}


def newest(made: Scene) -> int:
    found = made.report.versions.first()
    return found.pk if found else 0


def everybody(made: Scene) -> dict[str, User]:
    return {
        "sip": made.sip,
        "head": made.head,
        "chair": made.chair,
        "acting_head": people.post(made.school, "acting_headteacher").user,
        "other_head": people.post(schools.school(), "headteacher").user,
        "officer": made.officer,
        "other_officer": people.person(role="principal_officer"),
        "other_sip": people.person(role="sip"),
        "director": people.person(role="director_of_education"),
        "dcs": people.person(role="director_of_childrens_services"),
        "admin": people.person(role="administrator"),
        "clerk": people.post(made.school, "clerk").user,
    }


@pytest.mark.feature("V4", "V6", "V7")
@pytest.mark.parametrize("state", ReportState)
def test_every_act_in_every_state_by_everybody(state: ReportState) -> None:
    made = reports.scene(state)
    if state is ReportState.DRAFT:
        reports.write(made, checked=False)
    who = everybody(made)
    for action, (name, person) in product(ACTS, who.items()):
        may, after = ALLOWED[state].get(action, (set(), ""))
        with transaction.atomic():
            try:
                ACTS[action](made, person)
            except Denied:
                assert name not in may, f"{name} should {action} from {state}"
                assert made.report.status == state
            else:
                assert name in may, f"{name} did {action} from {state}"
                assert made.report.status == after, f"{name} did {action} from {state}"
            transaction.set_rollback(True)


def test_every_state_and_act_of_a_report_is_written_down() -> None:
    assert set(ALLOWED) == set(ReportState)
    assert set(ACTS) == {act for acts in ALLOWED.values() for act in acts} == {row.action for row in REPORT_ROWS}


@pytest.mark.feature("V4")
def test_the_ten_days_run_from_the_visit_and_are_met_by_the_first_issue() -> None:
    made = reports.scene()
    owed = Deadline.objects.get(rule="visit_report")
    assert owed.due_on == date(2026, 11, 26)
    assert "10 days" in owed.basis and "16 November 2026" in owed.basis
    reports.write(made, checked=False)
    reports.issue(made)
    owed.refresh_from_db()
    assert owed.met_on == TODAY
    asked = Deadline.objects.running().get(rule="report_answer")
    assert asked.starts_on == TODAY
    reports.ask(made)
    reports.write(made, "Three lessons.")
    reports.reissue(made)
    owed.refresh_from_db()
    assert owed.met_on == TODAY, "a correction is no second promise"
    assert Deadline.objects.running().filter(rule="report_answer").count() == 1


@pytest.mark.feature("V4")
def test_a_late_report_says_why_and_the_times_stay() -> None:
    made = reports.scene()
    reports.write(made, checked=False)
    day = reports.late(made)
    with pytest.raises(Denied, match="Enter why") as denied:
        reports.issue(made, on=day)
    assert denied.value.code == "reason_missing"
    reports.issue(made, on=day, late_reason="I was ill.")
    assert made.report.late_reason == "I was ill."
    version = ReportVersion.objects.get()
    for change in ({"issued_on": TODAY}, {"content": {}}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ReportVersion.objects.filter(pk=version.pk).update(**change)


@pytest.mark.feature("V4")
def test_what_is_missing_is_named_and_nothing_goes_without_it() -> None:
    made = reports.scene()
    whole = reports.writing(made.visit)
    sections = {**whole.sections, "safeguarding": " "}
    actions = [{"text": "", "owner": "Ada", "due_on": []}, {"text": "Do", "owner": "", "due_on": ["31", "2", "2027"]}]
    partly = reports.writing(made.visit, sections=sections, actions=actions)
    save_report(made.report, by=made.sip, on=TODAY, writing=partly, version=0)
    Report.objects.update(check_rule="")
    found = {each.field: each.words for each in missing(made.report, typed_actions(made.report))}
    assert set(found) == {"id_section-safeguarding", "id_action-0-text", "id_action-1-due_day"}
    with pytest.raises(Denied, match="Safeguarding"):
        reports.issue(made)


@pytest.mark.feature("T4", "V4")
def test_an_older_save_overwrites_nothing_unless_asked_and_then_it_is_kept() -> None:
    made = reports.scene()
    reports.write(made, "First.")
    with pytest.raises(Denied) as denied:
        save_report(made.report, by=made.sip, on=TODAY, writing=reports.writing(made.visit, "Older."), version=0)
    assert denied.value.code == "saved_meanwhile" and made.sip.name in denied.value.sentence
    assert "First." in made.report.sections["focus"]
    save_report(made.report, by=made.sip, on=TODAY, writing=reports.writing(made.visit, "Mine."), version=0, over=True)
    assert "Mine." in made.report.sections["focus"]
    assert "First." in made.report.replaced[0]["content"]["sections"]["focus"]


@pytest.mark.feature("V6")
def test_a_report_that_has_to_be_checked_is_not_issued_before() -> None:
    made = reports.scene()
    reports.write(made, checked=True)
    with pytest.raises(Denied) as denied:
        reports.issue(made)
    assert denied.value.code == "to_be_checked"
    reports.send(made)
    due = Deadline.objects.running().get(rule="report_check")
    assert (due.starts_on, due.due_on) == (reports.TODAY, date(2026, 11, 25)), "from the sending, not from the visit"
    assert Message.objects.get(kind="report_to_check").email == made.officer.email
    reports.give_back(made)
    assert made.report.comments.count() == 2
    reports.write(made, "More.")
    reports.send(made)
    reports.approve(made)
    reports.issue(made)
    assert made.report.comments.count() == 2, "they stay"


@pytest.mark.feature("V6")
def test_the_author_never_checks() -> None:
    school = schools.school()
    officer = people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    sip = people.assign(school).user
    head, chair = people.post(school, "headteacher").user, people.post(school, "chair").user
    visit = visits.held(school, officer, reports.HELD)
    made = Scene(school, visit, sip, head, chair, officer)
    save_report(made.report, by=officer, on=TODAY, writing=reports.writing(visit), version=0)
    Report.objects.update(check_rule="Drawn for a test")
    checking.send_to_check(made.report, by=officer, on=TODAY)
    with pytest.raises(Denied) as denied:
        reports.approve(made)
    assert denied.value.code == "own_report"


@pytest.mark.feature("V6")
def test_the_rule_is_decided_by_the_first_save_and_kept_in_words() -> None:
    school = schools.school()
    sip = people.person(role="sip")
    from schools.people import actions as people_actions

    people_actions.assign(
        [school], user=sip, role=AssignmentRole.SIP, starts_on=date(2026, 9, 1), by=None, on=date(2026, 9, 1)
    )
    visit = visits.held(school, sip, reports.HELD)
    save_report(visit.report, by=sip, on=TODAY, writing=reports.writing(visit), version=0)
    assert Report.objects.get().check_rule == (
        "Every report of the first 365 days of work is checked (since 1 September 2026)"
    )


@pytest.mark.feature("V7")
def test_versions_and_answers_stay_with_what_changed() -> None:
    made = reports.scene(ReportState.CORRECTIONS_ASKED)
    reports.write(made, "Three lessons and ten books.")
    reports.reissue(made)
    reports.accept(made)
    assert [v.number for v in made.report.versions.all()] == [2, 1]
    first = made.report.versions.get(number=1)
    assert first.answer.corrections == {"evidence": "Three lessons, not two."}
    assert Letter.objects.filter(kind="visit_report").count() == 2
    client = Client()
    client.force_login(made.head)
    page = client.get(f"/visits/{made.visit.pk}/report/").content.decode()
    for words in ("Version 2", "Version 1", "Three lessons, not two.", "What changed since version 1", "Two lessons"):
        assert words in page


@pytest.mark.feature("V9")
def test_what_was_agreed_is_followed_up_on_the_next_visit() -> None:
    made = reports.scene(ReportState.ISSUED)
    first, second = AgreedAction.objects.filter(visit=made.visit)
    assert (first.text, first.owner, first.due_on) == ("Read with each pupil.", "Ada Example", date(2026, 12, 4))
    with clock.at(TODAY):
        later = visits.held(made.school, made.sip, TODAY)
    client = Client()
    client.force_login(made.sip)
    page = client.get(f"/visits/{later.pk}/report/").content.decode()
    assert page.index("Read with each pupil.") < page.index('id="id_section-focus"'), "asked first"
    followed = {
        str(first.pk): {"progress": "done", "note": "Seen."},
        str(second.pk): {"progress": "partly", "note": ""},
    }
    writing = reports.writing(later, followed=followed, actions=[])
    save_report(later.report, by=made.sip, on=TODAY, writing=writing, version=0)
    first.refresh_from_db()
    assert first.progress == "", "nothing changes before it is issued"
    Report.objects.filter(visit=later).update(check_rule="")
    issuing.issue(later.report, by=made.sip, on=TODAY, version=1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.progress, first.progress_note, first.followed_up_at) == ("done", "Seen.", later)
    assert second.progress == "partly"
    assert Event.objects.filter(kind="action.followed_up").count() == 2


@pytest.mark.feature("V7")
def test_who_is_told_and_who_reads_what() -> None:
    made = reports.scene(ReportState.ISSUED)
    issue_waiting()
    told = {m.email: m.body for m in Message.objects.filter(kind="report_issued")}
    assert set(told) == {made.head.email, made.chair.email}
    assert "say by" in told[made.head.email] and "say by" not in told[made.chair.email]
    clerk, other = people.post(made.school, "clerk").user, people.person(role="sip")
    path = f"/visits/{made.visit.pk}/report/"
    for person, status in ((made.chair, 200), (made.head, 200), (clerk, 404), (other, 404)):
        client = Client()
        client.force_login(person)
        assert client.get(path).status_code == status, person


@pytest.mark.feature("V4")
def test_the_school_reads_nothing_before_it_is_issued_and_no_draft_after() -> None:
    made = reports.scene(ReportState.CORRECTIONS_ASKED)
    reports.write(made, "Not issued yet, a secret.")
    client = Client()
    client.force_login(made.head)
    page = client.get(f"/visits/{made.visit.pk}/report/").content.decode()
    assert "a secret" not in page and "Two lessons" in page
    draft = reports.scene()
    client.force_login(draft.head)
    assert client.get(f"/visits/{draft.visit.pk}/report/").status_code == 404


@pytest.mark.feature("V3")
def test_the_school_writes_before_the_visit_and_sends_it_when_it_says_so() -> None:
    made = reports.scene()
    visit = visits.planned(made.school, made.sip, TODAY + timedelta(days=7))
    client, officer = Client(), Client()
    client.force_login(made.head)
    officer.force_login(made.sip)
    path = f"/visits/{visit.pk}/prepare/"
    assert client.post(path, {"act": "save", "version": "0", "worry": HOSTILE}).status_code == 302
    assert officer.get(path).status_code == 404
    with pytest.raises(Denied, match="changed"):
        prompts.send_prompts(visit, by=made.head, on=TODAY, version=0)
    assert client.post(path, {"act": "send", "version": "1", "worry": HOSTILE}).status_code == 302
    page = officer.get(path).content.decode()
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    answer = client.post(path, {"act": "autosave", "version": "2", "worry": "Later"})
    assert answer.status_code == 409
    assert Message.objects.get(kind="report_prompts_sent").email == made.sip.email


@pytest.mark.feature("T4", "V4")
def test_the_page_saves_as_typed_and_answers_the_script() -> None:
    made = reports.scene()
    client = Client()
    client.force_login(made.sip)
    path = f"/visits/{made.visit.pk}/report/"
    first = client.post(path, {"act": "autosave", "version": "0", "section-focus": HOSTILE})
    assert first.status_code == 200 and first.json() == {"version": 1, "saved": "10:00"}
    older = client.post(path, {"act": "autosave", "version": "0", "section-focus": "Older"})
    assert older.status_code == 409 and older.json()["version"] == 1
    both = client.post(path, {"act": "save", "version": "0", "section-focus": "Older"}).content.decode()
    assert "Nothing was overwritten" in both and "&lt;script&gt;" in both and "<script>alert" not in both
    long = "x" * 20_001
    page = client.post(path, {"act": "save", "version": "1", "section-focus": long}, follow=True).content.decode()
    assert "This is saved, but you cannot send it yet." in page
    assert "must be 20,000 characters or fewer. You have used 20,001" in page and long in page
    assert page.index('id="id_section-focus-error"') < page.index('id="id_section-focus"')
    more = client.post(path, {"act": "more", "version": "2", "section-focus": "y"})
    assert more["Location"].endswith("?rows=4#agreed")
    assert "Agreed action 4" in client.get(more["Location"]).content.decode()
    go = client.post(path, {"act": "go", "version": "3", "section-focus": "y"})
    assert '<a href="#id_section-evidence">' in client.get(go["Location"]).content.decode()
    assert "10 days from the visit on" in client.get(path).content.decode()


@pytest.mark.feature("V4", "V6", "V7")
def test_from_the_first_word_to_the_answer_by_pages_alone() -> None:
    made = reports.scene()
    reports.write(made, HOSTILE, checked=True)
    sip, officer, head = Client(), Client(), Client()
    for client, user in ((sip, made.sip), (officer, made.officer), (head, made.head)):
        client.force_login(user)
    at = f"/visits/{made.visit.pk}/report/"
    assert "Send to be checked" in sip.get(f"{at}issue/").content.decode()
    assert sip.post(f"{at}issue/", {"version": "1"}).status_code == 302
    assert made.school.name in officer.get("/reports/to-check/").content.decode()
    page = officer.get(f"{at}check/").content.decode()
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    refused = officer.post(f"{at}check/", {"read": "1", "version": "0", "act": "return"}).content.decode()
    assert '<a href="#id_comment-">Enter what should be changed' in refused
    sent = {"read": "1", "version": "1", "act": "approve", "criteria": "tone"}
    asked = officer.post(f"{at}check/", sent).content.decode()
    assert "You have not ticked: Each judgement rests on evidence that is named;" in asked
    held = next(form for form in forms_to_post(asked, at) if "asked-criteria" in form.values)
    assert officer.post(f"{at}check/", held.values | sent | {"version": held.values["version"]}).status_code == 302
    assert made.report.checked["tone"] is True and made.report.checked["impact"] is False
    assert sip.post(f"{at}issue/", {"version": "1"}).status_code == 302
    page = head.get(f"{at}answer/").content.decode()
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    read = str(newest(made))
    sent = {"act": "send", "read": read, "version": "0"}
    assert "Select whether the report is accurate." in head.post(f"{at}answer/", sent).content.decode()
    sent = {"act": "send", "read": read, "version": "1"}
    assert "Enter what should be corrected" in head.post(f"{at}answer/", sent | {"answer": "no"}).content.decode()
    slip = {"version": "2", "answer": "yes", "correct-": "The year is wrong."}
    assert "You wrote corrections." in head.post(f"{at}answer/", sent | slip).content.decode()
    assert head.post(f"{at}answer/", sent | {"version": "3", "answer": "yes"}).status_code == 302
    assert made.report.status == ReportState.ACCURATE
    assert sip.get("/reports/late/").status_code == 200
    assert made.sip.name in officer.get("/reports/quality/").content.decode()
    assert officer.get("/reports/quality/?export=csv").status_code == 200
    for client in (sip, officer, head):
        assert client.get("/").status_code == 200
