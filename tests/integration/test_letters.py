"""sil.letters and the letter about an agreed allocation: words, PDF, recipients, and that it stays."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from weasyprint.urls import FatalURLFetchingError

from allocations.allocation.letters import KINDS, DaysLine
from allocations.states import State
from monitoring.oversight.samples import letters as samples
from schools.people import actions as people_actions
from sil.accounts.models import User
from sil.audit.models import Event
from sil.framework.models import FrameworkVersion
from sil.letters import actions as letters
from sil.letters import kinds, pdf, tasks
from sil.letters.actions import Addressee
from sil.letters.kinds import Address
from sil.letters.models import Document, Letter, Recipient, Status
from sil.letters.tasks import issue_waiting
from sil.outbox.models import Message
from tests.conftest import TODAY
from tests.factories import allocations, people, schools
from tests.factories.allocations import Scene
from tests.verapdf import failures

GOLDEN = Path(__file__).parent.parent / "golden"
PRIORITIES = Path(__file__).parent.parent / "data" / "frameworks" / "priorities.toml"
AGREED = "allocation_agreed"
SLUGS = [kind.slug for kind in KINDS]
pytestmark = pytest.mark.django_db

# What `sample_letters` shows, with what a test is after: characters that HTML would take for its own, and no end.
CONTENT = replace(
    samples.CONTENTS[AGREED],
    address=Address(
        lines=("Ada Example", "Headteacher", "Example Primary School", "1 Sample Street", "ZZ99 1AA"),
        salutation="Dear Ada Example",
    ),
    lines=(
        DaysLine(text="One core visit", days="1"),
        DaysLine(text="A contact each term", days="3"),
        DaysLine(text="Performance management", days="1"),
    ),
    reasons="Results are rising.\n\nReading <b>is</b> taught “well” & pupils' books show it.",
    until="",
)
# What each occasion has besides.
CONTENTS = {
    "allocation_agreed": CONTENT,
    "allocation_recorded": replace(
        CONTENT,
        made_by="Sam Sample",
        made_as="School Improvement Partner",
        met_on="18 November 2026",
        met_with="Ada Example <headteacher>",
        until="4 December 2026",
    ),
    "allocation_decided": replace(
        CONTENT,
        wanted="Band C",
        decided="Band B",
        taken_as="Principal Officer",
        taken_on="20 November 2026",
        is_first_decision=True,
        made_by="",
        made_as="",
        made_on="",
        until="4 December 2026",
    ),
    "allocation_determined": replace(
        CONTENT,
        wanted="Band C",
        decided="Band B",
        taken_as="Director of Education",
        taken_on="20 November 2026",
        made_by="Dora Director",
        made_as="Director of Education",
    ),
    "allocation_confirmed": replace(
        CONTENT,
        made_by="Olive Officer",
        made_as="Principal Officer",
        made_because="Three calls & a visit <i>went</i> unanswered.",
        until="4 December 2026",
    ),
}
SIGNATORIES = {
    "allocation_decided": ("Olive Officer", "Principal Officer"),
    "allocation_confirmed": ("Olive Officer", "Principal Officer"),
    "allocation_determined": ("Dora Director", "Director of Education"),
}


def rendered(liverpool: FrameworkVersion, kind: str = AGREED) -> str:
    return letters.render(
        kind,
        "2020-09",
        CONTENTS[kind],
        framework=liverpool.framework,
        reference="L2026-00001",
        dated=TODAY,
        signatory=SIGNATORIES.get(kind, ("Sam Sample", "School Improvement Partner")),
    )


@pytest.mark.parametrize("kind", SLUGS)
def test_the_words_of_the_letter(liverpool: FrameworkVersion, kind: str) -> None:
    """The golden file is the letter as it is sent: a change of it is a change of wording to be read."""
    golden = GOLDEN / f"{kind}.html"
    assert rendered(liverpool, kind) == golden.read_text(encoding="utf-8"), f"if it is meant, write it to {golden}"


@pytest.mark.parametrize("kind", SLUGS)
def test_what_an_occasion_lacks_leaves_no_gap_in_its_words(liverpool: FrameworkVersion, kind: str) -> None:
    """A blank value shows as two spaces, or a space before a full stop or comma."""
    text = re.sub(r"<[^>]+>", "", rendered(liverpool, kind))
    assert not re.search(r"\S  +\S| [.,;]|None|\bon \.|\bby \.", text)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        *((kind, "Reading &lt;b&gt;is&lt;/b&gt; taught") for kind in SLUGS),
        ("allocation_recorded", "Ada Example &lt;headteacher&gt;"),
        ("allocation_confirmed", "&lt;i&gt;went&lt;/i&gt;"),
    ],
)
def test_text_by_people_is_text_and_nothing_else(liverpool: FrameworkVersion, kind: str, shown: str) -> None:
    assert shown in rendered(liverpool, kind)


def test_text_by_people_is_never_run_as_a_template(liverpool: FrameworkVersion) -> None:
    content = replace(CONTENT, reasons="{{ letter.urn }} {% now 'Y' %}")
    html = letters.render(
        AGREED,
        "2020-09",
        content,
        framework=liverpool.framework,
        reference="L2026-00001",
        dated=TODAY,
        signatory=("Sam Sample", "School Improvement Partner"),
    )
    assert "{{ letter.urn }} {% now &#x27;Y&#x27; %}" in html


@pytest.mark.feature("A8", "T8")
def test_the_pdf_keeps_to_pdf_ua(liverpool: FrameworkVersion, tmp_path: Path) -> None:
    """Every kind with Liverpool's framework and with another authority's."""
    right = []
    for kind in SLUGS:
        right += [tmp_path / f"{kind}.pdf", tmp_path / f"{kind}.priorities.pdf"]
        right[-2].write_bytes(pdf.make(rendered(liverpool, kind)))
        right[-1].write_bytes(pdf.make((GOLDEN / f"{kind}.priorities.html").read_text(encoding="utf-8")))
    wrong = tmp_path / "wrong.pdf"
    wrong.write_bytes(
        pdf.make(rendered(liverpool).replace(' lang="en-GB"', "").replace("<title>", "<!--").replace("</title>", "-->"))
    )
    found = failures(*right, wrong)
    assert {file.name: found[file] for file in right} == {file.name: [] for file in right}
    assert found[wrong], "a letter without title and language must fail, or the check is worth nothing"


def test_the_pdf_says_what_the_page_says(liverpool: FrameworkVersion) -> None:
    document = pypdfium2.PdfDocument(pdf.make(rendered(liverpool)))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    for words in (
        "School Support Allocation 2026 to 2027: Band B",
        "Dear Ada Example",
        "Our reference: L2026-00001",
        "pupils' books show it",
        "Other days, to be agreed with your School Improvement Partner 0.5",
        "Total 7.5",
        "Page 1 of",
    ):
        assert words in text


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "data:image/png;base64,AA=="])
def test_a_letter_that_refers_to_anything_outside_itself_is_not_made(liverpool: FrameworkVersion, address: str) -> None:
    html = rendered(liverpool).replace("<h1>", f'<img src="{address}" alt="x"><h1>')
    with pytest.raises(FatalURLFetchingError):
        pdf.make(html)


@pytest.mark.feature("A8")
class TestAgreedLetter:
    @pytest.fixture
    def scene(self, liverpool: FrameworkVersion) -> Scene:
        return allocations.scene(State.AGREED, band="B")

    def test_signing_freezes_the_words_and_issuing_stores_the_pdf(self, scene: Scene) -> None:
        letter = Letter.objects.get()
        assert letter.status == Status.SIGNED
        assert letter.html_sha256 == hashlib.sha256(letter.html.encode()).hexdigest()
        assert (letter.signed_by, letter.signed_as) == (scene.sip, "School Improvement Partner")
        assert not Document.objects.exists()
        issue_waiting()
        letter.refresh_from_db()
        document = Document.objects.get()
        assert letter.status == Status.ISSUED
        assert document.sha256 == hashlib.sha256(bytes(document.pdf)).hexdigest()
        assert bytes(document.pdf).startswith(b"%PDF-1.7")
        assert Event.objects.get(kind="letter.issued").data["status"] == ["signed", "issued"]

    def test_a_second_worker_makes_no_second_letter(self, scene: Scene) -> None:
        letter = Letter.objects.get()
        assert letters.issue(letter.pk) is True
        assert letters.issue(letter.pk) is False
        assert Message.objects.filter(kind="letter_issued").count() == 2

    def test_it_goes_to_headteacher_and_chair(self, scene: Scene) -> None:
        issue_waiting()
        assert set(Recipient.objects.values_list("user", "post")) == {
            (scene.head.pk, "Headteacher"),
            (scene.chair.pk, "Chair of governors"),
        }
        told = Message.objects.filter(kind="letter_issued")
        assert {m.email for m in told} == {scene.head.email, scene.chair.email}
        assert all("Band" not in m.subject + m.body for m in told), "a mailbox is not the school"
        assert Letter.objects.get().context["copied_to"] == [f"{scene.chair.name}, Chair of governors"]

    def test_a_person_with_two_posts_gets_one_letter(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.PROPOSED)
        people.post(scene.school, "chair", scene.head)
        allocations.agree(scene, on=TODAY)
        assert Recipient.objects.filter(user=scene.head).count() == 1

    def test_a_school_without_a_chair_still_gets_its_letter(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.PROPOSED)
        people_actions.end_post(scene.school.posts.get(role="chair"), by=None, on=TODAY, ends_on=allocations.OPENED)
        allocations.agree(scene, on=TODAY)
        assert [r.user for r in Recipient.objects.all()] == [scene.head]

    def test_references_are_never_given_twice(self, liverpool: FrameworkVersion) -> None:
        for _ in range(3):
            schools.school()
        for school in schools.School.objects.all():
            allocations.scene(State.AGREED, school=school)
        references = list(Letter.objects.values_list("reference", flat=True))
        assert len(set(references)) == 3

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE letters_letter SET html = 'x'",
            "UPDATE letters_letter SET status = 'signed', issued_at = NULL",
            "DELETE FROM letters_letter",
            "TRUNCATE letters_letter CASCADE",
            "UPDATE letters_document SET pdf = 'x'",
            "DELETE FROM letters_document",
            "TRUNCATE letters_document",
            "UPDATE letters_recipient SET name = 'x'",
            "DELETE FROM letters_recipient",
            "INSERT INTO letters_recipient (letter_id, user_id, name, post)"
            " SELECT id, signed_by_id, 'x', 'y' FROM letters_letter",
        ],
    )
    def test_an_issued_letter_never_changes(self, scene: Scene, statement: str) -> None:
        issue_waiting()
        before = Letter.objects.values().get()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert Letter.objects.values().get() == before

    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            ("UPDATE letters_letter SET html = 'x'", "its words are frozen"),
            ("UPDATE letters_letter SET status = 'issued', issued_at = now()", "has no document"),
            ("DELETE FROM letters_letter", "refused"),
        ],
    )
    def test_a_signed_letter_is_frozen_too(self, scene: Scene, statement: str, words: str) -> None:
        Recipient.objects.count()
        with pytest.raises(DatabaseError, match=words), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_no_letter_is_issued_without_its_document(self, scene: Scene) -> None:
        from sil.audit import events

        letter = Letter.objects.get()
        events.record("letter.issued", subject=letter, by=None, status=("signed", "issued"))
        with pytest.raises(DatabaseError, match="has no document"), transaction.atomic():
            Letter.objects.update(status="issued", issued_at=letter.signed_at)

    def test_content_of_another_kind_is_a_type_error(self, scene: Scene, liverpool: FrameworkVersion) -> None:
        bare = kinds.Content(subject="x", address=CONTENT.address)
        with pytest.raises(TypeError, match="AllocationLetter"):
            letters.sign(
                AGREED,
                bare,
                about=scene.allocation,
                urn=900001,
                history="x",
                framework=liverpool.framework,
                version="2020-09",
                by=scene.sip,
                signed_as="x",
                to=[Addressee(name="Ada Example", post="Headteacher")],
                on=TODAY,
            )


class TestReaders:
    """Who reads the letter: the school once it is issued, its officers, oversight. Nobody else."""

    @pytest.mark.parametrize(
        ("who", "signed", "issued"),
        [
            ("head", 404, 200),
            ("chair", 404, 200),
            ("sip", 200, 200),
            ("officer", 200, 200),
            ("director", 200, 200),
            ("administrator", 404, 404),
            ("another sip", 404, 404),
            ("another head", 404, 404),
        ],
    )
    def test_page_and_document(
        self, liverpool: FrameworkVersion, client: Client, who: str, signed: int, issued: int
    ) -> None:
        scene = allocations.scene(State.AGREED)
        reader = self.person(scene, who)
        client.force_login(reader)
        letter = Letter.objects.get()
        assert client.get(f"/letters/{letter.reference}/").status_code == signed
        assert client.get(f"/letters/{letter.reference}/letter.pdf").status_code == 404
        issue_waiting()
        page: Any = client.get(f"/letters/{letter.reference}/")
        document: Any = client.get(f"/letters/{letter.reference}/letter.pdf")
        assert (page.status_code, document.status_code) == (issued, issued)
        if issued == 200:
            assert "is Band B" in page.content.decode()
            assert document["Content-Type"] == "application/pdf"
            assert document["Content-Disposition"] == (
                f'attachment; filename="{scene.school.name}, Confirmation of an agreed allocation, {letter.dated}.pdf"'
            )

    def test_a_head_who_has_left_reads_no_more(self, liverpool: FrameworkVersion, client: Client) -> None:
        scene = allocations.scene(State.AGREED)
        issue_waiting()
        people_actions.end_post(
            scene.school.posts.get(role="headteacher"), by=None, on=TODAY, ends_on=allocations.PROPOSED
        )
        client.force_login(scene.head)
        assert client.get(f"/letters/{Letter.objects.get().reference}/").status_code == 404

    def person(self, scene: Scene, who: str) -> User:
        there = {"head": scene.head, "chair": scene.chair, "sip": scene.sip, "officer": scene.officer}
        if who in there:
            return there[who]
        if who == "another sip":
            return people.assign(schools.school()).user
        if who == "another head":
            return people.post(schools.school(), "headteacher").user
        return people.person(role={"director": "director_of_education"}.get(who, who))


@pytest.mark.promise("up")
@pytest.mark.feature("T12")
@pytest.mark.usefixtures("liverpool")
def test_letters_that_cannot_be_made_hold_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that cannot be made holds up no other letter, however many of them there are."""
    allocations.scene(State.AGREED)
    good = Letter.objects.get()
    monkeypatch.setattr(tasks, "BATCH", 2)
    for n in range(3):
        values = {field.attname: getattr(good, field.attname) for field in Letter._meta.fields if field.name != "id"}
        Letter.objects.create(**values | {"reference": f"X2026-{n}", "kind": "nobody-declared"})
    issue_waiting()
    good.refresh_from_db()
    assert good.status == Status.ISSUED
    assert Letter.objects.filter(status=Status.SIGNED).count() == 3
