"""Which tests prove which features: how marks are read, and what is wrong with one."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from sil.features import Feature, WrongMark, features, page

LIST = 'A1 = "The round"\nA2 = "The grid"\nP1 = "The plan"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "tests" / "unit").mkdir(parents=True)
    (tmp_path / "tests" / "features.toml").write_text(LIST)
    return tmp_path


def write(root: Path, text: str) -> None:
    (root / "tests" / "unit" / "test_a.py").write_text(text)


def proofs(root: Path) -> dict[str, tuple[str, ...]]:
    return {row: feature.tests for row, feature in features(root).items() if feature.tests}


def test_a_mark_is_read_from_a_function_with_each_of_its_ids(root: Path) -> None:
    write(
        root,
        '@pytest.mark.feature("A1", "A2")\n@pytest.mark.slow\ndef test_b(): pass\n'
        '@mark.feature("A2")\ndef test_c(): pass\ndef test_d(): pass\n',
    )
    assert features(root) == {
        "A1": Feature("The round", ("tests/unit/test_a.py::test_b",)),
        "A2": Feature("The grid", ("tests/unit/test_a.py::test_b", "tests/unit/test_a.py::test_c")),
        "P1": Feature("The plan", ()),
    }


def test_a_mark_on_a_class_or_inside_it_is_of_its_tests(root: Path) -> None:
    write(
        root,
        '@pytest.mark.feature("A1")\nclass TestB:\n    pytestmark = pytest.mark.feature("P1")\n'
        '    @pytest.mark.feature("A2")\n    def test_c(self): pass\n    def helper(self): pass\n'
        "def test_d(): pass\n",
    )
    node = ("tests/unit/test_a.py::TestB::test_c",)
    assert proofs(root) == {"A1": node, "A2": node, "P1": node}


@pytest.mark.parametrize("words", ['pytest.mark.feature("A1")', '[pytest.mark.slow, pytest.mark.feature("A1")]'])
def test_a_mark_of_a_module_is_of_all_its_tests(root: Path, words: str) -> None:
    write(root, f"pytestmark = {words}\ndef test_b(): pass\nclass TestC:\n    def test_d(self): pass\n")
    assert proofs(root) == {"A1": ("tests/unit/test_a.py::test_b", "tests/unit/test_a.py::TestC::test_d")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('import pytest\n@pytest.mark.feature("A1", "Z9")\ndef test_b(): pass\n', "test_a.py:2 'Z9' is no row"),
        ('pytestmark = pytest.mark.feature("a1")\ndef test_b(): pass\n', "test_a.py:1 'a1' is no row"),
        ("@pytest.mark.feature(ROW)\ndef test_b(): pass\n", "test_a.py:1 ROW is no row"),
        ("@pytest.mark.feature(1)\ndef test_b(): pass\n", "test_a.py:1 1 is no row"),
        ("@pytest.mark.feature()\ndef test_b(): pass\n", "test_a.py:1 this mark names no row"),
        ('@pytest.mark.feature("A1")\ndef helper(): pass\n', "test_a.py:1 this mark stands on no test"),
        ('CASES = [pytest.param(1, marks=pytest.mark.feature("A1"))]\n', "test_a.py:1 this mark stands on no test"),
        ('@pytest.mark.feature("A1")\nclass TestB: pass\n', "test_a.py::TestB has a mark and no test"),
    ],
)
def test_a_wrong_mark_is_an_error_that_says_where_it_stands(root: Path, text: str, words: str) -> None:
    write(root, text)
    with pytest.raises(WrongMark, match=words):
        features(root)


def test_the_page_names_a_file_or_class_where_all_its_tests_prove_a_row(root: Path) -> None:
    write(
        root,
        'class TestB:\n    pytestmark = pytest.mark.feature("A1", "A2")\n'
        "    def test_c(self): pass\n    def test_d(self): pass\n"
        '@pytest.mark.feature("A2")\ndef test_e(): pass\n',
    )
    rows = page(root).splitlines()[-3:]
    assert rows == [
        "| A1 | The round | `tests/unit/test_a.py::TestB` |",
        "| A2 | The grid | `tests/unit/test_a.py` |",
        "| P1 | The plan | not proved yet |",
    ]


def test_the_command_prints_json_and_a_list(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, '@pytest.mark.feature("A1")\ndef test_b(): pass\n')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "BASE_DIR", root)
        call_command("features", "--json")
        assert json.loads(capsys.readouterr().out) == {
            "A1": {"meaning": "The round", "tests": ["tests/unit/test_a.py::test_b"]},
            "A2": {"meaning": "The grid", "tests": []},
            "P1": {"meaning": "The plan", "tests": []},
        }
        call_command("features")
        out = capsys.readouterr().out
        assert "A1   The round\n       tests/unit/test_a.py::test_b\n" in out
        assert "P1   The plan\n       not proved yet\n1 of 3 rows are proved.\n" in out
        write(root, '@pytest.mark.feature("B1")\ndef test_b(): pass\n')
        with pytest.raises(CommandError, match="'B1' is no row of tests/features"):
            call_command("features")


def test_an_installation_without_tests_says_so(tmp_path: Path) -> None:
    with pytest.raises(WrongMark, match="has no tests/"):
        features(tmp_path)


def test_the_list_of_the_product_holds_every_row() -> None:
    counts = {"A": 18, "V": 14, "S": 10, "C": 17, "P": 8, "O": 12, "T": 15}
    wanted = [f"{letter}{number}" for letter, count in counts.items() for number in range(1, count + 1)]
    assert list(features(Path(settings.BASE_DIR))) == wanted
