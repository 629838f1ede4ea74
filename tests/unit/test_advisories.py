"""manage.py advisories: which locked versions a known vulnerability hits, and by when they must go."""

import json
import zipfile
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from sil import clock
from sil.advisories import policies, rows, versions
from sil.advisories.locked import locked
from sil.advisories.policies import Hit, Locked
from sil.advisories.rows import Advisory, Exemption, Listing, Severity

ROOT = Path(__file__).parent.parent.parent
PUBLISHED, TODAY = date(2026, 11, 2), date(2026, 11, 20)
# Small numbers, so that versions are often equal, next to each other, or the end of a range.
texts = st.builds(
    lambda numbers, pre: ".".join(map(str, numbers)) + pre,
    st.lists(st.integers(0, 3), min_size=1, max_size=3),
    st.sampled_from(("", "", "", "a1", "rc1", ".dev0", ".post1")),
)


def advisory(**more: Any) -> Advisory:
    given_: dict[str, Any] = {
        "package": "django",
        "id": "CVE-2026-1",
        "severity": Severity.HIGH,
        "published": PUBLISHED,
        "affected": (">=5.2,<5.2.8",),
        "fixed": ("4.2.26", "5.2.8"),
    }
    return Advisory(**{**given_, **more})


def hits(version: str, *advisories: Advisory, exemptions: tuple[Exemption, ...] = ()) -> list[Hit]:
    here = [Locked("PyPI", "django", version, "requirements.txt")]
    lists = {"PyPI": Listing(TODAY, "a test", ("django",), advisories or (advisory(),))}
    return policies.hits(here, lists, exemptions)


class TestRanges:
    @pytest.mark.parametrize(
        ("version", "is_hit"),
        [
            ("5.1.99", False),
            ("5.2", True),
            ("5.2.7", True),
            ("5.2.7.post1", True),
            # Before 5.2.8, though pip would not count it as such.
            ("5.2.8rc1", True),
            ("5.2.8", False),
            ("5.2.8.post1", False),
            ("5.2.10", False),
            ("5.2.7+ours", True),
            ("no version", True),
        ],
    )
    def test_what_a_range_has(self, version: str, is_hit: bool) -> None:
        assert bool(hits(version)) == is_hit

    def test_a_version_in_one_of_several_ranges(self) -> None:
        several = advisory(affected=("<4.2.26", ">=5.2,<5.2.8", "==6.0"))
        assert [bool(hits(each, several)) for each in ("3.2", "4.2.26", "5.1", "5.2.1", "6.0", "6.0.1")] == [
            True,
            False,
            False,
            True,
            True,
            False,
        ]

    @given(low=texts, high=texts, version=texts)
    def test_a_range_is_what_lies_between_its_ends(self, low: str, high: str, version: str) -> None:
        between = Version(low) <= Version(version) < Version(high)
        assert versions.is_in(Version(version), [f">={low},<{high}"]) == between
        assert versions.is_in(Version(version), [f">={low}", f"<{high}"]) == (
            Version(version) >= Version(low) or Version(version) < Version(high)
        )
        assert versions.is_in(Version(version), [""])
        for sign, has in {"<": False, "<=": True, "==": True, ">=": True, ">": False}.items():
            assert versions.is_in(Version(version), [f"{sign}{version}"]) == has

    @pytest.mark.parametrize("wrong", ["5.2", "=>5.2", "~=5.2", "!=5.2", "==5.2.*", "===5.2", ">=five"])
    def test_a_range_that_has_no_plain_order_is_refused(self, wrong: str) -> None:
        with pytest.raises(versions.WrongRange):
            versions.check(wrong)


class TestTimes:
    def test_the_days_of_each_severity(self) -> None:
        """By hand, as docs/how-to/dependencies.md says."""
        days = {Severity.CRITICAL: 3, Severity.HIGH: 7, Severity.MEDIUM: 30, Severity.LOW: 90}
        for severity, number in days.items():
            [hit] = hits("5.2.1", advisory(severity=severity))
            assert hit.until == PUBLISHED + timedelta(days=number)
            assert not hit.is_late(hit.until) and hit.is_late(hit.until + timedelta(days=1))
        told = (ROOT / "docs" / "how-to" / "dependencies.md").read_text(encoding="utf-8")
        assert all(f"| {severity} | {number} |" in told for severity, number in days.items())

    def test_an_exception_moves_the_day_and_only_for_its_own(self) -> None:
        later = TODAY + timedelta(days=10)
        [hit] = hits("5.2.1", exemptions=(Exemption("django", "CVE-2026-1", later, "Not used."),))
        assert (hit.until, hit.exemption and hit.exemption.reason) == (later, "Not used.")
        others = (Exemption("django", "CVE-2026-2", later, "x"), Exemption("flask", "CVE-2026-1", later, "x"))
        assert hits("5.2.1", exemptions=others)[0].until == PUBLISHED + timedelta(days=7)
        sooner = (Exemption("django", "CVE-2026-1", PUBLISHED, "x"),)
        assert hits("5.2.1", exemptions=sooner)[0].until == PUBLISHED + timedelta(days=7)

    def test_an_exception_that_nothing_needs_is_named(self) -> None:
        idle = Exemption("django", "CVE-2026-2", TODAY, "x")
        assert policies.idle([idle, Exemption("django", "CVE-2026-1", TODAY, "x")], hits("5.2.1")) == [idle]

    def test_the_version_to_take_is_the_lowest_fixed_one_above(self) -> None:
        fixed = ("4.2.26", "5.10", "5.2.8")
        assert hits("5.2.1", advisory(fixed=fixed))[0].fixed == "5.2.8"
        assert hits("5.2.1", advisory(fixed=("4.2.26",)))[0].fixed == ""

    def test_the_soonest_comes_first(self) -> None:
        found = hits("5.2.1", advisory(id="B", severity=Severity.LOW), advisory(id="A", severity=Severity.CRITICAL))
        assert [hit.advisory.id for hit in found] == ["A", "B"]


class TestFiles:
    def test_what_is_shipped_can_be_read_and_is_written_alike(self) -> None:
        found = rows.read_list()
        assert rows.written(found) == rows.LIST.read_text(encoding="utf-8")
        assert found.keys() == {"PyPI", "npm"}
        for listing in found.values():
            assert {each.package for each in listing.advisories} <= set(listing.packages)
        rows.read_exceptions()

    def test_the_shipped_list_finds_earlier_versions(self) -> None:
        """By hand, from the projects' own release notes."""
        lists = rows.read_list()
        earlier = {"django": "5.2.7", "urllib3": "2.5.0", "weasyprint": "67.0", "lxml": "6.0.2", "brotli": "1.2.0"}
        for name, version in earlier.items():
            assert policies.hits([Locked("PyPI", name, version, "")], lists, []), name
        assert policies.hits([Locked("npm", "moment", "2.29.1", "")], lists, [])
        assert not policies.hits([Locked("npm", "django", "5.2.7", "")], lists, [])

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"severity": '"grave"'}, "grave"),
            ({"published": '"soon"'}, "the day it was published"),
            ({"affected": "[]"}, "the versions that are affected"),
            ({"affected": '["~=5.2"]'}, "~=5.2"),
            ({"fixed": None}, "'fixed' is missing"),
        ],
    )
    def test_a_wrong_row_is_named(self, tmp_path: Path, change: dict[str, str | None], said: str) -> None:
        row = {
            "package": '"django"',
            "id": '"CVE-1"',
            "severity": '"high"',
            "published": "2026-11-02",
            "affected": '["<5"]',
            "fixed": "[]",
        }
        kept = ", ".join(f"{name} = {value}" for name, value in {**row, **change}.items() if value is not None)
        (tmp_path / "list.toml").write_text(
            f'[PyPI]\ntaken = 2026-12-01\nsource = "x"\npackages = []\nadvisories = [{{ {kept} }}]\n'
        )
        with pytest.raises(rows.WrongFile, match=r"list\.toml") as refused:
            rows.read_list(tmp_path / "list.toml")
        assert said in str(refused.value)

    def test_an_exception_without_reason_or_day_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "exceptions.toml"
        for line in ('until = 2027-01-01\nreason = " "', 'reason = "x"', 'until = "soon"\nreason = "x"'):
            file.write_text(f'[[exception]]\npackage = "django"\nid = "CVE-1"\n{line}\n')
            with pytest.raises(rows.WrongFile):
                rows.read_exceptions(file)

    def test_every_locked_package_is_read_with_its_first_file(self) -> None:
        found = {(each.ecosystem, each.name): each for each in locked(ROOT)}
        assert found["PyPI", "django"].file == "requirements.txt"
        assert found["PyPI", "pytest"].file == "requirements-dev.txt"
        assert found["npm", "govuk-frontend"].file == found["npm", "@ministryofjustice/frontend"].file
        mocks = [each.version for each in locked(ROOT) if each.name == "oidc-provider-mock"]
        assert len(mocks) == 2, "a package that is locked twice is looked at twice"


class TestCommand:
    @pytest.fixture
    def files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """The list and the exceptions of a test, and one locked package."""
        monkeypatch.setattr(rows.read_list, "__defaults__", (tmp_path / "list.toml",))
        monkeypatch.setattr(rows.read_exceptions, "__defaults__", (tmp_path / "exceptions.toml",))
        monkeypatch.setattr(rows, "LIST", tmp_path / "list.toml")
        here = [Locked("PyPI", "django", "5.2.7", "requirements.txt")]
        monkeypatch.setattr("sil.management.commands.advisories.locked", lambda _: here)
        (tmp_path / "exceptions.toml").write_text("")
        self.ship(tmp_path, advisory())
        return tmp_path

    def ship(self, folder: Path, *advisories: Advisory, packages: tuple[str, ...] = ("django",)) -> None:
        listing = Listing(TODAY, "a test", packages, advisories)
        (folder / "list.toml").write_text(rows.written({"PyPI": listing}), encoding="utf-8")

    def run(self, *words: str) -> str:
        output = StringIO()
        call_command("advisories", *words, stdout=output)
        return output.getvalue()

    def test_a_hit_within_its_time_is_told(self, files: Path) -> None:
        with clock.at(PUBLISHED + timedelta(days=7)):
            said = self.run()
        assert "django 5.2.7 (requirements.txt): CVE-2026-1, high, published 2 November 2026." in said
        assert "replaced by 5.2.8 or later, until 9 November 2026 at the latest" in said
        assert "The list for PyPI is as of 20 November 2026" in said and "Warning" not in said

    def test_a_hit_beyond_its_time_fails(self, files: Path) -> None:
        with clock.at(PUBLISHED + timedelta(days=8)), pytest.raises(CommandError, match="1 vulnerability should"):
            self.run()

    def test_an_exception_lets_it_wait_until_its_day(self, files: Path) -> None:
        row = '[[exception]]\npackage = "django"\nid = "CVE-2026-1"\nuntil = 2026-11-30\nreason = "Not used here."\n'
        (files / "exceptions.toml").write_text(row)
        with clock.at(date(2026, 11, 30)):
            assert "Not used here." in self.run()
        with clock.at(date(2026, 12, 1)), pytest.raises(CommandError):
            self.run()
        self.ship(files)
        assert "the exception for django (CVE-2026-1) is no longer needed" in self.run()

    def test_an_old_list_is_warned_of_and_never_fails(self, files: Path) -> None:
        self.ship(files)
        with clock.at(TODAY + timedelta(days=90)):
            assert self.run().endswith("No locked package is on the list.\n")
        with clock.at(TODAY + timedelta(days=5000)):
            assert "Warning: the list for PyPI is more than 90 days old." in self.run()

    def test_packages_that_the_list_was_not_taken_for_are_named(self, files: Path) -> None:
        self.ship(files, packages=("flask",))
        assert "Warning: the list says nothing of 1 of 1 locked packages (django)." in self.run()

    def test_a_new_list_is_taken_from_an_export(self, files: Path) -> None:
        part = {
            "package": {"ecosystem": "PyPI", "name": "django"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "5"}]}],
        }
        row = {"id": "CVE-2026-2", "modified": "2026-11-10T00:00:00Z", "published": "2026-11-19T00:00:00Z"}
        with zipfile.ZipFile(files / "all.zip", "w") as export:
            export.writestr("1.json", json.dumps({**row, "affected": [part]}))
        with clock.at(TODAY):
            said = self.run("--take", str(files / "all.zip"))
        assert "Took 1 advisory of PyPI from all.zip." in said
        assert "CVE-2026-2, high" in said and "or removed, since no version is fixed yet" in said
        assert rows.read_list()["PyPI"].taken == date(2026, 11, 10)

    def test_a_file_that_is_no_export_changes_nothing(self, files: Path) -> None:
        before = (files / "list.toml").read_text()
        with pytest.raises(CommandError, match="no export of OSV"):
            self.run("--take", str(files / "exceptions.toml"))
        assert (files / "list.toml").read_text() == before


def test_the_project_as_it_is_locked() -> None:
    """A package that is beyond its time fails here too, and not only in check_all."""
    with clock.at(max(listing.taken for listing in rows.read_list().values())):
        call_command("advisories", stdout=StringIO())
