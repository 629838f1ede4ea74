"""sil.framework: Liverpool's figures, and errors that name file, line and key."""

from collections.abc import Callable, Iterable
from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schools.registers.ofsted.layouts import LAYOUTS
from sil.framework import actions
from sil.framework.intervention import Length
from sil.framework.loader import LIVERPOOL, FrameworkError, parse
from sil.framework.models import FrameworkVersion
from sil.framework.parts import contrast_with_white
from sil.framework.queries import framework_on, version_for
from sil.framework.schema import Framework, plain
from sil.framework.years import academic_year, first_day, label, last_day
from tests.conftest import TODAY

TEXT = LIVERPOOL.read_text(encoding="utf-8")
FRAMEWORK = parse(TEXT, name="liverpool.toml")[0]
JUDGEMENTS = sorted({name for criterion in FRAMEWORK.criteria for name in criterion.judgements})
# Headings of files that are not among LAYOUTS: 2015 to 2019, and report cards since November 2025.
OF_2015 = (
    "Effectiveness of the early years provision",
    "Effectiveness of the sixth form provision",
    "Outcomes for pupils",
    "Quality of teaching, learning and assessment",
    "Personal development, behaviour and welfare",
    "16 - 19 study programmes",
)
OF_REPORT_CARDS = (
    "Safeguarding standards",
    "Inclusion",
    "Curriculum and teaching",
    "Achievement",
    "Attendance and behaviour",
    "Personal development and wellbeing",
    "Early years (where applicable)",
    "Post-16 provision (where applicable)",
    "Leadership and governance",
)
CONCERN = "headline_days = 5.5\nconcern = true"


def problems(text: str) -> list[str]:
    with pytest.raises(FrameworkError) as error:
        parse(text, name="my.toml")
    return error.value.problems


@pytest.mark.feature("A9")
@pytest.mark.parametrize(
    ("band", "headline", "lines", "left_open"),
    [
        ("A", "3", ["1", "1", "1"], "0"),
        ("B", "5.5", ["1", "3", "1"], "0.5"),
        ("C", "7", ["3", "3", "1"], "0"),
        ("D", "7", ["3", "3", "1"], "0"),
    ],
)
def test_days_of_liverpool_as_printed(band: str, headline: str, lines: list[str], left_open: str) -> None:
    found = FRAMEWORK.band(band)
    assert found.headline_days == Decimal(headline)
    assert [line.days for line in found.lines] == [Decimal(days) for days in lines]
    assert found.open_days == Decimal(left_open)


def test_what_the_printed_list_of_band_d_cuts_off_is_marked() -> None:
    assert [line.printed for line in FRAMEWORK.band("D").lines] == [True, False, False]
    assert all(line.printed for band in "ABC" for line in FRAMEWORK.band(band).lines)


@pytest.mark.feature("A9")
def test_two_more_days_for_a_first_headship_lie_outside_the_headline() -> None:
    (extra,) = FRAMEWORK.extra_days
    assert (extra.id, extra.days) == ("new-to-headship", Decimal(2))


@pytest.mark.parametrize(
    ("rule", "count", "unit", "day_one"),
    [
        ("visit_report", 10, "calendar", "out"),
        ("action_plan", 15, "calendar", "out"),
        ("answer", 10, "working", "out"),
        ("decision", 10, "working", "out"),
        ("partnership_plan", 30, "working", "out"),
    ],
)
def test_periods_of_liverpool(rule: str, count: int, unit: str, day_one: str) -> None:
    period = getattr(FRAMEWORK.periods, rule)
    assert (period.count, period.unit, period.day_one) == (count, unit, day_one)


@pytest.mark.feature("C3")
def test_a_compliance_period_has_no_length_of_its_own() -> None:
    """Domain 2.6: the framework's 15 days are for the action plan alone."""
    period = FRAMEWORK.periods.compliance_period
    assert not hasattr(period, "count")
    assert (period.unit, period.day_one, period.trigger) == ("calendar", "in", "the day the notice is given")
    assert "compliance_period" not in FRAMEWORK.periods.counted
    assert "compliance_period" in FRAMEWORK.periods.given
    assert (period.lasting(28).count, period.lasting(28).unit) == (28, "calendar")
    assert (period.lasting(20, "working").count, period.lasting(20, "working").unit) == (20, "working")


@pytest.mark.feature("C3")
def test_a_file_that_gives_it_a_length_is_refused_and_an_old_version_is_read() -> None:
    name = 'name = "Compliance period"\n'
    with pytest.raises(FrameworkError, match="a compliance period has no count: it is entered for each notice"):
        parse(TEXT.replace(name, f"{name}count = 15\n"), name="old.toml")
    content = FRAMEWORK.model_dump(mode="json")
    content["periods"]["compliance_period"]["count"] = 15
    assert Framework.model_validate(content) == FRAMEWORK


@pytest.mark.feature("C3")
def test_usual_lengths_of_notices_are_settings() -> None:
    rules = FRAMEWORK.intervention
    assert rules is not None and rules.latest_time == time(16, 30)
    formal, preformal = rules.length("formal_notice"), rules.length("preformal_notice")
    assert formal is not None and (formal.usual_days, formal.shortest_days) == (28, 21)
    assert preformal is not None and (preformal.usual_days, preformal.shortest_days) == (None, 14)
    assert rules.length("intention_notice") is None
    with pytest.raises(ValidationError, match="shortest_days is more than usual_days"):
        Length(usual_days=14, shortest_days=15, source="Local setting")
    with pytest.raises(ValidationError):
        Length.model_validate({"usual_days": 14})


def test_the_grid_has_its_fourteen_rows() -> None:
    assert [criterion.id for criterion in FRAMEWORK.criteria] == [
        "inspection-outlook",
        "leadership-and-governance",
        "self-evaluation",
        "outreach",
        "curriculum",
        "reading",
        "outcomes-and-gaps",
        "inclusion-and-send",
        "behaviour-and-exclusions",
        "attendance",
        "safeguarding",
        "post-16",
        "other-functions",
        "formal-powers",
    ]


@pytest.mark.feature("A12")
def test_band_d_causes_concern_and_a_school_in_band_c_may_be_flagged() -> None:
    assert [(band.id, band.concern, band.may_be_high_risk) for band in FRAMEWORK.bands] == [
        ("A", False, False),
        ("B", False, False),
        ("C", False, True),
        ("D", True, False),
    ]


def test_each_judgement_that_ofsteds_files_hold_speaks_to_a_criterion() -> None:
    labels = {label for layout in LAYOUTS for block in layout.blocks for label in block.judgements}
    labels |= {"Overall effectiveness", "Category of concern", *OF_REPORT_CARDS, *OF_2015}
    boarding = {label for label in labels if "residential" in label.lower()}
    assert len(boarding) == 5
    assert [j for j in sorted(labels - boarding) if not any(c.draws_on(j) for c in FRAMEWORK.criteria)] == []


@given(st.sampled_from(JUDGEMENTS), st.sampled_from([str.upper, str.lower, str.title, str.swapcase]), st.text(" \t"))
def test_case_and_spaces_of_a_judgement_do_not_matter(name: str, cased: Callable[[str], str], space: str) -> None:
    meant = {c.id for c in FRAMEWORK.criteria if name in c.judgements}
    assert meant == {c.id for c in FRAMEWORK.criteria if c.draws_on(space + cased(name).replace(" ", " " + space))}


def test_part_of_a_judgements_name_is_another_judgement() -> None:
    criterion = FRAMEWORK.criterion("inclusion-and-send")
    assert criterion is not None and criterion.draws_on("Inclusion")
    assert (
        not criterion.draws_on("Inclus") and not criterion.draws_on("Inclusion of all") and not criterion.draws_on("")
    )
    assert FRAMEWORK.criterion("inclusion") is None


def test_every_letter_goes_to_the_head_and_the_chair() -> None:
    rules = dict(FRAMEWORK.letters)
    ends = ("agreed", "recorded", "decided", "determined", "confirmed")
    assert list(rules) == [*(f"allocation_{end}" for end in ends), "visit_report", "visit_summary"]
    assert {(rule.to, rule.version_on(TODAY)) for rule in rules.values()} == {
        (("headteacher", "acting_headteacher", "chair"), "2020-09")
    }


def test_what_was_stored_before_a_key_existed_still_reads() -> None:
    content = FRAMEWORK.model_dump(mode="json")
    for band in content["bands"]:
        del band["concern"], band["may_be_high_risk"]
    for criterion in content["criteria"]:
        del criterion["judgements"]
    # What uses a line of days was told by the line alone.
    assert FRAMEWORK.visits is not None
    of_no_line = [each for each in content["offers"] if not FRAMEWORK.visits.line_of(each.pop("visit_kind"))]
    content["offers"] = of_no_line
    for offer in content["offers"]:
        del offer["id"], offer["kind"], offer["answered_within"]
    del content["early_signs"], content["partnership_plan"], content["support"]
    for period in (
        *("decision", "report_check", "report_answer", "service_concern", "academy_answer", "notice_comment"),
        "partnership_plan",
    ):
        del content["periods"][period]
    content["letters"] = {"allocation_agreed": content["letters"]["allocation_agreed"]}
    old = Framework.model_validate(content)
    assert old.letters == FRAMEWORK.letters and old.early_signs == () and old.partnership_plan is None
    assert old.support.approval_above is None and old.support.kinds[0].fits("A"), "no cost needs approval"
    assert list(old.periods.given) == ["visit_report", "action_plan", "compliance_period", "answer"]
    assert [old.offers_of(band) for band in "ABCD"] == [FRAMEWORK.offers_of(band) for band in "ABCD"]
    assert {offer.kind for offer in old.offers} == {"information"} and old.offer("headteacher-briefings") is None
    assert not any(band.concern or band.may_be_high_risk for band in old.bands)
    assert not any(criterion.draws_on("Overall effectiveness") for criterion in old.criteria)


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        ([], "Does not apply"),
        (["C"], "Band C"),
        (["B", "A"], "Band A or Band B"),
        (("D", "B", "A", "B"), "Band A, Band B or Band D"),
    ],
)
def test_bands_by_name_in_the_order_of_the_file(bands: Iterable[str], words: str) -> None:
    assert FRAMEWORK.names(bands) == words
    assert FRAMEWORK.names(iter(bands)) == words


def test_a_band_that_is_none_has_no_name() -> None:
    with pytest.raises(KeyError, match="Z"):
        FRAMEWORK.names(["A", "Z"])


@given(st.sampled_from("ABCD"), st.sampled_from("ABCD"), st.sampled_from("ABCD"))
def test_distance_counts_steps_along_the_bands(one: str, other: str, third: str) -> None:
    distance: Callable[[str, str], Any] = FRAMEWORK.distance
    assert distance(one, other) == distance(other, one) == abs(ord(one) - ord(other))
    assert distance(one, third) <= distance(one, other) + distance(other, third)


@pytest.mark.parametrize("pair", [("A", "Z"), ("Z", "A"), ("", "")])
def test_there_is_no_distance_to_an_unknown_band(pair: tuple[str, str]) -> None:
    assert FRAMEWORK.distance(*pair) is None


def test_where_the_order_means_nothing_no_band_is_far_or_worse() -> None:
    text = TEXT.replace("ordered = true", "ordered = false").replace("headline_days = 5.5", CONCERN)
    unordered = parse(text, name="my.toml")[0]
    assert unordered.band("B").concern and not unordered.band("C").concern
    assert unordered.distance("A", "B") is None


def test_every_offer_of_band_a_is_one_of_band_d() -> None:
    assert set(FRAMEWORK.offers_of("A")) < set(FRAMEWORK.offers_of("D"))


def test_warnings_name_the_open_half_day_and_the_demonstration_wording() -> None:
    half_day, wording = FRAMEWORK.warnings()
    assert half_day == ("Band B: the headline prints 5.5 days, its lines add up to 5; 0.5 is shown as open.")
    assert "demonstration wording" in wording


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("headline_days = 5.5", "headline_days = 5.25", "bands.2.headline_days", "this must be whole or half days"),
        ("headline_days = 5.5", 'headline_days = "many"', "bands.2.headline_days", "this must be a number"),
        ("headline_days = 5.5", "headlne_days = 5.5", "bands.2.headlne_days", "did you mean “headline_days”?"),
        ('unit = "working"', 'unit = "week"', "periods.answer.unit", "one of calendar, working"),
        ("ordered = true", 'ordered = "maybe"', "allocation.ordered", "this must be true or false"),
        ('code = "341"', 'code = "34"', "authority.code", "three figures in quotation marks"),
        ('colour = "#1d4f76"', 'colour = "#9fc5e8"', "authority", "too light for white text"),
        ('name = "Reading"', 'name = ""', "criteria.6.name", "this must not be empty"),
        ('["headteacher", "acting_headteacher", "chair"]', '["bishop"]', "letters.allocation_agreed.to.1", "no role"),
        (
            "[letters.allocation_decided]",
            "[letters.allocation_told]",
            "letters.allocation_told",
            "did you mean “allocation_",
        ),
        ("concern = true", 'concern = "perhaps"', "bands.4.concern", "this must be true or false"),
        (
            "may_be_high_risk = true",
            "may_be_high_risk = true\nconcern = true",
            "bands.3",
            "a high-risk flag adds nothing",
        ),
        ('["Inclusion"]', '["Inclusion", "inclusion "]', "criteria.8", "names the same judgement twice: inclusion"),
        ('["Inclusion"]', '"Inclusion"', "criteria.8.judgements", "this must be a list in square brackets"),
        ('["Inclusion"]', '[""]', "criteria.8.judgements.1", "this must not be empty"),
        ('kind = "event"', 'kind = "party"', "offers.2.kind", "one of event, request"),
        ('id = "headteacher-briefings"\n', "", "offers.2", "an offer of the kind “event” needs an id"),
        ("answered_within = 5\n", "", "offers.3", "a request needs answered_within"),
        ('kind = "newsletter"', 'kind = "newsletter"\nanswered_within = 5', "offers.8", "only an offer of the kind"),
        (
            'kind = "newsletter"',
            'kind = "newsletter"\nvisit_kind = "brokered"',
            "offers.8",
            "only an offer of the kind",
        ),
        ('visit_kind = "brokered"', 'visit_kind = "nothing"', "offers.13.visit_kind", "no kind of visit “nothing”"),
        ("answered_within = 5", "answered_within = 90", "offers.3.answered_within", "less than or equal to 60"),
        ('"the day the disagreement is made"', '""', "periods.decision.trigger", "this must not be empty"),
    ],
)
def test_errors_name_file_line_and_key(old: str, new: str, key: str, words: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    (found, *_) = [p for p in problems(text) if f"key {key}:" in p]
    lines = text.splitlines()
    line = int(found.split("line ")[1].split(",")[0])
    assert found.startswith("my.toml, line ") and words in found
    assert new in lines[line - 1] or lines[line - 1].startswith("["), lines[line - 1]


@pytest.mark.feature("P1")
def test_bands_c_and_d_ask_for_a_plan() -> None:
    rules = FRAMEWORK.partnership_plan
    assert rules is not None
    assert (rules.title, rules.bands) == ("School Partnership Improvement Plan", ("C", "D"))


@pytest.mark.feature("P1")
@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        (
            'bands = ["C", "D"]\nreviews',
            'bands = ["C", "E"]\nreviews',
            "partnership_plan.bands.2",
            "no band “E”; the bands are A",
        ),
        ('bands = ["C", "D"]\nreviews', "bands = []\nreviews", "partnership_plan.bands", "needs more entries"),
        ("[partnership_plan]\ntitle =", "[partnership_plan]\nname =", "partnership_plan.title", "key is missing"),
        ("reviews_each_term = 1", "reviews_each_term = 9", "partnership_plan.reviews_each_term", "equal to 4"),
        ("reviews_each_term = 1", 'reviews_each_term = "often"', "partnership_plan.reviews_each_term", "whole number"),
        ("[partnership_plan]\n", "[partnership_plans]\n", "partnership_plans", "mean “partnership_plan”?"),
    ],
)
def test_a_plan_that_cannot_be_asked_for_is_refused(old: str, new: str, key: str, words: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    (found, *_) = [p for p in problems(text) if f"key {key}:" in p]
    assert words in found
    at = text.splitlines()[int(found.split("line ")[1].split(",")[0]) - 1]
    assert at.split(" ")[0] in ("bands", "reviews_each_term", "[partnership_plan]", "[partnership_plans]")


@pytest.mark.feature("P1")
def test_a_plan_needs_a_period_and_a_period_needs_a_plan() -> None:
    period = TEXT[TEXT.index("[periods.partnership_plan]") : TEXT.index("# Visits. The lines")]
    (found,) = problems(TEXT.replace(period, ""))
    assert "key partnership_plan: add [periods.partnership_plan]" in found
    plan = TEXT[TEXT.index("[partnership_plan]") : TEXT.index("# What the authority's Education")]
    (found,) = problems(TEXT.replace(plan, ""))
    assert "key periods.partnership_plan: no band asks for a plan" in found
    content = FRAMEWORK.model_dump(mode="json")
    del content["partnership_plan"], content["periods"]["partnership_plan"]
    assert Framework.model_validate(content).partnership_plan is None, "a version stored before still reads"


def test_a_missing_table_is_named() -> None:
    text = TEXT.replace("[periods.action_plan]", "[periods.action_plans]")
    assert any("key periods.action_plan: this key is missing" in p for p in problems(text))


def test_every_problem_is_reported_at_once() -> None:
    text = TEXT.replace("headline_days = 5.5", "headline_days = -1").replace('unit = "working"', 'unit = "week"', 1)
    assert len(problems(text)) == 2


def test_what_is_not_toml_is_named_by_line() -> None:
    assert any(each.startswith("my.toml, line 2: this is not TOML") for each in problems("[framework]\nname = \n"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('bands = ["A", "B"]\ntext = "Exclusions are low."', 'bands = ["A"]\ntext = "x"', "has no reading for band B"),
        ('bands = ["A", "B"]\ntext = "Exclusions are low."', 'bands = ["A", "B", "C"]\ntext = "x"', "two readings"),
        (
            'bands = ["A", "B"]\ntext = "Exclusions are low."',
            'bands = ["A", "B", "Z"]\ntext = "x"',
            "there is no band “Z”",
        ),
        ('id = "B"\nname = "Band B"', 'id = "A"\nname = "Band B"', "the same band id: A"),
        ('id = "governor-briefings"', 'id = "headteacher-briefings"', "the same offer id: headteacher-briefings"),
        ('id = "outreach"', 'id = "reading"', "the same criterion id: reading"),
        ("headline_days = 5.5", CONCERN, "band B causes concern and band C, which is worse, does not"),
        (
            'criterion = "formal-powers"',
            'criterion = "powers"',
            "there is no criterion “powers”; the criteria are inspection-outlook",
        ),
        ('visit_kind = "intervention"', 'visit_kind = "raid"', "there is no kind of visit “raid”"),
    ],
)
def test_parts_must_fit_together(old: str, new: str, words: str) -> None:
    assert old in TEXT
    assert any(words in problem for problem in problems(TEXT.replace(old, new, 1)))


def test_a_key_inside_a_long_text_is_not_taken_for_a_key() -> None:
    text = TEXT.replace('principle = "The band', 'principle = """one\nordered = 3\n[bands]\n"""\n#').replace(
        "headline_days = 5.5", "headline_days = -1"
    )
    (problem,) = problems(text)
    assert text.splitlines()[int(problem.split("line ")[1].split(",")[0]) - 1] == "headline_days = -1"


@given(st.text(max_size=300))
def test_no_text_gets_through_or_brings_the_loader_down(text: str) -> None:
    assert problems(text)


@given(st.decimals(0, 366, places=1))
def test_plain_numbers_read_as_people_write_them(number: Decimal) -> None:
    assert Decimal(plain(number)) == number
    assert not plain(number).endswith(".0") and "E" not in plain(number)


@pytest.mark.parametrize(("colour", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#1d4f76", 8.6)])
def test_contrast_is_that_of_wcag(colour: str, ratio: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(ratio, abs=0.1)


@given(st.dates())
def test_academic_years_cover_every_day_once(day) -> None:
    year = academic_year(day)
    if year > 0:
        assert first_day(year) <= day
    if year < 9999:
        assert day <= last_day(year)
    assert label(2026) == "2026 to 2027"


def test_loading_twice_is_one_version(liverpool: FrameworkVersion) -> None:
    again, created = actions.load(TEXT, file_name="copy.toml", by=None)
    assert (again, created) == (liverpool, False)


@pytest.mark.feature("A13")
def test_the_version_of_a_year_is_the_latest_begun_and_of_those_the_last_loaded(liverpool: FrameworkVersion) -> None:
    later = TEXT.replace("first_academic_year = 2020", "first_academic_year = 2027")
    next_year, _ = actions.load(later, file_name="2027.toml", by=None)
    corrected, _ = actions.load(TEXT.replace('name = "Band A"', 'name = "A"'), file_name="corrected.toml", by=None)
    assert version_for(2026) == corrected
    assert version_for(2027) == next_year
    assert version_for(2019) is None
    assert liverpool.framework.band("A").name == "Band A"


def test_the_framework_of_a_day_follows_the_academic_year(liverpool: FrameworkVersion) -> None:
    found = framework_on(TODAY)
    assert found is not None and found.authority.code == "341"


@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = 'x'", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
@pytest.mark.parametrize(("table", "column"), [("frameworkversion", "name"), ("frameworkfile", "source")])
def test_a_version_never_changes(liverpool: FrameworkVersion, table: str, column: str, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(f"framework_{table}", column))


def _sign(lines: str) -> str:
    return f'{TEXT}\n[[early_signs]]\nid = "one"\n{lines}\n'


@pytest.mark.feature("O9")
@pytest.mark.parametrize(
    ("lines", "after", "words"),
    [
        ('kind = "no_visits"\nweeks = 3', 3, "there is no kind of early sign “no_visits”; the kinds are no_visit, "),
        ('kind = "no_visit"\nweeks = 0', 4, "Input should be greater than or equal to 1"),
        ('kind = "no_visit"', 1, "an early sign of the kind no_visit needs weeks"),
        ('kind = "band_down"\nweeks = 3', 1, "an early sign of the kind band_down has no use for weeks"),
        ('kind = "absence_above"\npoints = 2\nmeasures = []', 1, "needs measures"),
        ('kind = "no_visit"\nweeks = 3\nscore = 5', 5, "there is no such key here; is it misspelt?"),
    ],
)
def test_a_wrong_rule_of_early_signs_is_told_with_its_line(lines: str, after: int, words: str) -> None:
    (problem,) = problems(_sign(lines))
    assert problem.startswith(f"my.toml, line {len(TEXT.splitlines()) + 1 + after}, key early_signs."), problem
    assert words in problem


@pytest.mark.feature("O9")
def test_early_signs_have_ids_of_their_own_and_name_sections_that_exist() -> None:
    two = 'kind = "same_area_in_reports"\ntimes = 2\nsection = "nowhere"'
    assert "there is no section of reports “nowhere”" in problems(_sign(two))[0]
    twice = TEXT.replace('id = "report-late"', 'id = "no-visit"')
    assert "two entries have the same early sign id: no-visit" in problems(twice)[0]
