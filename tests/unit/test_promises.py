"""Which promises the tests hold: how they are read, and what is wrong with one."""

from pathlib import Path

import pytest

from sil.promises import Promise, WrongPromise, page, promises


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "promises.toml").write_text('kept = "What you type is kept"\nonce = "Nothing twice"\n')
    return tmp_path


def write(root: Path, text: str) -> None:
    (root / "tests" / "test_a.py").write_text(text)


def test_a_promise_is_the_docstring_of_its_test(root: Path) -> None:
    write(root, '@pytest.mark.promise("kept")\ndef test_b():\n    """Long text\n    is kept."""\ndef test_c(): pass\n')
    assert promises(root) == [Promise("kept", "Long text is kept.", "tests/test_a.py::test_b")]
    assert page(root).endswith("\n\n## What you type is kept\n\n- Long text is kept.<br>`tests/test_a.py::test_b`")


def test_a_test_of_a_class_can_hold_one(root: Path) -> None:
    write(root, 'class TestB:\n    @mark.promise("once")\n    def test_c(self):\n        """Never twice."""\n')
    assert [promise.test for promise in promises(root)] == ["tests/test_a.py::TestB::test_c"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('@pytest.mark.promise("other")\ndef test_b():\n    """A."""\n', "“other” is no key of tests/promises.toml."),
        ('@pytest.mark.promise("kept")\ndef test_b(): pass\n', "its docstring has to say what it promises."),
    ],
)
def test_a_wrong_promise_is_named(root: Path, text: str, sentence: str) -> None:
    write(root, text)
    with pytest.raises(WrongPromise) as raised:
        promises(root)
    assert str(raised.value) == f"tests/test_a.py::test_b: {sentence}"
