"""check_framework: a file of many mistakes is told of all of them at once, each with its line and what to write."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from sil.framework.loader import STARTER, FrameworkError, parse

TEXT = STARTER.read_text(encoding="utf-8")

# What is written -> what a person wrote instead, the line in which it is told (by how it begins), and what is told.
MISTAKES: dict[str, tuple[str, str, str]] = {
    'service = "Example School Improvement"': (
        "service = “Example School Improvement”",
        "service = “",
        'are straight here, not curly: write service = "Example School Improvement".',
    ),
    'code = "999" ': ("code = 999 ", "code = 999", 'code: this must be text in quotation marks: write "999".'),
    'telephone = "01632 960000"': (
        'telephone = "01632 960000',
        "telephone",
        'this is not TOML: the quotation mark " that ends the text is missing.',
    ),
    'colour = "#1d4f76" ': ('colour = "blue" ', 'colour = "blue"', "# and six figures or letters to f"),
    'short = "Support"': ("short = Support", "short =", 'a text stands in quotation marks: write short = "Support".'),
    "academies = true": ("academies = Yes", "academies =", "have small letters: write academies = true."),
    "ordered = true": ("orderd = true", "orderd", "there is no such key here; did you mean “ordered”?"),
    'principle = "The': ('principle : "The', "principle :", "after a key comes = and no colon"),
    "headline_days = 6.5": ("headline_days = 6,5", "headline_days = 6,5", "write headline_days = 6.5."),
    "days = 0.5": ("days = 0.25", "days = 0.25", "key bands.2.lines.2.days: this must be whole or half days."),
    'id = "governors"': ('id = "visit"', 'id = "visit"', "two entries have the same line id: visit"),
    'bands = ["1", "2"] ': ('bands = ["1", "2", "9"] ', 'bands = ["1", "2", "9"]', "no band “9”; the bands are"),
    'id = "leadership"': ('id = "Leader ship"', 'id = "Leader ship"', "hyphens between words, such as"),
    'unit = "calendar"\nday_one = "out"': ('unit = "days"\nday_one = "out"', 'unit = "days"', "of calendar, working."),
    'to = ["headteacher", "chair"]': ('to = ["head", "chair"]', "to =", "there is no role “head”"),
    'version = "2020-09"': ('version = "2020-10"', "version", "no wording “2020-10” of this letter; there is 2020-09."),
    "starts_on = 2020-09-01": ("starts_on = 1/9/2020", "starts_on", "write starts_on = 2020-09-01."),
    "[titles] ": ("[title] ", "[title]", "key title: there is no such key here; did you mean “titles”?"),
}  # fmt: skip


def problems(text: str) -> list[str]:
    with pytest.raises(FrameworkError) as error:
        parse(text, name="my.toml")
    return error.value.problems


def test_the_starter_is_complete() -> None:
    assert parse(TEXT, name="starter.toml")[0].titles["sip"] == "School Adviser"


@pytest.mark.feature("T13")
@given(st.sets(st.sampled_from(sorted(MISTAKES)), min_size=1))
def test_each_of_some_mistakes_is_told_on_its_line_and_nothing_else_is(made: set[str]) -> None:
    text = TEXT
    for right in made:
        assert text.count(right) == 1 or right in text
        text = text.replace(right, MISTAKES[right][0], 1)
    told, lines = problems(text), text.split("\n")
    assert len(told) == len(made) + ("ordered = true" in made), told
    for right in made:
        _, begins, words = MISTAKES[right]
        (found, *_) = [each for each in told if words in each] or [""]
        assert found, (words, told)
        assert lines[int(found.split("line ")[1].split(",")[0].split(":")[0]) - 1].startswith(begins), found


@pytest.mark.feature("T13")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\ufeff" + TEXT, ["my.toml, line 1: the file begins with a byte order mark: save it as UTF-8 without BOM."]),
        (TEXT.replace("\n", "\r\n").replace("days = 0.5", "days = 0,5"), ["write days = 0.5."]),
        (TEXT.replace('["1", "2"] ', '["1", “2”] '), ["""straight here, not curly: write bands = ["1", "2"]."""]),
        (TEXT.replace('name = "Leadership"', 'name = "Leadership”'), ['write name = "Leadership".']),
        (TEXT.replace('bands = ["1"]\ntext', "bands = []\ntext"), ["no reading for band 1", "needs more entries"]),
        (
            TEXT + '\n[[bands]]\nid = "3"\nname = "Band 3"\ncolour = "red"\nheadline_days = 1\nconcern = true\n'
            '[[bands.lines]]\nid = "visit"\ntext = "One"\ndays = 1\n',
            ["key bands.3.id: no criterion names band 3: add it"],
        ),
        (TEXT + "\n[authority]\nwebsite = 1\n", ["this table is here for the second time"]),
        (TEXT.replace('id = "inspection"', 'id = "inspection"\nmoderated = true'),
         ["it is a key of [allocation]: put it below that line"]),
        (TEXT.replace('name = "Example Council"', 'name = """Example Council'), ["begins here has no end"]),
        (TEXT.replace("source = \"Our own choice\"\n\n[periods.visit", "\n\n[periods.visit"),
         ["key periods.answer.source: this key is missing: add source = …."]),
    ],
)  # fmt: skip
def test_what_word_processors_and_haste_do(text: str, told: list[str]) -> None:
    found = problems(text)
    assert len(found) == len(told), found
    for words in told:
        assert any(words in each for each in found), found


@pytest.mark.feature("T13")
def test_the_commands(tmp_path: Path) -> None:
    printed = StringIO()
    call_command("framework_template", stdout=printed)
    file = tmp_path / "mine.toml"
    file.write_text(printed.getvalue(), encoding="utf-8")
    said = StringIO()
    call_command("check_framework", str(file), stdout=said, stderr=StringIO())
    assert said.getvalue().endswith("The file is correct.\n")
    file.write_text(printed.getvalue().replace("headline_days = 2", "headline_days = 2,5"), encoding="utf-16")
    with pytest.raises(CommandError, match=r"mine.toml is not UTF-8 text: .* Save it as UTF-8") as refused:
        call_command("check_framework", str(file))
    assert refused.value.returncode == 1
    file.write_text(printed.getvalue().replace("= 2 ", "= 2,5 ").replace("headline_days = 2", "headline_days = 2,5"))
    with pytest.raises(CommandError, match=r"mine.toml, line \d+: .*\n1 mistake\.\nCorrect these and check again"):
        call_command("check_framework", str(file))
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("check_framework", str(tmp_path / "none.toml"))
