"""The commands that others rely on: load_framework, due and reference_docs."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sil.audit.models import Event
from sil.framework.loader import LIVERPOOL
from sil.framework.models import FrameworkVersion

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str]:
    capsys.readouterr()
    call_command(*words)
    said = capsys.readouterr()
    return said.out, said.err


class TestLoadFramework:
    def test_it_says_what_it_found_and_what_it_does_not_mend(self, capsys: pytest.CaptureFixture[str]) -> None:
        out, err = run(capsys, "load_framework", str(LIVERPOOL))
        assert "Days: Band A 3, Band B 5.5, Band C 7, Band D 7. 14 criteria." in out
        assert "Loaded from 2020 to 2021." in out
        assert "0.5 is shown as open" in err
        assert Event.objects.get(kind="framework.loaded").actor_name == "The system"

    def test_a_dry_run_loads_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        out, _ = run(capsys, "load_framework", str(LIVERPOOL), "--dry-run")
        assert "Nothing was loaded" in out
        assert not FrameworkVersion.objects.exists()

    def test_the_same_file_again_changes_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        run(capsys, "load_framework", str(LIVERPOOL))
        out, _ = run(capsys, "load_framework", str(LIVERPOOL))
        assert "Already loaded" in out
        assert FrameworkVersion.objects.count() == 1

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"\xff\xfe", "is not UTF-8 text"),
            (b"[framework", "bad.toml, line 1: this is not TOML"),
            (b"", "bad.toml, line 1, key framework: this key is missing."),
        ],
    )
    def test_a_bad_file_changes_nothing(self, tmp_path: Path, content: bytes, words: str) -> None:
        file = tmp_path / "bad.toml"
        file.write_bytes(content)
        with pytest.raises(CommandError, match=words):
            call_command("load_framework", str(file))
        assert not FrameworkVersion.objects.exists()

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be read: No such file"):
            call_command("load_framework", str(tmp_path / "none.toml"))


class TestDue:
    @pytest.mark.parametrize(
        ("words", "due"),
        [
            (("visit_report", "2026-11-20"), "2026-11-30"),
            (("visit_report", "2026-11-20", "--unit", "working"), "2026-12-04"),
            (("visit_report", "2026-12-16", "--unit", "working", "--day-one", "in"), "2026-12-31"),
            (("action_plan", "2026-09-07"), "2026-09-22"),
            (("action_plan", "2026-12-11", "--unit", "working"), "2027-01-06"),
            (("compliance_period", "2026-09-07", "--count", "15"), "2026-09-21"),
            (("answer", "2026-11-20"), "2026-12-04"),
            (("answer", "2026-11-20", "--count", "3"), "2026-11-25"),
        ],
    )
    def test_json(
        self, liverpool: FrameworkVersion, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], due: str
    ) -> None:
        out, err = run(capsys, "due", *words, "--json")
        found = json.loads(out)
        assert list(found) == ["rule", "starts", "due", "basis"]
        assert (found["rule"], found["starts"], found["due"]) == (words[0], words[1], due)
        assert err == ""

    def test_words(self, liverpool: FrameworkVersion, capsys: pytest.CaptureFixture[str]) -> None:
        out, _ = run(capsys, "due", "visit_report", "2026-11-20")
        assert out == (
            "Report of a visit: within 10 days of the last day of the visit, 20 November 2026, "
            "not counting that day: by 30 November 2026.\n"
        )

    def test_before_any_framework_is_loaded_it_says_which_it_uses(self, capsys: pytest.CaptureFixture[str]) -> None:
        out, err = run(capsys, "due", "visit_report", "2026-11-20")
        assert "30 November 2026" in out
        assert "the Liverpool file is used" in err

    @pytest.mark.parametrize(
        ("words", "complaint"),
        [
            (("visit_report", "20/11/2026"), "is not a date; write it as 2026-11-20"),
            (("visit_report", "2026-02-30"), "is not a date"),
            (("answer", "2045-01-01"), "The bank holidays of 2045 are not recorded"),
            (("answer", "2026-11-20", "--count", "0"), "from 1 to 400"),
            (("visit_report", "9999-12-30"), "too far away"),
            (("holiday", "2026-11-20"), "invalid choice"),
        ],
    )
    def test_wrong_words(self, liverpool: FrameworkVersion, words: tuple[str, ...], complaint: str) -> None:
        with pytest.raises(CommandError, match=complaint):
            call_command("due", *words)


def test_the_reference_is_that_of_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = run(capsys, "reference_docs", "--check")
    assert out == "Nothing to write.\n"
