"""A framework file in the browser: its mistakes, what it gives, and loading it after that."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sil import clock
from sil.audit import events
from sil.audit.models import Event
from sil.framework import actions
from sil.framework.loader import LIVERPOOL, STARTER
from sil.framework.models import FrameworkFile, FrameworkVersion
from sil.workflow import Denied
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T13")]

TEXT = STARTER.read_text(encoding="utf-8")


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(people.person("Addie Example", role="administrator"))
    return client


def sent(client: Client, text: str, name: str = "ours.toml") -> Any:
    return client.post("/framework/load/", {"file": SimpleUploadedFile(name, text.encode())})


def confirmed(client: Client, page: Any) -> Any:
    return client.post("/framework/load/confirm/", {"file": page.context["looked"].sealed}, follow=True)


class TestMistakes:
    def test_all_of_them_are_told_and_nothing_is_loaded(self, admin: Client) -> None:
        wrong = TEXT.replace("headline_days = 6.5", "headline_days = 6,5").replace("ordered = true", "orderd = true")
        page = sent(admin, wrong)
        text = page.content.decode()
        for words in (
            "The file has 3 mistakes. Correct the file and select it again.",
            "a number has a full stop, not a comma: write headline_days = 6.5.",
            "there is no such key here; did you mean “ordered”?",
            "key allocation.ordered: this key is missing: add ordered = ….",
            "What the Act and the letters need is checked once these are corrected.",
        ):
            assert words in text, words
        assert "Load this framework" not in text and not FrameworkVersion.objects.exists()

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "The file is empty."),
            (b"PK\x03\x04\xff", "is not UTF-8 text (line 1, byte 4)"),
            (b"x" * 500_001, "The file is too large to be a framework file."),
        ],
    )
    def test_what_is_no_such_file(self, admin: Client, content: bytes, words: str) -> None:
        page = admin.post("/framework/load/", {"file": SimpleUploadedFile("plan.docx", content)})
        assert words in page.content.decode()

    def test_none_selected(self, admin: Client) -> None:
        assert "Select the file." in admin.post("/framework/load/").content.decode()


class TestPreview:
    def test_it_shows_days_grid_dates_and_letters_and_loads_nothing(self, admin: Client) -> None:
        with clock.at(date(2026, 11, 20)):
            text = sent(admin, TEXT).content.decode()
        assert "ours.toml: not loaded yet" in text
        for words in (
            "Band 2",
            "Judged good or better, and likely to stay so.",
            "School Adviser",
            "Friday 4 December 2026",
        ):
            assert words in text, words
        for letter in ("Support Allocation 2026 to 2027: Band 2", "Days of support from your School Adviser"):
            assert letter in text, letter
        assert not FrameworkVersion.objects.exists()

    def test_it_says_what_is_otherwise_than_now(self, admin: Client) -> None:
        actions.load(LIVERPOOL.read_text(encoding="utf-8"), file_name="liverpool.toml", by=None)
        text = sent(admin, TEXT).content.decode()
        assert "It is of authority 999. The framework in force is of 341." in text
        assert "Bands that it no longer has: Band A, Band B, Band C, Band D." in text
        later = sent(admin, TEXT.replace("first_academic_year = 2026", "first_academic_year = 2027")).content.decode()
        assert "It holds from 1 September 2027. Until then the present framework goes on." in later

    def test_what_a_file_says_is_text_on_the_page_too(self, admin: Client) -> None:
        attack = TEXT.replace('name = "Leadership"', 'name = "<script>alert(1)</script>"')
        attack += '\n[[letters.allocation_agreed.paragraphs]]\ntext = "<b>{{ signatory }}{% now %}</b>"\n'
        text = sent(admin, attack).content.decode()
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text
        assert "&lt;b&gt;{{ signatory }}{% now %}&lt;/b&gt;" in text


class TestLoading:
    def test_what_was_looked_at_is_loaded_as_it_came(self, admin: Client) -> None:
        windows = TEXT.replace("\n", "\r\n")
        page = confirmed(admin, sent(admin, windows))
        assert "ours.toml is loaded. It holds from the academic year 2026 to 2027." in page.content.decode()
        assert FrameworkFile.objects.get().source == windows
        event = Event.objects.get(kind="framework.loaded")
        assert event.actor_name == "Addie Example" and "ours.toml" in events.sentence(event)

    def test_the_same_file_again_changes_nothing(self, admin: Client) -> None:
        first = sent(admin, TEXT)
        confirmed(admin, first)
        assert "was loaded before. Nothing was changed." in confirmed(admin, first).content.decode()
        assert "This file was loaded before, and nothing would change." in sent(admin, TEXT).content.decode()
        assert FrameworkVersion.objects.count() == 1

    @pytest.mark.parametrize("value", ["", "anything", "a:b:c"])
    def test_nothing_is_loaded_that_was_not_looked_at(self, admin: Client, value: str) -> None:
        page: Any = admin.post("/framework/load/confirm/", {"file": value}, follow=True)
        assert "Select it again." in page.content.decode() and not FrameworkVersion.objects.exists()

    def test_only_administrators_load(self) -> None:
        with pytest.raises(Denied) as denied:
            actions.load(TEXT, file_name="ours.toml", by=people.person(role="director_of_education"))
        assert denied.value.code == "not_allowed"
