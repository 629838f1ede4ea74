"""The file of links between schools: which rows make a link, and what it may overwrite."""

import csv
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from schools.models import RegisterRun, SchoolLink
from schools.registers.gias import links
from schools.registers.run import actions
from schools.registers.table.archive import FileRefused
from schools.registers.table.register import Outcome, Report
from sil.audit import events
from sil.audit.models import Event
from tests.data.registers.made_up import versions
from tests.factories.schools import school

pytestmark = pytest.mark.feature("S1")
HEADINGS = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")
Row = tuple[object, object, str, str, str]
# A conversion, as both schools say it.
ENDED: Row = (900001, 900101, "Examplewood Academy", "Successor", "01-11-2020")
FOLLOWED: Row = (900101, 900001, "Examplewood Primary School", "Predecessor", "31-10-2020")


class Reader:
    """Reads made-up files of links in."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "made-up.csv"

    def __call__(self, *rows: Row, headings: tuple[str, ...] = HEADINGS, encoding: str = "cp1252", **o: Any) -> Report:
        out = StringIO(newline="")
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([headings, *rows])
        self.path.write_bytes(out.getvalue().encode(encoding))
        return actions.import_file("links", self.path, **({"by": None, "authority": "341"} | o))


@pytest.fixture
def read(db: None, tmp_path: Path) -> Reader:
    school("Examplewood Primary School", urn=900001)
    school("Sampleton School", urn=900002)
    return Reader(tmp_path)


def rows() -> list[tuple[Any, ...]]:
    return list(SchoolLink.objects.values_list("key", "kind", "dated_by_predecessor", "dated_by_successor"))


def test_both_rows_of_a_change_are_one_link(read: Reader) -> None:
    """With the day that each of them gives, and the name that each of them gives the other."""
    for several in ((ENDED, FOLLOWED), (FOLLOWED, ENDED)):
        SchoolLink.objects.all().delete()
        report = read(*several)
        assert (report.read, report.outcome) == (2, Outcome(1, 0, 0))
        assert rows() == [("900001-900101", "succession", date(2020, 11, 1), date(2020, 10, 31))]
    link = SchoolLink.objects.get()
    assert (link.predecessor_urn, link.successor_urn) == (900001, 900101)
    assert (link.predecessor_name, link.successor_name) == ("Examplewood Primary School", "Examplewood Academy")


def test_a_link_that_one_of_the_two_says(read: Reader) -> None:
    read(FOLLOWED)
    assert rows() == [("900001-900101", "succession", None, date(2020, 10, 31))]
    assert SchoolLink.objects.get().successor_name == ""


@pytest.mark.parametrize(
    ("link_type", "key", "kind"),
    [
        ("Predecessor", "900101-900001", "succession"),
        ("Successor", "900001-900101", "succession"),
        ("predecessor  - merged ", "900101-900001", "merger"),
        ("Successor - merged", "900001-900101", "merger"),
        ("Predecessor - amalgamated", "900101-900001", "amalgamation"),
        ("Successor - amalgamated", "900001-900101", "amalgamation"),
        ("Predecessor - Split School", "900101-900001", "split"),
        ("Successor - Split School", "900001-900101", "split"),
    ],
)
def test_the_kinds_that_are_a_succession(read: Reader, link_type: str, key: str, kind: str) -> None:
    read((900001, 900101, "Another", link_type, ""))
    assert rows() == [(key, kind, None, None)]


@pytest.mark.parametrize(
    "link_type",
    [
        "Result of Amalgamation",
        "Sixth Form Centre School",
        "Sixth Form Centre Link",
        "Merged - expansion in school capacity and changer in age range",
        "Merged - change in age range",
        "Other",
        "Expansion",
        "Closure",
        "Predecessor of a kind yet unknown",
        "",
    ],
)
def test_the_kinds_that_are_none_are_left_out(read: Reader, link_type: str) -> None:
    report = read((900001, 900101, "Another", link_type, "01-01-2020"))
    assert report.left_out == {"other authorities": 0, links.NO_SUCCESSION: 1}
    assert not SchoolLink.objects.exists()


def test_the_more_exact_kind_of_two_holds(read: Reader) -> None:
    for several in (
        [ENDED, (*FOLLOWED[:3], "Predecessor - merged", "")],
        [(*ENDED[:3], "Successor - merged", ""), FOLLOWED],
    ):
        read(*several)
        assert SchoolLink.objects.get().kind == "merger"


def test_links_of_other_schools_are_left_out(read: Reader) -> None:
    report = read(ENDED, (800001, 800002, "Elsewhere", "Successor", "never"), (800003, 900002, "Here", "Successor", ""))
    assert report.left_out == {"other authorities": 1, links.NO_SUCCESSION: 0}
    assert [row[0] for row in rows()] == ["800003-900002", "900001-900101"]


def test_two_schools_that_each_claim_to_follow_the_other_are_two_links(read: Reader) -> None:
    read(ENDED, (*ENDED[:3], "Predecessor", "01-11-2020"))
    assert [row[0] for row in rows()] == ["900001-900101", "900101-900001"]


def test_the_same_file_twice_writes_no_link(own_database: str, tmp_path: Path) -> None:
    school("Examplewood Primary School", urn=900001)
    read = Reader(tmp_path)
    assert read(ENDED, FOLLOWED).outcome == Outcome(1, 0, 0)
    before = versions("schools_schoollink")
    assert read(ENDED, FOLLOWED).outcome == Outcome(0, 0, 1)
    assert versions("schools_schoollink") == before
    assert RegisterRun.objects.filter(register="links").count() == 2


def test_a_change_is_taken_and_told(read: Reader) -> None:
    read(ENDED, FOLLOWED)
    report = read((*ENDED[:4], "02-11-2020"), FOLLOWED)
    assert report.outcome == Outcome(0, 1, 0)
    (told,) = report.outcome.sample
    assert (told.key, told.label) == ("900001-900101", "Examplewood Primary School")
    assert told.columns == {"dated_by_predecessor": ("2020-11-01", "2020-11-02")}
    event = Event.objects.filter(kind="register.read").last()
    assert event is not None
    assert events.sentence(event) == "Links between schools (GIAS) read from made-up.csv: 0 added, 1 changed"


def test_a_dry_run_changes_nothing(read: Reader) -> None:
    report = read(ENDED, dry_run=True)
    assert (report.outcome, report.run) == (Outcome(1, 0, 0), None)
    assert not SchoolLink.objects.exists() and not RegisterRun.objects.exists()


def test_the_command_reads_links(read: Reader) -> None:
    read(ENDED)
    out = StringIO()
    call_command("import_register", "links", str(read.path), authority="341", stdout=out)
    assert out.getvalue().splitlines()[:6] == [
        "Links between schools (GIAS): made-up.csv, authority 341",
        "Rows read: 1",
        "Links added: 0",
        "Links changed: 0",
        "Links unchanged: 1",
        "Rows left out, other authorities: 0",
    ]


# Damaged and hostile


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((900001, 900001, "Itself", "Successor", ""), "school 900001 would follow itself"),
        ((900001, "", "Nobody", "Successor", ""), "LinkURN is missing"),
        (("9000x1", 900001, "Somebody", "Successor", ""), "URN “9000x1” is not a unique reference number"),
        (
            (900001, 900102, "Late", "Successor", "31-02-2020"),
            "LinkEstablishedDate “31-02-2020” is not a date (day-month-year)",
        ),
        ((900001, 900102, "x" * 201, "Successor", ""), "LinkName is longer than 200 characters"),
        ((900001, 900101, "Again", "Successor", ""), "school 900101 is the successor of 900001 in line 2 already"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_and_the_others_go_on(read: Reader, row: Row, reason: str) -> None:
    report = read(ENDED, row, FOLLOWED)
    assert [(refusal.line, refusal.reason) for refusal in report.refusals] == [(3, reason)]
    assert rows() == [("900001-900101", "succession", date(2020, 11, 1), date(2020, 10, 31))]


def test_a_bad_row_leaves_no_half_of_a_link(read: Reader) -> None:
    assert read(FOLLOWED, (900001, 900102, "Late", "Successor", "soon")).refused == 1
    assert [row[0] for row in rows()] == ["900001-900101"]


def test_names_are_kept_as_text(read: Reader) -> None:
    """A formula, markup, a letter that is not in ASCII, and one that was lost before it came here."""
    for place, name in enumerate(("=1+1", "<script>", "St Zoë’s", "St Zo\ufffd's", "a\tb\\N")):
        read((900001, 900101 + place, name, "Successor", ""), encoding="utf-8-sig")
    names = list(SchoolLink.objects.values_list("successor_name", flat=True))
    assert names == ["=1+1", "<script>", "St Zoë’s", "St Zo\ufffd's", "a b\\N"]


def test_headings_in_capitals_without_a_date_or_a_name(read: Reader) -> None:
    headings = (" urn", "LINKURN ", "Other", "linktype", "Another")
    assert read(ENDED, headings=headings).outcome.added == 1
    assert rows() == [("900001-900101", "succession", None, None)]


@pytest.mark.parametrize(
    ("headings", "given", "says"),
    [
        (("URN", "LinkURN", "LinkName", "Kind", "Date"), [ENDED], "these columns are missing: LinkType."),
        (HEADINGS, [], "the file has a header and no rows."),
        (HEADINGS, [(1, 2, "Elsewhere", "Successor", "")], "none of the 1 rows is of a school held here."),
    ],
)
def test_a_file_that_is_refused_changes_nothing(
    read: Reader, headings: tuple[str, ...], given: list[Row], says: str
) -> None:
    with pytest.raises(FileRefused) as caught:
        read(*given, headings=headings)
    assert says in caught.value.sentence
    assert not RegisterRun.objects.exists()


def test_a_file_of_links_given_as_another_register_is_recognised(read: Reader) -> None:
    read(ENDED)
    with pytest.raises(FileRefused, match=r"it looks like a file of another register, Links between schools \(GIAS\)"):
        actions.import_file("ofsted", read.path, by=None, authority="341")
