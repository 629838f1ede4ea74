"""What became of an agreed action, said outside a report: by whom, what is kept, and what counts."""

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.html import strip_tags

from monitoring.visits.agreed import actions
from monitoring.visits.agreed.follow_ups import asks
from monitoring.visits.agreed.policies import Update
from monitoring.visits.agreed.queries import on_record, statements_of
from monitoring.visits.models import ActionStatement, AgreedAction, Report
from monitoring.visits.put_right import actions as put_right
from monitoring.visits.report.actions import issuing
from monitoring.visits.report.actions.writing import save_report
from monitoring.visits.states import ReportState
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.factories import people, reports, schools, visits
from tests.factories.reports import TODAY, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V9")]
READ, SHARE = "Read with each pupil.", "Share the timetable."
EARLIER = date(2026, 11, 18)


@pytest.fixture
def made() -> Scene:
    """A school with a report of a visit on 16 November 2026, issued on 20 November, with two actions."""
    return reports.scene(ReportState.ISSUED)


def action(made: Scene, place: int = 1) -> AgreedAction:
    return AgreedAction.objects.get(visit=made.visit, place=place)


def say(
    made: Scene, progress: str, note: str = "Seen.", *, day: date = TODAY, reason: str = "", by: Any = None
) -> None:
    said = Update(progress=progress, note=note, day=day, reason=reason)
    actions.update(action(made), said, by=by or made.sip, on=TODAY)


def tell(made: Scene, progress: str = "done", note: str = "All teachers do.", *, by: Any = None) -> None:
    actions.tell(action(made), progress=progress, note=note, by=by or made.head, on=TODAY)


def state(made: Scene) -> tuple[str, str, date | None]:
    found = action(made)
    return found.progress, found.progress_note, found.progress_on


def refused(made: Scene, *args: Any, **facts: Any) -> str:
    with pytest.raises(Denied) as denied:
        say(made, *args, **facts)
    return denied.value.code


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(user: User, path: str) -> str:
    response: Any = client_of(user).get(path)
    assert response.status_code == 200, response.status_code
    return unescape(" ".join(response.content.decode().split()))


def words(user: User, path: str) -> str:
    return " ".join(strip_tags(read(user, path)).split())


def test_each_update_is_kept_and_the_last_one_holds(made: Scene) -> None:
    say(made, "partly", "Two of four.", day=EARLIER)
    say(made, "done", "All four.")
    assert state(made) == ("done", "All four.", TODAY)
    said = [(each.progress, each.note, each.day, each.by) for each in statements_of(action(made))]
    assert said == [("done", "All four.", TODAY, made.sip), ("partly", "Two of four.", EARLIER, made.sip)]
    event = Event.objects.filter(kind="action.updated").latest("pk")
    assert (event.data["progress"], event.data["text"], event.actor_name) == ("Done", READ, made.sip.name)
    page = read(made.head, f"/actions/{action(made).pk}/")
    assert page.index("All four.") < page.index("Two of four.") and "Updates" in page
    for act in (lambda row: row.delete(), lambda row: ActionStatement.objects.filter(pk=row.pk).update(note="x")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act(ActionStatement.objects.latest("pk"))


def test_a_reason_is_asked_for_where_the_last_update_is_corrected(made: Scene) -> None:
    assert refused(made, "") == "no_change"
    say(made, "not_done", day=EARLIER)
    say(made, "partly")
    assert refused(made, "partly") == "no_change"
    # Of an earlier day, taken back, and opened again.
    assert refused(made, "done", day=EARLIER) == "no_reason"
    assert refused(made, "") == "no_reason"
    say(made, "done")
    assert refused(made, "partly") == "no_reason"
    say(made, "done", "Seen again.")
    say(made, "partly", reason="The wrong class.")
    say(made, "", "", reason="It was about another school.")
    assert state(made) == ("", "", TODAY)
    assert ActionStatement.objects.latest("pk").reason == "It was about another school."


def test_what_is_not_filled_in_or_cannot_be_is_refused(made: Scene) -> None:
    assert refused(made, "done", " ") == "no_note"
    assert refused(made, "nothing such") == "no_state"
    assert refused(made, "done", day=date(2026, 11, 21)) == "not_yet"
    assert refused(made, "done", day=date(2026, 11, 15)) == "too_early"
    assert not ActionStatement.objects.exists() and state(made) == ("", "", None)


def test_the_partner_and_principal_officers_update_and_the_head_tells(made: Scene) -> None:
    others = (made.head, made.chair, people.person(role="sip"), people.person(role="director_of_education"))
    for user in others:
        assert refused(made, "done", by=user) == "not_yours"
    for user in (made.sip, made.officer, made.chair, people.post(schools.school(), "headteacher").user):
        with pytest.raises(Denied, match="Only the headteacher"):
            tell(made, by=user)
    say(made, "partly", by=made.officer)
    tell(made)
    tell(made, "partly", "Not in Year 4.", by=people.post(made.school, "acting_headteacher").user)


def test_what_the_school_says_stands_beside_what_the_partner_found(made: Scene) -> None:
    say(made, "not_done", "Not in the books.")
    tell(made)
    found = action(made)
    assert state(made)[:2] == ("not_done", "Not in the books.")
    assert (found.school_progress, found.school_note, found.school_said_on) == ("done", "All teachers do.", TODAY)
    with clock.at(TODAY):
        later = visits.held(made.school, made.sip, TODAY)
    (known,) = [each.known for each in asks(later) if each.text == READ]
    assert "Last update, 20 November 2026: not done. Not in the books." in known
    assert known.endswith("The school says, 20 November 2026: done. All teachers do.")
    for user in (made.sip, made.head):
        page = words(user, "/visits/actions/")
        assert "Not in the books." in page and "The school says, 20 November 2026: done. All teachers do." in page
    receipt = Message.objects.get(kind="receipt")
    assert receipt.email == made.head.email and "update on an action agreed on Monday 16 November 2026" in receipt.body
    with pytest.raises(Denied) as denied:
        tell(made)
    assert denied.value.code == "no_change"
    with pytest.raises(Denied) as denied:
        tell(made, "dropped")
    assert denied.value.code == "no_state"


def later_report(made: Scene, progress: str, note: str) -> Scene:
    """The report of a visit today that follows up the first action, issued."""
    with clock.at(TODAY):
        visit = visits.held(made.school, made.sip, TODAY)
    later = Scene(made.school, visit, made.sip, made.head, made.chair, made.officer)
    said = {str(action(made).pk): {"progress": progress, "note": note}}
    writing = reports.writing(visit, followed=said, actions=[])
    save_report(later.report, by=made.sip, on=TODAY, writing=writing, version=0)
    reports.not_drawn(later)
    Report.objects.filter(visit=visit).update(check_rule="")
    reports.issue(later)
    return later


def test_a_report_withdrawn_for_good_leaves_what_was_found_apart_from_it(made: Scene) -> None:
    say(made, "partly", "Two of four.")
    later = later_report(made, "done", "All four.")
    assert state(made)[:2] == ("done", "All four.")
    reports.withdraw(later)
    assert state(made)[:2] == ("partly", "Two of four.")
    assert [each.note for each in statements_of(action(made))] == ["Two of four."]


def test_a_report_that_is_issued_again_counts_again_below_what_was_found_since(made: Scene) -> None:
    later = later_report(made, "partly", "Two of four.")
    reports.withdraw(later, again=True)
    assert state(made) == ("", "", None)
    with clock.at(TODAY):
        issuing.issue(later.report, by=made.sip, on=TODAY, version=later.report.version)
    assert state(made)[:2] == ("partly", "Two of four.")
    say(made, "done", "All four.")
    # A corrected version says the same of it: that is no news, and the question is still asked.
    reports.ask(later)
    assert [each.text for each in asks(later.visit)] == [READ, SHARE]
    reports.reissue(later)
    assert state(made)[:2] == ("done", "All four.")
    newest = later.report.versions.first()
    assert newest is not None and newest.content["followed"][0]["note"] == "Two of four."
    assert ActionStatement.objects.count() == 2


def test_a_visit_that_is_moved_takes_nothing_along_that_was_said_at_the_wrong_school(made: Scene) -> None:
    right = schools.school("Right School")
    people.assign(right, made.sip)
    people.post(right, "headteacher")
    say(made, "done", "Seen at the wrong school.")
    tell(made)
    put_right.move_to_school(made.visit, school=right, reason="A slip.", by=made.sip, on=TODAY)
    found = action(made)
    assert found.school == right and state(made) == ("", "", None)
    assert (found.school_progress, found.school_said_on) == ("", None)
    assert not statements_of(found) and ActionStatement.objects.count() == 2
    say(made, "partly", "Seen at the right school.")
    assert state(made)[:2] == ("partly", "Seen at the right school.")


def test_a_moved_report_leaves_the_wrong_schools_action_as_it_was_found_before(made: Scene) -> None:
    right = schools.school("Right School")
    people.assign(right, made.sip)
    people.post(right, "headteacher")
    say(made, "partly", "Two of four.")
    later = later_report(made, "done", "All four.")
    put_right.move_to_school(later.visit, school=right, reason="A slip.", by=made.sip, on=TODAY)
    assert state(made)[:2] == ("partly", "Two of four.") and action(made).school == made.school


def test_a_corrected_report_keeps_what_was_said_with_the_same_words(made: Scene) -> None:
    say(made, "done", "Seen.")
    reports.ask(made)
    typed = [{"text": text, "owner": "", "due_on": []} for text in ("A new one.", READ)]
    report = made.report
    save_report(
        report, by=made.sip, on=TODAY, writing=reports.writing(made.visit, actions=typed), version=report.version
    )
    reports.reissue(made)
    rows = list(AgreedAction.objects.filter(visit=made.visit).values_list("place", "text", "progress"))
    # Nothing was said of the second: it is gone.
    assert rows == [(1, "A new one.", ""), (2, READ, "done")]


def correct(made: Scene, *texts: str) -> None:
    """Issue the report of the visit again with these actions."""
    reports.ask(made)
    typed = [{"text": text, "owner": "", "due_on": []} for text in texts]
    report = made.report
    writing = reports.writing(made.visit, actions=typed)
    save_report(report, by=made.sip, on=TODAY, writing=writing, version=report.version)
    reports.reissue(made)


def on_the_visit(made: Scene) -> list[tuple[str, str]]:
    found = AgreedAction.objects.filter(visit=made.visit).order_by("place")
    return [(each.text, each.state_words) for each in found]


def test_what_a_corrected_report_no_longer_names_is_kept_where_something_was_said(made: Scene) -> None:
    say(made, "done", "Seen.")
    tell(made)
    correct(made, SHARE)
    assert on_the_visit(made) == [(SHARE, "Not followed up yet"), (READ, "No longer in the report")]
    left = AgreedAction.objects.get(visit=made.visit, text=READ)
    assert READ not in read(made.sip, "/visits/actions/?state=done") and READ in read(
        made.sip, "/visits/actions/?state=all"
    )
    page = read(made.sip, f"/actions/{left.pk}/")
    assert "no longer names this action" in page and "Update the action" not in page and "Seen." in page
    with pytest.raises(Denied, match="no longer names it"):
        actions.update(left, Update(progress="partly", note="x", day=TODAY, reason="x"), by=made.sip, on=TODAY)
    # Named again, it is as it was.
    correct(made, SHARE, READ)
    assert on_the_visit(made) == [(SHARE, "Not followed up yet"), (READ, "Done")]
    left.refresh_from_db()
    assert (left.progress, left.progress_note, left.school_progress) == ("done", "Seen.", "done")


def test_one_that_is_left_out_stays_out_when_the_report_is_withdrawn_and_issued_again(made: Scene) -> None:
    say(made, "partly", "Two of four.")
    correct(made, SHARE)
    reports.withdraw(made, again=True)
    reports.issue(made)
    assert on_the_visit(made) == [(SHARE, "Not followed up yet"), (READ, "No longer in the report")]
    assert list(on_record().filter(visit=made.visit)) == [AgreedAction.objects.get(visit=made.visit, text=SHARE)]


def test_several_are_left_out_and_named_again_in_any_order(made: Scene) -> None:
    for each in AgreedAction.objects.filter(visit=made.visit):
        actions.tell(each, progress="done", note="x", by=made.head, on=TODAY)
    correct(made, "A new one.")
    assert [text for text, _ in on_the_visit(made)] == ["A new one.", READ, SHARE]
    tell(made)
    correct(made, SHARE)
    assert [text for text, _ in on_the_visit(made)] == [SHARE, READ, "A new one."]
    assert AgreedAction.objects.filter(visit=made.visit, place__gte=AgreedAction.OFF_REPORT).count() == 2


def test_two_actions_of_the_same_words_keep_their_own_history(made: Scene) -> None:
    correct(made, READ, READ)
    first, second = AgreedAction.objects.filter(visit=made.visit).order_by("place")
    actions.update(second, Update(progress="done", note="Seen.", day=TODAY, reason=""), by=made.sip, on=TODAY)
    correct(made, READ, READ)
    found = AgreedAction.objects.filter(visit=made.visit).order_by("place")
    assert [(each.pk, each.progress) for each in found] == [(first.pk, ""), (second.pk, "done")]


def test_other_words_do_not_take_over_what_was_said(made: Scene) -> None:
    say(made, "done", "Seen.")
    correct(made, "Buy books.", SHARE)
    assert on_the_visit(made) == [
        ("Buy books.", "Not followed up yet"),
        (SHARE, "Not followed up yet"),
        (READ, "No longer in the report"),
    ]


def test_the_pages(made: Scene) -> None:
    path = f"/actions/{action(made).pk}/"
    assert f'href="{path}update/"' in read(made.sip, "/visits/actions/")
    assert f'href="{path}school/"' in read(made.head, "/visits/actions/")
    day = {"day_day": "20", "day_month": "11", "day_year": "2026"}
    client = client_of(made.sip)
    wrong = client.post(f"{path}update/", {"state": "done", "note": "", **day}).text
    assert "Enter what was found." in wrong and "Error:" in wrong
    done = client.post(f"{path}update/", {"state": "done", "note": "<b>Seen</b>", **day}, follow=True).text
    assert "The action is recorded as done." in done and "&lt;b&gt;Seen" in done
    again = client.post(f"{path}update/", {"state": "to_do", "note": "", "reason": "", **day}).text
    assert "Enter why the earlier update is corrected." in again
    head = client_of(made.head)
    told = head.post(f"{path}school/", {"progress": "not_done", "note": "No time yet."}, follow=True).text
    assert "No time yet." in told
    assert state(made)[0] == "done" and action(made).school_progress == "not_done"
    assert client.get(f"{path}school/").status_code == head.get(f"{path}update/").status_code == 404
    reports.withdraw(made)
    assert client.get(path).status_code == 404
    with pytest.raises(Denied, match="has been withdrawn"):
        say(made, "partly", reason="x")


def test_the_list_is_filtered_by_what_was_said(made: Scene) -> None:
    say(made, "done")
    assert READ not in read(made.sip, "/visits/actions/")
    assert READ in read(made.sip, "/visits/actions/?state=done")
