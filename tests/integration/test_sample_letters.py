"""sample_letters: one PDF/UA-1 of every kind of letter of the whole product, and no database behind it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sil.letters import kinds
from tests.verapdf import failures


@pytest.mark.feature("T8")
def test_one_accessible_pdf_of_every_kind(tmp_path: Path) -> None:
    """Without the mark that lets a test reach the database: the command works before there is one."""
    said = StringIO()
    folder = tmp_path / "letters" / "all"
    for _ in range(2):
        call_command("sample_letters", str(folder), stdout=said)
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == sorted(f"{kind.slug}.pdf" for kind in kinds.KINDS)
    assert f"{len(files)} letters are in {folder}." in said.getvalue()
    assert failures(*files) == {file: [] for file in files}


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("sample_letters", str(tmp_path / "taken"))
