"""allocations.outliers: what Ofsted found, and how far a band moved, against a band; the expected written by hand."""

from datetime import date

import pytest

from allocations.outliers.queries import GRADE, MOVE, Known, speaks_against
from sil.framework.loader import parse
from sil.framework.queries import of_the_repository
from tests.factories.frameworks import liverpool

LIVERPOOL = of_the_repository()
DAY = date(2025, 3, 4)


def kinds(band: str, *, category: str = "", overall: str = "", last: str = "") -> list[str]:
    known = Known(category, overall, DAY if overall else None, LIVERPOOL.band(last) if last else None)
    return [outlier.kind for outlier in speaks_against(LIVERPOOL, LIVERPOOL.band(band), known)]


# Band D alone causes concern in Liverpool's file.
@pytest.mark.parametrize(
    ("found", "against"),
    [
        ({"category": "SM"}, "ABC"),
        ({"category": "RSI"}, "ABC"),
        ({"overall": "4"}, "ABC"),
        ({"overall": "3"}, "A"),
        ({"overall": "2"}, ""),
        ({"overall": "1"}, "D"),
        # A category is what stands now, whatever the grade before it.
        ({"category": "SWK", "overall": "1"}, "ABCD"),
        ({}, ""),
    ],
)
def test_a_grade_or_a_category_against_a_band(found: dict[str, str], against: str) -> None:
    assert "".join(band for band in "ABCD" if GRADE in kinds(band, **found)) == against


@pytest.mark.parametrize(("last", "far"), [("A", "CD"), ("B", "D"), ("C", "A"), ("D", "AB")])
def test_two_bands_at_once(last: str, far: str) -> None:
    assert "".join(band for band in "ABCD" if MOVE in kinds(band, last=last)) == far


def test_the_words_name_the_facts() -> None:
    known = Known("RSI", "", None, LIVERPOOL.band("D"))
    said = [outlier.words for outlier in speaks_against(LIVERPOOL, LIVERPOOL.band("A"), known)]
    assert said == [
        "Band A, but in a category of Ofsted: Requires significant improvement.",
        "Band A, after Band D the year before.",
    ]
    known = Known("", "3", DAY, None)
    (outlier,) = speaks_against(LIVERPOOL, LIVERPOOL.band("A"), known)
    assert outlier.words == "Band A, but judged Requires improvement on 4 March 2025."


def test_where_the_order_means_nothing_nothing_stands_out() -> None:
    text = liverpool().replace("ordered = true", "ordered = false", 1)
    framework = parse(text, name="unordered.toml")[0]
    assert not list(speaks_against(framework, framework.band("A"), Known("SM", "4", DAY, framework.band("D"))))
