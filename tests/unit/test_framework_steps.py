"""Which steps of intervention a framework file can leave out, and that what the Act requires is refused with line and
key."""

import pytest

from sil.framework.loader import FrameworkError, parse
from tests.factories.frameworks import liverpool, renamed, without

pytestmark = pytest.mark.feature("C15")
ACT = "Education and Inspections Act 2006"


def problems(text: str) -> list[str]:
    with pytest.raises(FrameworkError) as error:
        parse(text, name="other.toml")
    return error.value.problems


def line_of(text: str, start: str, *, after: str = "") -> int:
    """The number of the first line that starts so, after another one."""
    lines = text.splitlines()
    begin = lines.index(after) if after else 0
    return next(number for number, line in enumerate(lines, 1) if number > begin and line.startswith(start))


@pytest.mark.parametrize(
    "kinds",
    [
        ("directive_notice",),
        ("discussion_invitation",),
        ("preformal_notice",),
        ("preformal_notice", "directive_notice", "notice_removed"),
        ("academy_considered", "academy_concerns", "academy_improvement", "academy_no_improvement"),
    ],
)
def test_a_step_of_the_framework_can_be_left_out(kinds: tuple[str, ...]) -> None:
    rules = parse(without(liverpool(), *kinds), name="other.toml")[0].intervention
    assert rules is not None
    assert not any(rules.has(kind) for kind in kinds)
    assert rules.has("formal_notice")


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("formal_notice", f"the Act has a warning notice come before eligibility ({ACT}, section 60(1)(a))"),
        (
            "intention_notice",
            f"the Act asks for reasonable written notice before a power is used ({ACT}, section 60(1)(d))",
        ),
        ("power_used", f"the governing body is told in writing that a power is used ({ACT}, sections 63 to 66)"),
        ("formal_lifted", "a warning notice that was given ends by a letter to all who had it"),
    ],
)
def test_what_the_act_requires_is_refused_with_line_and_key(kind: str, why: str) -> None:
    text = without(liverpool(), kind)
    line = line_of(text, "[intervention]")
    assert problems(text) == [f"other.toml, line {line}, key intervention.{kind}: this step cannot be left out: {why}."]


@pytest.mark.parametrize(
    ("party", "section"),
    [
        ("headteacher", "60(6)"),
        ("diocese", "60(6)"),
        ("foundation", "60(6)"),
        ("ofsted", "60(6)"),
        ("secretary_of_state", "60(6A)"),
    ],
)
def test_a_copy_that_the_act_gives_is_not_left_out(party: str, section: str) -> None:
    head, rest = liverpool().split("[intervention.formal_notice]\n", 1)
    names = ["headteacher", "diocese", "foundation", "secretary_of_state", "ofsted"]
    kept = ", ".join(f'"{name}"' for name in names if name != party)
    copies = 'copies = ["headteacher", "diocese", "foundation", "secretary_of_state", "ofsted"]'
    text = f"{head}[intervention.formal_notice]\n{rest.replace(copies, f'copies = [{kept}]', 1)}"
    line = line_of(text, "copies", after="[intervention.formal_notice]")
    assert problems(text) == [
        f"other.toml, line {line}, key intervention.formal_notice.copies: this has to name {party}: the Act gives them "
        f"a copy ({ACT}, section {section})."
    ]


def test_a_notice_of_the_framework_needs_the_letter_that_removes_it() -> None:
    text = without(liverpool(), "notice_removed")
    line = line_of(text, "[intervention]")
    assert problems(text) == [
        f"other.toml, line {line}, key intervention.notice_removed: this step cannot be left out: a notice that was "
        "given ends by a letter."
    ]


def test_the_steps_about_an_academy_stay_together() -> None:
    text = without(liverpool(), "academy_concerns")
    assert problems(text) == [
        f"other.toml, line {line_of(text, '[intervention]')}, key intervention.academy_concerns: the steps about an "
        "academy follow from each other: have all of them or none."
    ]


@pytest.mark.feature("C6")
def test_an_office_without_a_postal_address_is_refused_with_line_and_key() -> None:
    full = '"1 Demonstration Street", "Exampleton", "ZZ99 1AA"]'
    text = liverpool().replace(f'"Regions Group, North West", {full}', '"Regions Group, North West"]', 1)
    line = line_of(text, "address", after='id = "regional_director"')
    assert problems(text) == [
        f"other.toml, line {line}, key intervention.bodies.1.address: this has to be a postal address of at least two "
        "lines, the last one a postcode such as SW1P 3BT."
    ]


def test_a_step_has_a_name_of_its_own() -> None:
    rules = parse(renamed(liverpool(), "preformal_notice", "Letter of concern"), name="other.toml")[0].intervention
    assert rules is not None
    assert rules.name_of("preformal_notice") == "Letter of concern"
    assert rules.name_of("formal_notice") == ""


def test_how_often_a_power_is_reviewed_is_the_authoritys() -> None:
    table = "[intervention.power_review_days]"
    rules = parse(liverpool(), name="other.toml")[0].intervention
    assert rules is not None and rules.power_review_days is not None
    assert rules.power_review_days.count == 90
    left_out = liverpool().replace(table, "[intervention.left_out]")
    assert any("left_out" in problem for problem in problems(left_out))
    wrong = liverpool().replace(f"{table}\ncount = 90", f"{table}\ncount = 0")
    line = line_of(wrong, "count = 0", after=table)
    assert problems(wrong)[0].startswith(f"other.toml, line {line}, key intervention.power_review_days.count:")


def test_a_file_need_not_say_how_often_a_power_is_reviewed() -> None:
    head, tail = liverpool().split("[intervention.power_review_days]\n")
    rules = parse(head + tail.split("\n\n", 1)[1], name="other.toml")[0].intervention
    assert rules is not None and rules.power_review_days is None
