"""schools.registers.table.fields: what a cell says, and when it is refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schools.registers.table import fields
from schools.registers.table.fields import CellError, Text
from schools.registers.table.loading import Column, encoded

spaces = st.sampled_from(["", " ", "  ", "\t", "\u00a0"])
# What a file really holds: letters and marks of any kind, but no zero byte.
cells = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
PARSERS = [
    Text(30),
    Text(30, fields.NOT_APPLICABLE),
    fields.number(fields.SMALL),
    fields.digits(3),
    fields.urn,
    fields.urn_or_none,
    fields.day,
    fields.percentage,
    fields.diocese_code,
    fields.person,
    fields.event_number,
    fields.authority_of_laestab,
    fields.grade,
    fields.judgement,
    fields.category,
    fields.outcome,
]


def name_of(parse: object) -> str:
    """The same in every worker of a run, as the address of a function is not."""
    return str(getattr(parse, "__name__", "text"))


@pytest.mark.parametrize("parse", PARSERS, ids=name_of)
@given(cell=cells)
def test_any_cell_is_read_or_refused_with_a_reason(parse: fields.Parser, cell: str) -> None:
    """Nothing a file holds makes a parser fail in another way than it says."""
    reason = ""
    try:
        parse(cell)
    except CellError as error:
        reason = str(error)
    assert not reason or reason.startswith(("is ", "“"))


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)), st.sampled_from("-/"), spaces, spaces)
def test_a_day_reads_in_both_notations(day: date, mark: str, before: str, after: str) -> None:
    assert fields.day(f"{before}{day:%d}{mark}{day:%m}{mark}{day.year:04}{after}") == day


@pytest.mark.parametrize(
    "cell", ["31-02-2020", "2020-02-01", "1/13/2020", "01-02/2020", "01-02-20", "0١-02-2020", "soon", "01-02-20200"]
)
def test_a_day_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(CellError, match="is not a date"):
        fields.day(cell)


@pytest.mark.parametrize("parse", [fields.day, fields.percentage, fields.number(9), fields.urn_or_none], ids=name_of)
@pytest.mark.parametrize("cell", ["", "  ", "NULL", "null "])
def test_blank_and_null_are_nothing(parse: fields.Parser, cell: str) -> None:
    assert parse(cell) is None


@given(st.integers(0, fields.SMALL), st.integers(0, 5), spaces)
def test_codes_may_have_zeros_before_them(code: int, zeros: int, around: str) -> None:
    assert fields.number(fields.SMALL)(f"{around}{'0' * zeros}{code}{around}") == code


@pytest.mark.parametrize("cell", ["-1", "1.5", "1,000", "٣", "32768", "99999999999", "1e3", "x"])
def test_a_number_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(CellError, match="is not a number from 0 to 32,767"):
        fields.number(fields.SMALL)(cell)


def test_a_code_of_digits_regains_its_zeros() -> None:
    assert [fields.digits(4)(cell) for cell in ("2001", "7", " 0012 ", "", "NULL")] == ["2001", "0007", "0012", "", ""]
    for cell in ("20010", "02001", "20A1", "-001", "٢٠٠١"):
        with pytest.raises(CellError, match="is not a code of 4 digits"):
            fields.digits(4)(cell)


@given(st.integers(1, 9_999_999), spaces)
def test_a_reference_number_has_up_to_seven_digits(urn: int, around: str) -> None:
    assert fields.urn(f"{around}{urn}{around}") == urn


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "is missing"),
        ("NULL", "is missing"),
        ("0", "“0” is not a unique"),
        ("12345678", "not a unique"),
        ("9o0001", "“9o0001” is not a unique"),
        ("٩٠٠٠٠١", "not a unique"),
        ("-90001", "not a unique"),
    ],
)
def test_a_reference_number_that_is_none_is_refused(cell: str, reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        fields.urn(cell)


@given(st.decimals(0, 100, places=1, allow_nan=False), st.sampled_from(["", "%", " %"]))
def test_a_percentage_keeps_one_place(share: Decimal, sign: str) -> None:
    assert fields.percentage(f"{share}{sign}") == share


@pytest.mark.parametrize(
    ("cell", "share"), [("..", None), ("SUPP", None), ("12", "12.0"), ("12.25", "12.3"), ("100", "100.0")]
)
def test_percentages(cell: str, share: str | None) -> None:
    assert fields.percentage(cell) == (Decimal(share) if share else None)


@pytest.mark.parametrize("cell", ["100.1", "-3", "12.", "x", "1000"])
def test_a_percentage_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(CellError, match="is not a percentage"):
        fields.percentage(cell)


def test_text_is_tidied_and_measured() -> None:
    assert Text(12)("  St  Made\u00a0Up ") == "St Made Up"
    assert Text(3)("abc") == "abc"
    with pytest.raises(CellError, match="longer than 3 characters"):
        Text(3)("abcd")
    assert Text(40, fields.NOT_APPLICABLE)("Does not apply") == ""
    assert Text(40, fields.NOT_APPLICABLE)("None") == "None"
    assert Text(40)("NULL") == "NULL"


@pytest.mark.parametrize(
    ("cell", "code"), [("0000", ""), ("CE23", "CE23"), ("", ""), ("Not applicable", ""), ("RC00", "RC00")]
)
def test_no_diocese_has_no_code(cell: str, code: str) -> None:
    assert fields.diocese_code(cell) == code


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Mrs", "Ada", "Example"), "Mrs Ada Example"),
        (("", " Ada ", "Example"), "Ada Example"),
        (("Not applicable", "", "Example"), "Example"),
        (("", "", ""), ""),
    ],
)
def test_a_name_is_made_of_its_parts(parts: tuple[str, ...], name: str) -> None:
    assert fields.person(*parts) == name


@pytest.mark.parametrize(
    ("cell", "number"), [("ITS10012345", "10012345"), (" 425578 ", "425578"), ("NULL", ""), ("", ""), ("0", "")]
)
def test_the_number_of_an_inspection_loses_its_letters(cell: str, number: str) -> None:
    assert fields.event_number(cell) == number


@pytest.mark.parametrize(
    ("cell", "code"),
    [("3412001", "341"), ("341/2001", "341"), ("12001", "001"), ("", ""), ("NULL", ""), ("34120011", "")],
)
def test_the_authority_is_the_first_three_digits_of_seven(cell: str, code: str) -> None:
    assert fields.authority_of_laestab(cell) == code


def test_grades_and_categories() -> None:
    assert [fields.grade(cell) for cell in ("1", " 4 ", "9", "0", "8", "NULL", "", "not judged")] == [
        "1",
        "4",
        *[""] * 5,
        "Not judged",
    ]
    assert [fields.category(cell) for cell in ("SM ", "swk", "0", "NULL", "", "RSI")] == [
        "SM",
        "SWK",
        "",
        "",
        "",
        "RSI",
    ]
    assert [fields.judgement(cell) for cell in ("2", "Yes", "9", "NULL", "8", "")] == ["2", "Yes", "", "", "", ""]
    for parse, cell in ((fields.grade, "5"), (fields.grade, "Good"), (fields.category, "Special measures")):
        with pytest.raises(CellError):
            parse(cell)


@given(st.lists(cells, min_size=1, max_size=8), st.integers(1, 40), st.booleans())
def test_many_cells_at_once_become_what_each_alone_becomes(several: list[str], limit: int, required: bool) -> None:
    """The short cut for well-formed text may never change a result."""
    field = fields.Field(name="name", headings=("Name",), parse=Text(limit), required=required)
    try:
        expected = [encoded(field.read(cell)) for cell in several]
    except CellError:
        with pytest.raises(CellError):
            Column(field).encoded(several)
    else:
        assert list(Column(field).encoded(several)) == expected


@given(st.lists(st.text("0123456789 x٣", max_size=9) | cells, min_size=1, max_size=8))
@example(["100001", "0100002"])
@example(["100001", ""])
@example(["100001", "10000001"])
@example(["100001", "1٣"])
def test_numbers_of_schools_at_once_become_what_each_alone_becomes(several: list[str]) -> None:
    field = fields.Field(name="urn", headings=("URN",), parse=fields.urn, required=True)
    try:
        expected = [encoded(field.read(cell)) for cell in several]
    except CellError:
        with pytest.raises(CellError):
            Column(field).encoded(several)
    else:
        assert list(Column(field).encoded(several)) == expected


@pytest.mark.parametrize(
    ("cell", "staged"),
    [(" two", "two"), ("three ", "three"), ("a  b", "a b"), ("c\td", "c d"), ("e\\f", "e\\\\f"), ("a|b", "a|b")],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_short_cut_sees_what_must_be_tidied(place: int, cell: str, staged: str) -> None:
    column = Column(fields.Field(name="name", headings=("Name",), parse=Text(9), required=True))
    several = ["one", "one"]
    several.insert(place, cell)
    assert column.encoded(several)[place] == staged


@pytest.mark.parametrize("fault", ["", " ", "ten letter"])
def test_the_short_cut_sees_what_must_be_refused(fault: str) -> None:
    column = Column(fields.Field(name="name", headings=("Name",), parse=Text(9), required=True))
    for several in (["one", fault], [fault, "one"], [fault]):
        with pytest.raises(CellError):
            column.encoded(several)


@given(cells)
def test_encoded_text_has_no_character_that_copy_reads_as_a_mark(cell: str) -> None:
    line = encoded(cell)
    assert not {"\t", "\n", "\r"} & set(line)
    assert line.replace("\\\\", "").count("\\") == sum(map(cell.count, "\t\n\r"))
    assert encoded(None) == "\\N"
