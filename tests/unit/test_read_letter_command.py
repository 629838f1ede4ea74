"""Does `read_letter` print what the reader found, and end with 3 for what is no such letter?"""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories.pdfs import LAYOUTS, pdf

from .test_read_letter import alike

LETTERS = Path(__file__).parent.parent / "data" / "ofsted_letters"


def test_json_is_what_the_letter_holds() -> None:
    out = StringIO()
    call_command("read_letter", LETTERS / "04-sm-2019-negative-annex.txt", json=True, stdout=out)
    expected = (LETTERS / "04-sm-2019-negative-annex.json").read_text(encoding="utf-8")
    assert json.loads(out.getvalue()) == json.loads(expected)


def test_people_read_each_value_with_its_sentence() -> None:
    out = StringIO()
    call_command("read_letter", LETTERS / "04-sm-2019-negative-annex.txt", stdout=out)
    lines = out.getvalue().splitlines()
    place = lines.index("Effective action: no")
    assert "“Leaders and managers are not taking effective action" in lines[place + 1]
    assert "    - records can be found by those who need them." in lines
    assert "Contradictions: none" in lines


def test_tallies_are_read_out() -> None:
    out = StringIO()
    call_command("read_letter", LETTERS / "36-authority-sums-wrong.txt", stdout=out)
    assert "  - inspected: 8 in all: 5 (five primary schools), 2 (two secondary schools)" in out.getvalue()


@pytest.mark.parametrize("asked_for_json", [False, True])
def test_what_is_no_such_letter_ends_with_three_and_a_reason(asked_for_json: bool) -> None:
    out, file = StringIO(), LETTERS / "37-declined-full-report.txt"
    with pytest.raises(CommandError, match="an inspection report, not a letter") as refused:
        call_command("read_letter", file, json=asked_for_json, stdout=out)
    assert refused.value.returncode == 3
    assert ("declined" in out.getvalue()) is asked_for_json


@pytest.mark.feature("S3")
def test_a_pdf_is_read_like_its_text(tmp_path: Path) -> None:
    stem, file, out = "04-sm-2019-negative-annex", tmp_path / "letter.pdf", StringIO()
    file.write_bytes(pdf((LETTERS / f"{stem}.txt").read_text(encoding="utf-8"), LAYOUTS[0]))
    call_command("read_letter", file, json=True, stdout=out)
    expected = json.loads((LETTERS / f"{stem}.json").read_text(encoding="utf-8"))
    assert alike(json.loads(out.getvalue())) == alike(expected)


@pytest.mark.parametrize(
    ("content", "reason"), [(b"%PDF-1.7\n\0", "damaged, or not a PDF"), (b"\0\1\2", "not a PDF or a text file")]
)
def test_a_file_of_bytes_is_declined(content: bytes, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=reason) as refused:
        call_command("read_letter", file)
    assert refused.value.returncode == 3


def test_a_file_that_is_not_there_is_a_mistake_of_the_asker(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be opened") as refused:
        call_command("read_letter", tmp_path / "none.txt")
    assert refused.value.returncode == 1


def test_old_text_files_are_read_in_their_own_letters(tmp_path: Path) -> None:
    text = (LETTERS / "03-ri-2018-qualifier.txt").read_text(encoding="utf-8")
    file, out = tmp_path / "letter.txt", StringIO()
    file.write_bytes(text.encode("cp1252"))
    call_command("read_letter", file, json=True, stdout=out)
    expected = (LETTERS / "03-ri-2018-qualifier.json").read_text(encoding="utf-8")
    assert json.loads(out.getvalue()) == json.loads(expected)
