"""What a worked case says: the kind of school, the steps, and what is expected of the last one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .steps import Step

# Kinds of school by the register: establishment type, group, diocese and, where one holds it, the trust.
_CHURCH = {"diocese_code": "CE99", "diocese_name": "Diocese of Exampleton"}
SCHOOLS: Mapping[str, Mapping[str, Any]] = {
    "community": {"type_code": 1, "type_name": "Community school", "group_code": 4},
    "voluntary aided, Church of England": {"type_code": 2, "type_name": "Voluntary aided school", **_CHURCH},
    "voluntary aided, without a diocese": {
        "type_code": 2,
        "type_name": "Voluntary aided school",
        "religious_character": "Jewish",
        "diocese_code": "0000",
    },
    "voluntary controlled": {"type_code": 3, "type_name": "Voluntary controlled school", **_CHURCH},
    "foundation": {"type_code": 5, "type_name": "Foundation school"},
    "community special": {"type_code": 7, "type_name": "Community special school", "group_code": 5},
    "foundation special": {"type_code": 12, "type_name": "Foundation special school", "group_code": 5},
    "nursery": {"type_code": 15, "type_name": "Local authority nursery school"},
    "pupil referral unit": {"type_code": 14, "type_name": "Pupil referral unit"},
    "converter": {"type_code": 34, "type_name": "Academy converter", "group_code": 10},
    "sponsor-led": {"type_code": 28, "type_name": "Academy sponsor led", "group_code": 10},
    "free school": {"type_code": 35, "type_name": "Free schools", "group_code": 11},
    "university technical college": {"type_code": 40, "type_name": "University technical college", "group_code": 11},
    "independent": {"type_code": 11, "type_name": "Other independent school", "group_code": 3},
}


@dataclass(frozen=True, kw_only=True)
class Worked:
    """One case. What is not said is not looked at.

    `given` to `answer` are days of the last letter: on which it counts as given, the first and last of its compliance
    period, the one by which the plan is due, by which representations can be made, from which a power can be used, and
    by which an academy answers. `asks` are the codes of what the signatory confirmed,
    `refused` and `lacks` those of a last step that is refused. `state` is that of the case afterwards.
    """

    name: str
    source: str
    steps: tuple[Step, ...]
    school: str = "community"
    given: date | None = None
    period: tuple[date, date] | None = None
    plan: date | None = None
    represent_by: date | None = None
    usable_from: date | None = None
    answer: date | None = None
    to: tuple[str, ...] = ()
    copies: tuple[str, ...] | None = None
    says: tuple[str, ...] = ()
    omits: tuple[str, ...] = ()
    asks: frozenset[str] | None = None
    state: str = ""
    refused: str = ""
    lacks: frozenset[str] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return self.name
