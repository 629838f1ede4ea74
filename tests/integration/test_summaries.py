"""Does each school get one summary of its term, from its records, whatever dies on the way?"""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from monitoring.summaries.models import Summary
from monitoring.summaries.runs import actions as runs
from monitoring.summaries.runs.queries import progress_of
from monitoring.summaries.summary import actions
from monitoring.visits.models import Term
from monitoring.visits.visit import actions as visiting
from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.letters.models import Letter
from sil.letters.tasks import issue_waiting
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.factories import people, reports, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V8")]
OVER = date(2026, 12, 18)


@pytest.fixture
def term() -> Term:
    admin = people.person(role="administrator")
    return visits.term("Autumn term", date(2026, 9, 1), OVER, by=admin)


@pytest.fixture
def scene(term: Term) -> reports.Scene:
    return reports.scene("issued")


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def made(scene: reports.Scene, term: Term) -> Summary:
    summary = actions.make(scene.school, term, by=scene.sip, on=visits.TODAY)
    assert summary is not None
    return summary


def code(denied: Any) -> str:
    return str(denied.value.code)


def test_every_sentence_names_the_record_it_is_from(scene: reports.Scene, term: Term) -> None:
    missed = visits.planned(scene.school, scene.sip, date(2026, 11, 18))
    visiting.miss(missed, reason="The road was closed.", by=scene.sip, on=visits.TODAY)
    visits.held(scene.school, scene.sip, date(2026, 10, 6))
    summary = made(scene, term)
    said = [(each["text"], each["source"], bool(each["href"])) for each in summary.sentences]
    assert said[0] == (
        "In the autumn term 2026 the school had 2 visits, with 2 days of support in total.",
        "Visits",
        False,
    )
    assert any(text.startswith("Focus of the visit: ") and source.startswith("Report") for text, source, _ in said)
    assert any(text == "Agreed: Read with each pupil (Ada Example), by Friday 4 December 2026." for text, _, _ in said)
    assert all(href for _, _, href in said[1:])
    assert summary.missing == [
        "The report of the core visit of 6 October 2026 has not been issued yet.",
        "The core visit planned for 18 November 2026 did not take place: The road was closed.",
    ]
    page = client(scene.sip)
    shown = page.get(summary.get_absolute_url()).content.decode()
    for each in summary.sentences:
        assert not each["href"] or f'href="{each["href"]}"' in shown
        assert not each["href"] or page.get(each["href"]).status_code == 200


def test_a_school_has_one_and_a_term_without_visits_none(scene: reports.Scene, term: Term) -> None:
    assert made(scene, term) == made(scene, term)
    assert actions.make(schools.school("Example Quiet School"), term, by=scene.officer, on=visits.TODAY) is None
    assert Summary.objects.count() == 1 and Event.objects.filter(kind="summary.made").count() == 1


def test_it_is_edited_approved_and_sent(scene: reports.Scene, term: Term) -> None:
    summary, page = made(scene, term), client(scene.sip)
    page.post(summary.get_absolute_url(), {"act": "save", "version": "0", "text": "In short: <b>well</b> done."})
    summary.refresh_from_db()
    assert (summary.text, summary.version, summary.saved_by) == ("In short: <b>well</b> done.", 1, scene.sip)
    early = {"act": "approve", "version": "1", "text": summary.text}
    assert "is not over yet" in page.post(summary.get_absolute_url(), early).content.decode()
    with clock.at(OVER):
        page.post(summary.get_absolute_url(), early)
        issue_waiting()
    summary.refresh_from_db()
    letter = Letter.objects.get(kind="visit_summary")
    assert (summary.status, summary.letter, summary.approved_on) == ("approved", letter, OVER)
    assert "&lt;b&gt;well" in letter.html and "Support in the autumn term 2026" in letter.subject
    told = set(Message.objects.filter(kind="visit_summary_sent").values_list("email", flat=True))
    assert told == {scene.head.email, scene.chair.email}
    for reader in (scene.head, scene.chair, scene.sip, scene.officer):
        assert client(reader).get(f"/letters/{letter.reference}/").status_code == 200
    for act in (
        lambda: actions.edit(summary, text="x", version=1, by=scene.sip, on=OVER),
        lambda: actions.approve(summary, version=1, by=scene.sip, on=OVER),
        lambda: actions.make_again(summary, by=scene.sip, on=OVER),
    ):
        with pytest.raises(Denied) as denied:
            act()
        assert code(denied) == "wrong_state"


def test_the_letter_is_signed_in_the_role_of_whoever_approves_it(scene: reports.Scene, term: Term) -> None:
    summary = made(scene, term)
    actions.approve(summary, version=0, by=scene.officer, on=OVER)
    assert Letter.objects.get(kind="visit_summary").signed_as == "Principal Officer"
    assert Letter.objects.get(kind="visit_report").signed_as == "School Improvement Partner"


def test_an_older_window_is_told_and_shown_both_texts(scene: reports.Scene, term: Term) -> None:
    summary, page = made(scene, term), client(scene.sip)
    actions.edit(summary, text="Written by the officer.", version=0, by=scene.officer, on=visits.TODAY)
    typed = {"act": "save", "version": "0", "text": "Typed in another window."}
    shown = page.post(summary.get_absolute_url(), typed).content.decode()
    assert "Nothing was overwritten" in shown and "Olive Officer saved this at 10:00" in shown
    assert "Written by the officer." in shown and "Typed in another window." in shown
    assert Summary.objects.get().text == "Written by the officer."
    page.post(summary.get_absolute_url(), typed | {"act": "over"})
    summary.refresh_from_db()
    assert summary.text == "Typed in another window."
    assert summary.replaced[0]["content"] == {"text": "Written by the officer."}


def test_it_is_made_again_and_the_history_keeps_what_was_edited(scene: reports.Scene, term: Term) -> None:
    summary = actions.edit(made(scene, term), text="My words.", version=0, by=scene.sip, on=visits.TODAY)
    visits.held(scene.school, scene.sip, date(2026, 10, 6))
    client(scene.sip).post(f"{summary.get_absolute_url()}again/")
    summary.refresh_from_db()
    assert "2 visits" in summary.text and Event.objects.get(kind="summary.made_again").data["old"] == {
        "text": "My words."
    }


def test_only_the_partner_and_oversight_read_and_write_it(scene: reports.Scene, term: Term) -> None:
    summary = made(scene, term)
    other = people.assign(schools.school("Example Other School")).user
    admin = people.person(role="administrator")
    expected = {scene.sip: 200, scene.officer: 200, scene.head: 404, scene.chair: 404, other: 404, admin: 404}
    for user, status in expected.items():
        assert client(user).get(summary.get_absolute_url()).status_code == status, user.name
        with_run = client(user).get(f"/summaries/terms/{term.pk}/make/").status_code
        assert with_run == (200 if user == scene.officer else 404), user.name
    for user in (scene.head, other, admin):
        with pytest.raises(Denied) as denied:
            actions.edit(summary, text="x", version=0, by=user, on=visits.TODAY)
        assert code(denied) == "not_the_writer"
    with pytest.raises(Denied):
        runs.start(term, by=scene.sip, on=visits.TODAY)


def several(count: int, sip: User) -> list[School]:
    found = []
    for number in range(count):
        school = schools.school()
        people.assign(school, sip)
        visits.held(school, sip, date(2026, 10, 5 + number))
        found.append(school)
    return found


def test_a_run_stops_goes_on_and_makes_each_once(term: Term) -> None:
    sip, officer = people.person(role="sip"), people.person(role="principal_officer")
    several(5, sip)
    page = client(officer)
    page.post(f"/summaries/terms/{term.pk}/make/")
    run = term.runs.get()
    with pytest.raises(Denied) as denied:
        runs.start(term, by=officer, on=visits.TODAY)
    assert code(denied) == "running"
    assert runs.work_on_next() and runs.work_on_next()
    page.post(f"{run.get_absolute_url()}stop/")
    assert not runs.work_on_next()
    shown = page.get(run.get_absolute_url()).content.decode()
    assert "2 of 5 schools are done" in shown and "This has been stopped." in shown
    page.post(f"{run.get_absolute_url()}resume/")
    while runs.work_on_next():
        pass
    assert progress_of(run).is_over and Summary.objects.count() == 5
    again = runs.start(term, by=officer, on=visits.TODAY)
    while runs.work_on_next():
        pass
    assert (progress_of(again).done, progress_of(again).made, Summary.objects.count()) == (5, 0, 5)


def test_a_school_that_breaks_the_making_holds_nobody_up(term: Term, monkeypatch: pytest.MonkeyPatch) -> None:
    sip, officer = people.person(role="sip"), people.person(role="principal_officer")
    broken, *_ = several(3, sip)
    real = runs.make

    def breaks(school: School, *args: Any, **more: Any) -> Any:
        if school == broken:
            Summary.objects.create(school=school, term=term, made_at=clock.now(), text="half")
            raise RuntimeError("made up")
        return real(school, *args, **more)

    monkeypatch.setattr(runs, "make", breaks)
    run = runs.start(term, by=officer, on=visits.TODAY)
    while runs.work_on_next():
        pass
    progress = progress_of(run)
    assert (progress.done, progress.broken, progress.is_over) == (2, 1, True)
    assert not Summary.objects.filter(school=broken).exists(), "nothing half-done stays"
    assert str(broken) in client(officer).get(run.get_absolute_url()).content.decode()
