"""The head's answer to a report, a checker's comments and the text of a summary: saved as typed, on one
pattern for all three; nobody overwrites anybody, nobody else reads it, and sent, it is gone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from monitoring.summaries.models import Summary
from monitoring.summaries.summary import actions as summaries
from monitoring.visits.models import UnsentReply
from monitoring.visits.report.actions import checking, issuing
from monitoring.visits.states import ReportState
from sil import clock
from sil.accounts.models import User
from sil.workflow import Denied
from tests.factories import people, reports, visits
from tests.factories.reports import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T4")]
HOSTILE = '<script>alert("x")</script> & “quoted” {{ 7|add:1 }}'
TERM_OVER = date(2026, 12, 18)


@dataclass(frozen=True)
class Place:
    """A page whose text is kept: where, who writes there with whom, in which control, and what else is posted."""

    path: str
    writer: User
    second: User
    control: str
    longest: int
    more: dict[str, str]
    # What is stored, of which row, and an act after which nothing can be saved any more.
    row: Callable[[], Any]
    end: Callable[[], Any]

    def client(self, user: User | None = None) -> Client:
        client = Client()
        client.force_login(user or self.writer)
        return client

    def post(self, act: str, text: str, version: int, *, by: User | None = None, **more: str) -> Any:
        posted = {"act": act, "version": str(version), self.control: text} | self.more | more
        return self.client(by).post(self.path, posted)

    def stored(self) -> str:
        row = self.row()
        return str(row.text if isinstance(row, Summary) else row.content.get(self.control, ""))

    def kept(self) -> str:
        content = self.row().replaced[0]["content"]
        return str(content.get(self.control, ""))


def answering() -> Place:
    made = reports.scene(ReportState.ISSUED)
    acting = people.post(made.school, "acting_headteacher", people.person("Abel Acting")).user
    return Place(
        f"/visits/{made.visit.pk}/report/answer/",
        made.head,
        acting,
        "correct-evidence",
        2000,
        {"read": str(made.report.versions.get().pk)},
        UnsentReply.objects.get,
        lambda: reports.accept(made),
    )


def checking_page() -> Place:
    made = reports.scene(ReportState.IN_REVIEW)
    return Place(
        f"/visits/{made.visit.pk}/report/check/",
        made.officer,
        people.person("Otto Second", role="principal_officer"),
        "comment-evidence",
        2000,
        {"read": str(made.report.version)},
        UnsentReply.objects.get,
        lambda: reports.approve(made),
    )


def summing_up() -> Place:
    made = reports.scene(ReportState.ISSUED)
    term = visits.term("Autumn term", date(2026, 9, 1), TERM_OVER, by=people.person(role="administrator"))
    summary = summaries.make(made.school, term, by=made.sip, on=TODAY)
    assert summary is not None
    return Place(
        summary.get_absolute_url(),
        made.sip,
        made.officer,
        "text",
        30_000,
        {},
        lambda: Summary.objects.get(pk=summary.pk),
        lambda: summaries.approve(summary, version=0, by=made.sip, on=TERM_OVER),
    )


PLACES = {
    "answer": answering,
    "check": checking_page,
    "summary": summing_up,
}
everywhere = pytest.mark.parametrize("make", PLACES.values(), ids=PLACES)


@everywhere
def test_it_is_saved_as_typed_by_the_script_and_by_a_button(make: Callable[[], Place]) -> None:
    place = make()
    assert place.post("autosave", HOSTILE, 0).json() == {"version": 1, "saved": "10:00"}
    assert place.stored() == HOSTILE
    assert place.post("autosave", HOSTILE, 1).json()["version"] == 1, "the same again is no version"
    done = place.post("save", "By the button.", 1)
    assert (done.status_code, done["Location"]) == (302, place.path)
    page = place.client().get(place.path).content.decode()
    assert "By the button." in page and f"by {place.writer.name}." in page
    assert 'data-draft-version="2"' in page and "Saved 20 November 2026, 10:00" in page


@everywhere
def test_an_older_window_is_shown_both_texts_and_chooses(make: Callable[[], Place]) -> None:
    place = make()
    place.post("save", HOSTILE, 0)
    with clock.at(datetime(2026, 11, 20, 14, 3)):
        place.post("save", f"{HOSTILE} First.", 1)
    told = place.post("autosave", "Second.", 1, by=place.second)
    assert told.status_code == 409 and told.json()["version"] == 2
    assert told.json()["sentence"] == f"{place.writer.name} saved this at 14:03, while you were writing."
    page = place.post("save", "Second.", 1, by=place.second).content.decode()
    assert "Nothing was overwritten" in page and "Second." in page
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    assert 'name="version" value="1"' in page and "data-draft=" not in page, "nothing is saved before a choice"
    assert place.stored() == f"{HOSTILE} First."
    assert place.post("over", "Second.", 1, by=place.second).status_code == 302
    assert (place.stored(), place.kept()) == ("Second.", f"{HOSTILE} First.")
    page = place.client().get(place.path).content.decode()
    assert "Texts that were replaced (1)" in page and f"{place.writer.name}, 20 November 2026, 14:03" in page
    assert "<script>alert" not in page


@everywhere
def test_who_comes_too_late_reads_what_happened_and_every_word(make: Callable[[], Place]) -> None:
    place = make()
    place.end()
    for version in (0, 1):
        page = place.post("save", HOSTILE, version)
        assert page.status_code == 409
        shown = page.content.decode()
        assert "This changed while you were writing" in shown and "it is not saved" in shown
        assert "&lt;script&gt;" in shown and "<script>alert" not in shown
        told = place.post("autosave", HOSTILE, version)
        assert told.status_code == 409 and told.json()["sentence"]
    assert not UnsentReply.objects.exists()


@everywhere
def test_what_is_too_long_is_kept_and_said_beside_the_field(make: Callable[[], Place]) -> None:
    place = make()
    text = "x" * (place.longest + 1)
    assert place.post("save", text, 0).status_code == 302
    page = place.client().get(place.path).content.decode()
    assert "This is saved, but you cannot send it yet." in page
    assert (
        f"must be {place.longest:,} characters or fewer. You have used {place.longest + 1:,}" in page and text in page
    )
    assert page.index(f'id="id_{place.control}-error"') < page.index(f'id="id_{place.control}"')
    assert place.stored() == text


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.feature("V7")
def test_officers_read_nothing_of_an_answer_before_it_is_sent() -> None:
    made = reports.scene(ReportState.ISSUED)
    at = f"/visits/{made.visit.pk}/report/"
    read = {"read": str(made.report.versions.get().pk), "version": "0"}
    as_(made.head).post(f"{at}answer/", read | {"act": "autosave", "answer": "no", "correct-focus": "A secret."})
    assert "A secret." in as_(made.head).get(f"{at}answer/").content.decode()
    for user in (made.sip, made.officer, made.chair):
        assert as_(user).get(f"{at}answer/").status_code == 404
        for path in (at, made.visit.get_absolute_url(), f"{made.school.get_absolute_url()}?part=all", "/"):
            assert "A secret." not in as_(user).get(path).content.decode(), (user, path)


@pytest.mark.feature("V6")
def test_neither_the_author_nor_the_school_reads_what_a_checker_has_not_sent() -> None:
    made = reports.scene(ReportState.IN_REVIEW)
    at = f"/visits/{made.visit.pk}/report/"
    typed = {"read": str(made.report.version), "version": "0", "comment-focus": "A secret."}
    as_(made.officer).post(f"{at}check/", typed | {"act": "autosave"})
    checking.take_back(made.report, by=made.sip, on=TODAY)
    for user in (made.sip, made.head, made.chair):
        assert as_(user).get(f"{at}check/").status_code == 404
        for path in (at, made.visit.get_absolute_url(), "/"):
            assert "A secret." not in as_(user).get(path).content.decode(), (user, path)


@pytest.mark.feature("V7")
def test_an_answer_that_is_sent_leaves_no_draft_and_the_next_version_begins_afresh() -> None:
    made = reports.scene(ReportState.ISSUED)
    at = f"/visits/{made.visit.pk}/report/answer/"
    first = {"read": str(made.report.versions.get().pk), "answer": "no", "correct-evidence": "Three lessons."}
    head = as_(made.head)
    head.post(at, first | {"act": "autosave", "version": "0"})
    assert head.post(at, first | {"act": "send", "version": "1"}).status_code == 302
    assert made.report.versions.get().answer.corrections == {"evidence": "Three lessons."}
    assert not UnsentReply.objects.exists()
    reports.write(made, "Three lessons.")
    reports.reissue(made)
    page = head.get(at).content.decode()
    assert "Three lessons.</textarea>" not in page and 'data-draft-version="0"' in page
    late = head.post(at, first | {"act": "save", "version": "1"})
    shown = late.content.decode()
    assert late.status_code == 409 and "A new version was issued while you were reading" in shown
    assert "Three lessons.</textarea>" in shown and "version 2" in shown
    assert not UnsentReply.objects.exists(), "an answer to the first version is none to the second"


@pytest.mark.feature("V6")
def test_what_a_checker_wrote_outlives_a_report_that_is_taken_back() -> None:
    """It is sent again, and the comments are there, with a word that the text has changed."""
    made = reports.scene(ReportState.IN_REVIEW)
    at = f"/visits/{made.visit.pk}/report/check/"
    officer = as_(made.officer)
    typed = {"comment-focus": "Which lessons?", "criteria": "tone"}
    officer.post(at, typed | {"act": "save", "version": "0", "read": str(made.report.version)})
    checking.take_back(made.report, by=made.sip, on=TODAY)
    read = made.report.version
    reports.write(made, "Changed.")
    reports.send(made)
    changed = officer.post(at, typed | {"act": "save", "version": "1", "read": str(read)})
    assert changed.status_code == 409 and "withdrawn and changed while you were reading it" in changed.content.decode()
    page = officer.get(at).content.decode()
    assert "Which lessons?</textarea>" in page and "changed after these comments were written" in page
    sent = typed | {"act": "return", "version": "1", "read": str(made.report.version)}
    assert officer.post(at, sent).status_code == 302
    assert made.report.comments.get().text == "Which lessons?" and made.report.checked["tone"] is True
    assert not UnsentReply.objects.exists()


@pytest.mark.feature("V6", "V7")
def test_nothing_is_sent_over_what_somebody_else_wrote_meanwhile() -> None:
    """Also where the second one saved between the saving and the sending."""
    made = reports.scene(ReportState.ISSUED)
    acting = people.post(made.school, "acting_headteacher", people.person("Abel Acting")).user
    at = f"/visits/{made.visit.pk}/report/answer/"
    read = made.report.versions.get().pk
    as_(acting).post(at, {"act": "save", "version": "0", "read": str(read), "correct-focus": "Mine."})
    page = as_(made.head).post(at, {"act": "send", "version": "0", "read": str(read), "answer": "yes"})
    assert "Abel Acting saved this" in page.content.decode() and made.report.status == ReportState.ISSUED
    with pytest.raises(Denied) as denied:
        issuing.accept(made.report, by=made.head, on=TODAY, version_id=read, reply=0)
    assert denied.value.code == "saved_meanwhile"
    assert UnsentReply.objects.get().content == {"correct-focus": "Mine."}


@pytest.mark.feature("V8")
def test_an_empty_summary_is_kept_and_not_approved() -> None:
    place = summing_up()
    assert place.post("save", "  ", 0).status_code == 302
    assert place.stored() == "  "
    with clock.at(TERM_OVER):
        page = place.post("approve", "", 1).content.decode()
    assert '<a href="#id_text">Enter the summary, or make it again from the records.' in page
    assert Summary.objects.get().is_draft


@pytest.mark.feature("V8")
def test_a_summary_that_was_made_again_is_told_to_whoever_was_editing_it() -> None:
    place = summing_up()
    summaries.make_again(place.row(), by=place.second, on=TODAY)
    told = place.post("autosave", "Typed before that.", 0)
    assert told.json()["sentence"] == f"{place.second.name} saved this at 10:00, while you were writing."
