"""manage.py advisories --take: an export of OSV becomes the list."""

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from sil.advisories import cvss, osv, rows, versions
from sil.advisories.rows import Advisory, Severity

from .test_advisories import advisory, texts

kinds = st.sampled_from(("introduced", "fixed", "last_affected"))


def record(**more: Any) -> dict[str, Any]:
    part = {"package": {"ecosystem": "PyPI", "name": "Django"}, "ranges": ranges("introduced 5.2", "fixed 5.2.8")}
    return {
        "id": "GHSA-1",
        "aliases": ["CVE-2026-1"],
        "modified": "2026-11-10T00:41:26.271198299Z",
        "published": "2026-11-02T16:16:57.150Z",
        "affected": [part],
        "database_specific": {"severity": "MODERATE"},
        **more,
    }


def ranges(*events: str, kind: str = "ECOSYSTEM") -> list[dict[str, Any]]:
    return [{"type": kind, "events": [dict([event.split(" ")]) for event in events]}]


def export(folder: Path, *records: Any) -> Path:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w") as file:
        for number, each in enumerate(records):
            file.writestr(f"{number}.json", json.dumps(each))
    return path


def taken(folder: Path, *records: Any) -> tuple[Advisory, ...]:
    ecosystem, listing = osv.take(export(folder, *records), {"PyPI": {"django"}, "npm": {"moment"}})
    assert ecosystem == "PyPI"
    return listing.advisories


class TestTaking:
    def test_a_record_becomes_a_row(self, tmp_path: Path) -> None:
        part = {"package": {"ecosystem": "npm", "name": "moment"}, "ranges": ranges("introduced 0")}
        other = record(id="GHSA-2", aliases=[], modified="2026-12-01T00:00:00Z", affected=[part, *record()["affected"]])
        ecosystem, listing = osv.take(export(tmp_path, record(), other), {"PyPI": {"django"}, "npm": {"moment"}})
        assert (ecosystem, listing.taken, listing.packages) == ("PyPI", date(2026, 12, 1), ("django",))
        row = advisory(severity=Severity.MEDIUM, fixed=("5.2.8",))
        assert listing.advisories[0] == row and len(listing.advisories) == 2
        again = tmp_path / "list.toml"
        again.write_text(rows.written({ecosystem: listing}), encoding="utf-8")
        assert rows.read_list(again)["PyPI"].advisories == tuple(sorted(listing.advisories, key=lambda each: each.id))

    def test_others_and_what_is_withdrawn_are_left_out(self, tmp_path: Path) -> None:
        other = {"package": {"ecosystem": "PyPI", "name": "flask"}, "ranges": ranges("introduced 0")}
        commits = {**record()["affected"][0], "ranges": ranges("introduced 0", kind="GIT")}
        assert taken(tmp_path, record(withdrawn="2026-11-03T00:00:00Z"), record(affected=[other, commits])) == ()

    def test_the_same_under_several_numbers_is_one_row(self, tmp_path: Path) -> None:
        wider = {**record()["affected"][0], "ranges": ranges("introduced 0", "last_affected 5.2.6"), "versions": []}
        python = record(
            id="PYSEC-1",
            aliases=["CVE-2026-1", "GHSA-1"],
            published="2026-11-01T00:00:00Z",
            affected=[wider],
            database_specific={},
            severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],
        )
        [row] = taken(tmp_path, record(), python)
        assert row == advisory(
            published=date(2026, 11, 1), affected=("<=5.2.6", ">=5.2,<5.2.8"), fixed=("5.2.8",), severity=Severity.HIGH
        )

    def test_two_vulnerabilities_are_two_rows(self, tmp_path: Path) -> None:
        assert len(taken(tmp_path, record(), record(id="GHSA-2", aliases=["CVE-2026-2"]))) == 2

    def test_a_severity_that_nobody_says_counts_as_high(self, tmp_path: Path) -> None:
        score = [{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N"}]
        [row] = taken(tmp_path, record(database_specific={}, severity=score))
        assert row.severity is Severity.HIGH

    def test_versions_that_are_named_count_too(self, tmp_path: Path) -> None:
        part = {**record()["affected"][0], "versions": ["5.2.1", "5.0.3", "not one"]}
        assert taken(tmp_path, record(affected=[part]))[0].affected == ("==5.0.3", ">=5.2,<5.2.8")

    @pytest.mark.parametrize(
        ("events", "found"),
        [
            (("introduced 0",), {""}),
            (("introduced 0", "fixed 2"), {"<2"}),
            (("fixed 2", "introduced 1"), {">=1,<2"}),
            (("introduced 1", "fixed 2", "introduced 3", "last_affected 4"), {">=1,<2", ">=3,<=4"}),
            (("introduced 1", "introduced 1.5", "fixed 2"), {">=1,<2"}),
            (("introduced 1", "last_affected 1"), {">=1,<=1"}),
            (("introduced 1", "fixed 2", "introduced 2"), {">=1,<2", ">=2"}),
            (("introduced 1", "fixed odd"), {">=1"}),
            (("introduced odd", "fixed 2"), {"<2"}),
            (("fixed 2",), set()),
        ],
    )
    def test_events_become_ranges(self, events: tuple[str, ...], found: set[str]) -> None:
        assert osv.ranges({"ranges": ranges(*events)})[0] == found

    @given(events=st.lists(st.tuples(kinds, texts), max_size=6), version=texts)
    def test_ranges_say_what_the_events_say(self, events: list[tuple[str, str]], version: str) -> None:
        """The rule of OSV's schema, step by step: walking up to the version, the last event decides."""
        # At one version a range ends before the next begins, and "0" is before every version.
        order = ("fixed", "introduced", "last_affected")
        first = [event for event in events if event == ("introduced", "0")]
        later = [event for event in events if event not in first]
        affected = False
        for kind, text in (*first, *sorted(later, key=lambda event: (Version(event[1]), order.index(event[0])))):
            if kind == "introduced" and Version(version) >= Version(text):
                affected = True
            elif (kind == "fixed" and Version(version) >= Version(text)) or (
                kind == "last_affected" and Version(version) > Version(text)
            ):
                affected = False
        found, _ = osv.ranges({"ranges": [{"type": "ECOSYSTEM", "events": [{kind: text} for kind, text in events]}]})
        assert versions.is_in(Version(version), list(found)) == affected

    @pytest.mark.parametrize("content", [b"no zip", b""])
    def test_what_is_no_export_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "x.zip").write_bytes(content)
        with pytest.raises(osv.WrongExport, match=r"x\.zip"):
            osv.take(tmp_path / "x.zip", {"PyPI": {"django"}})
        with pytest.raises(osv.WrongExport):
            osv.take(export(tmp_path), {"PyPI": {"django"}})
        with pytest.raises(osv.WrongExport):
            osv.take(export(tmp_path, ["a list"]), {"PyPI": {"django"}})


@pytest.mark.parametrize(
    ("vector", "score", "severity"),
    [
        # By hand, as the databases print them.
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, Severity.CRITICAL),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 7.5, Severity.HIGH),
        ("CVSS:3.1/AV:L/AC:H/PR:N/UI:R/S:C/C:N/I:H/A:L", 6.3, Severity.MEDIUM),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:N", 5.4, Severity.MEDIUM),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:L/I:L/A:N", 5.4, Severity.MEDIUM),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N", 3.7, Severity.LOW),
        ("CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:L/A:N", 8.5, Severity.HIGH),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0, Severity.CRITICAL),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0, Severity.LOW),
        ("CVSS:3.1/AV:N/AC:L", None, None),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N", None, None),
        ("7.5", None, None),
    ],
)
def test_scores(vector: str, score: float | None, severity: Severity | None) -> None:
    assert (cvss.score(vector), cvss.severity(vector)) == (score, severity)
