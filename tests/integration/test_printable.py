"""What a letter cannot print is named where it is typed, and what nobody can see is taken out with a word."""

from typing import Any

import pytest
from django import forms

from allocations.acts.forms import ReasonForm, RecordForm
from allocations.allocation.policies import check_choice
from allocations.grid.forms import reasons_field
from monitoring.notices.letters import policies as letters
from monitoring.notices.letters.forms import LetterForm
from monitoring.notices.letters.recipients import recipients_of
from monitoring.notices.models import CaseLetter
from monitoring.summaries.summary.forms import TextForm
from monitoring.visits.agreed.typed import typed_actions
from monitoring.visits.report import policies as of_reports
from monitoring.visits.report.forms import ReportForm
from sil import printable
from sil.framework.models import FrameworkVersion
from sil.web.forms import PrintedField, Typed
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import case_letters, cases, reports

THUMB = "\N{THUMBS UP SIGN}"
# Of the private use area, which no font here has; Word leaves it where a bullet was.
BULLET = "\uf0b7"
NAMED = "“👍” cannot be printed in a letter. Remove it or write it in words."


@pytest.fixture
def no_thumbs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose fonts have no thumbs."""
    monkeypatch.setattr(printable, "_covered", lambda: lambda character: character != THUMB)


@pytest.mark.usefixtures("no_thumbs")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Well done 👍", NAMED),
        ("Well done 👍👍", NAMED),
        ("L’élève – “déçu”\u00a0½\n\ttab", ""),
        ("می\u200cخواهم", ""),
        ("A\ufe0f", ""),
    ],
)
def test_a_character_is_named(text: str, sentence: str) -> None:
    assert printable.unprintable_words(text) == sentence


@pytest.mark.parametrize(
    ("text", "left", "words"),
    [
        ("a\x0bb", "ab", "a vertical tab"),
        ("a\u202eb", "ab", "an order to write right to left"),
        ("a\u200bb\ufeff", "ab", "a space without width, a byte order mark"),
        ("a\u2066b\u2069", "ab", "U+2066, U+2069"),
        ("a\nb\tc", "a\nb\tc", ""),
    ],
)
def test_what_nobody_can_see_is_taken_out(text: str, left: str, words: str) -> None:
    assert printable.without_hidden(text) == left
    said = printable.hidden_words(text)
    assert said == (
        f"We took out characters that cannot be seen ({words}). Read the text again, then continue." if words else ""
    )


def test_the_fonts_of_this_machine_have_the_writings_of_schools() -> None:
    assert printable.unprintable_in("Łódź Ελλάδα Школа مدرسہ שלום বাংলা ਪੰਜਾਬੀ ગુજરાતી தமிழ் हिन्दी 中文 Soomaali") == []
    assert printable.unprintable_in(f"a {BULLET} b") == [BULLET]
    assert printable.unprintable_words(BULLET).startswith("The character U+F0B7 cannot be printed")


class OneText(Typed):
    text = PrintedField()


def test_the_control_shows_the_text_without_what_was_taken_out() -> None:
    """The draft keeps what was posted; the page comes back with an error once, and then goes on."""
    form = OneText({"text": "plain\u202e text"})
    assert not form.is_valid()
    assert form.typed("text") == "plain\u202e text"
    assert form["text"].value() == "plain text"
    assert OneText({"text": form["text"].value()}).is_valid()
    assert "We took out" in OneText(initial={"text": "plain\u202e text"})["text"].caution[0]


# The fields of each form whose text goes into a letter.
def printed(form: forms.Form) -> set[str]:
    return {name for name, field in form.fields.items() if isinstance(field, PrintedField)}


@pytest.mark.feature("T14")
@pytest.mark.promise("weight")
@pytest.mark.django_db
@pytest.mark.usefixtures("no_thumbs")
def test_every_text_for_a_letter_is_asked_about(liverpool: FrameworkVersion) -> None:
    """A character that cannot be printed is named beside the field before a text goes into a letter, for every such
    text, and the step that sends it refuses it until it is changed."""
    framework = liverpool.framework
    assert framework.visits is not None
    report = ReportForm(visits=framework.visits, asked=(), rows=1)
    assert printed(report) == {f"section-{s.id}" for s in framework.visits.sections} | {
        "action-0-text",
        "action-0-owner",
    }
    assert printed(ReasonForm()) == {"reason"}
    assert printed(RecordForm()) == {"met_with"}
    assert printed(TextForm()) == {"text"}
    assert isinstance(reasons_field("", "", required=True, missing=""), PrintedField)
    made = cases.formal()
    letter = CaseLetter(case=made.case, kind="formal_notice")
    offered = recipients_of(letter, TODAY, {}, with_optional=True)
    form = LetterForm(letter=letter, offered=offered, rows=1)
    texts = {"action-0-text", "action-0-measure", *(f"part-{part.id}" for part in letter.kind_of.parts)}
    assert texts <= printed(form)
    assert {name for name in form.fields if name.endswith(("-address", "-salutation"))} <= printed(form)

    with pytest.raises(Denied) as denied:
        check_choice(framework, band="B", reasons=f"Well done {THUMB}")
    assert denied.value.sentence == f"In the reasons: {NAMED}"
    with pytest.raises(Denied) as denied:
        reports.send(with_thumb())
    assert "Agreed action 1 has “👍”, which cannot be printed in a letter" in denied.value.sentence


def with_thumb() -> Any:
    made = reports.scene()
    report = reports.write(made, checked=True)
    report.actions = [{"text": f"Read {THUMB}", "owner": "", "due_on": []}]
    report.save(update_fields=["actions"])
    assert of_reports.missing(report, typed_actions(report))
    return made


@pytest.mark.django_db
@pytest.mark.usefixtures("no_thumbs")
def test_a_letter_of_a_case_lacks_words_for_what_cannot_be_printed(liverpool: FrameworkVersion) -> None:
    made = cases.scene("discussed")
    letter = case_letters.prepared(made, "preformal_notice")
    part = letter.kind_of.parts[0]
    letter.parts[part.id] = f"Weak {THUMB}"
    found = [each for each in letters.missing(letter) if each.code == "unprintable"]
    assert [(each.sentence, each.field) for each in found] == [
        (f"“{part.name}” has “👍”, which cannot be printed in a letter.", f"part-{part.id}")
    ]
