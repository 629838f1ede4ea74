"""schools.indicators: what a cell, a year and a difference say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.indicators.charts import draw
from schools.indicators.measures import (
    BAND,
    GROUP_WORDS,
    GROUPS,
    MEASURES,
    MISSING,
    PERCENT,
    POINTS,
    PUPILS,
    RATE,
    STAGES,
    headings,
)  # fmt: skip
from schools.indicators.years import short
from schools.registers.results.cells import figure
from schools.registers.results.years import year_of_cell, year_of_name
from schools.registers.table.fields import CellError
from sil.framework.loader import LIVERPOOL, parse

pytestmark = pytest.mark.feature("S5")


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "unit", "value"),
        [
            ("61%", PERCENT, "61"),
            ("61 %", PERCENT, "61"),
            (" 61.25 ", PERCENT, "61.25"),
            ("0%", PERCENT, "0"),
            ("-0.3", POINTS, "-0.3"),
            ("−0.3", POINTS, "-0.3"),
            ("+0.21", POINTS, "0.21"),
            ("-0", POINTS, "0"),
            ("46.71428571", POINTS, "46.7143"),
            ("1,234", PUPILS, "1234"),
            ("250", RATE, "250"),
            ("3", BAND, "3"),
            ("Well below average", BAND, "5"),
        ],
    )
    def test_figures(self, cell: str, unit: object, value: str) -> None:
        assert figure(cell, unit) == (Decimal(value), "")  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("cell", "missing"),
        [
            ("SUPP", "suppressed"),
            ("supp ", "suppressed"),
            ("c", "suppressed"),
            ("NE", "no_entries"),
            ("NP", "not_published"),
            ("NA", "not_applicable"),
            ("z", "not_applicable"),
            ("LOWCOV", "low_coverage"),
            ("NEW", "new_school"),
            ("x", "not_available"),
            ("u", "low_reliability"),
            ("k", "nearly_none"),
            ("low", "nearly_none"),
            ("", "blank"),
            (" \u00a0", "blank"),
            ("NULL", "blank"),
        ],
    )
    def test_what_is_missing_keeps_its_meaning_and_is_never_nought(self, cell: str, missing: str) -> None:
        assert figure(cell, PERCENT) == (None, missing)
        assert MISSING[missing]

    @pytest.mark.parametrize(
        ("cell", "unit"),
        [
            ("=1+1", PERCENT),
            ("@SUM(A1)", PERCENT),
            ("10^9", PUPILS),
            ("1e9", PUPILS),
            ("1000000000", PUPILS),
            ("NaN", POINTS),
            ("inf", POINTS),
            ("-inf", POINTS),
            ("1,23", PUPILS),
            ("12,34,567", PUPILS),
            ("101%", PERCENT),
            ("-1%", PERCENT),
            ("61%", POINTS),
            ("0.3.1", POINTS),
            ("--3", POINTS),
            ("٣", PERCENT),
            ("2.5", BAND),
            ("6", BAND),
            ("Good", BAND),
            ("<script>", PERCENT),
        ],
    )
    def test_what_is_no_figure_is_refused(self, cell: str, unit: object) -> None:
        with pytest.raises(CellError):
            figure(cell, unit)  # type: ignore[arg-type]

    @given(st.text(max_size=12))
    def test_any_text_is_a_figure_within_bounds_a_reason_or_refused(self, cell: str) -> None:
        try:
            value, missing = figure(cell, PERCENT)
        except CellError:
            return
        assert (value is None) != (missing == "")
        assert value is None or 0 <= value <= 100

    @given(st.decimals(min_value=-99, max_value=99, places=2), st.sampled_from("-−"))
    def test_what_is_written_is_read(self, value: Decimal, minus: str) -> None:
        assert figure(f"{value:f}".replace("-", minus), POINTS) == (value, "")


class TestYears:
    @pytest.mark.parametrize("cell", ["202324", "2023/24", "2023-24", "2023-2024", " 2023/2024 "])
    def test_of_a_cell(self, cell: str) -> None:
        assert year_of_cell(cell, summer=False) == 2023

    def test_a_single_year_is_the_summer_it_ends_in(self) -> None:
        assert year_of_cell("2018", summer=True) == 2017
        with pytest.raises(CellError):
            year_of_cell("2018", summer=False)

    @pytest.mark.parametrize("cell", ["", "202325", "2023/25", "20232024", "last year", "1018", "23/24"])
    def test_anything_else_is_no_year(self, cell: str) -> None:
        with pytest.raises(CellError):
            year_of_cell(cell, summer=True)

    @pytest.mark.parametrize(
        ("name", "year"),
        [
            ("2022-2023_england_ks2final.csv", 2022),
            ("202324_information_about_schools_final.csv", 2023),
            ("england_abs_2022-23.csv", 2022),
            ("waiky8_ks4_perf_2018.csv", 2017),
            ("ks4_2018", 2017),
            ("england_abs_2023.csv", None),
            ("england_abs_20240512.csv", None),
            ("2018-2019_to_2022-2023.csv", None),
            ("ks2_2017_and_2018.csv", None),
            ("england_ks2final.csv", None),
        ],
    )
    def test_of_a_file_name(self, name: str, year: int | None) -> None:
        assert year_of_name(name) == year

    @given(st.integers(2000, 2098))
    def test_as_it_is_written_it_is_read(self, year: int) -> None:
        assert year_of_cell(short(year), summer=False) == year
        assert year_of_name(f"{year}-{year + 1}_england_ks4final.csv") == year


class TestMeasures:
    def test_each_is_whole(self) -> None:
        for slug, measure in MEASURES.items():
            assert slug == measure.slug and measure.stage in STAGES and measure.label
            assert set(measure.columns) <= set(GROUPS) and (measure.columns or measure.rows)
        assert set(GROUP_WORDS.values()) <= set(GROUPS)

    def test_no_heading_says_two_things(self) -> None:
        said = [(h.name.lower(), h.subject) for choices in headings() for h in choices]
        assert len(said) == len(set(said))

    def test_the_framework_names_figures_that_are_kept(self) -> None:
        framework, _ = parse(LIVERPOOL.read_text(encoding="utf-8"), name="liverpool.toml")
        assert {slug for c in framework.criteria for slug in c.measures} <= set(MEASURES)
        assert not [warning for warning in framework.warnings() if "figures" in warning]

    def test_a_figure_that_is_not_kept_is_warned_of(self) -> None:
        text = LIVERPOOL.read_text(encoding="utf-8").replace('"absence_overall"', '"absence_total"')
        framework, _ = parse(text, name="liverpool.toml")
        assert "Attendance: no figures are kept of absence_total, so nothing is shown for them." in framework.warnings()

    @pytest.mark.parametrize(
        ("slug", "value", "other", "words"),
        [
            ("ks2_rwm_expected", "58.4", "62.4", "4 percentage points below England"),
            ("ks2_rwm_expected", "61.6", "61.4", "1 percentage point above England"),
            ("ks2_rwm_expected", "61.6", "62.4", "the same as England"),
            ("absence_overall", "7.1", "6.6", "0.5 percentage points above England"),
            ("ks4_progress_8", "-0.75", "-0.02", "0.73 points below England"),
            ("suspension_rate", "12.5", "9.31", "3.19 above England"),
            ("ks4_attainment_8", "56", "46", "10 points above England"),
            ("pupils", "200", "300", ""),
        ],
    )
    def test_differences_agree_with_what_is_shown(self, slug: str, value: str, other: str, words: str) -> None:
        assert MEASURES[slug].difference(Decimal(value), Decimal(other), "England") == words

    @pytest.mark.parametrize(
        ("slug", "value", "words"),
        [
            ("ks2_rwm_expected", "61.0000", "61%"),
            ("ks4_progress_8", "-0.7500", "−0.75"),
            ("ks4_progress_8", "0.3", "+0.30"),
            ("ks4_progress_8", "0", "0.00"),
            ("pupils", "1204", "1,204"),
            ("ks4_progress_8_band", "4", "Below average"),
        ],
    )
    def test_words(self, slug: str, value: str, words: str) -> None:
        assert MEASURES[slug].said(Decimal(value)) == words


def test_a_line_breaks_where_a_year_has_no_figure_and_stays_in_its_frame() -> None:
    chart = draw(
        MEASURES["ks2_rwm_expected"],
        {2017: Decimal(50), 2018: Decimal(55), 2022: Decimal(100)},
        {2018: Decimal(65), 2022: Decimal(60)},
    )
    assert [len(piece) for piece in chart.school] == [2, 1]
    assert chart.description == (
        "This school: 50% in 2017/18, 55% in 2018/19, 100% in 2022/23. England: 65% in 2018/19, 60% in 2022/23."
    )
    assert all(
        0 <= dot.x <= chart.width and 0 <= dot.y <= chart.height
        for piece in (*chart.school, *chart.england)
        for dot in piece
    )
