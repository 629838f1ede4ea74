"""What a framework file says of teams: each mistake is named with its line and key."""

import pytest

from sil.framework.loader import FrameworkError, parse
from tests.factories.frameworks import liverpool

pytestmark = pytest.mark.feature("P5")


def _line(text: str, start: str) -> int:
    lines = text.splitlines()
    begin = lines.index("[team]")
    return next(number for number, line in enumerate(lines, 1) if number > begin and line.startswith(start))


WRONG = {
    "band": ('[team]\nbands = ["D"]', '[team]\nbands = ["D", "F"]', "bands", "team.bands.2",
             "there is no band “F”; the bands are A, B, C, D"),
    "finance": ('finance = "finance"', 'finance = "money"', "finance", "team.finance",
                "there is no service “money”; the services are finance, governor-support, send, inclusion, hr, other"),
    "service": ('id = "hr"', 'id = "send"', '[[team.services]]', "team.services.5.id",
                "two entries have the same service id: send; give this one another"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_is_named_with_line_and_key(what: str) -> None:
    old, new, start, key, why = WRONG[what]
    text = liverpool().replace(old, new, 1)
    with pytest.raises(FrameworkError) as error:
        parse(text, name="other.toml")
    # Of several tables of one name, the fifth.
    line = _line(text, start) if what != "service" else _line(text, 'id = "send"') + 8
    assert error.value.problems == [f"other.toml, line {line}, key {key}: {why}."]


def test_a_file_may_have_no_teams() -> None:
    head, _, rest = liverpool().partition("[team]")
    text = head + rest[rest.index("# Early signs") :]
    assert parse(text, name="other.toml")[0].team is None
