"""Made-up schools."""

from itertools import count
from typing import Any

from schools.models import School, TypeSpell

_numbers = count(900101)
COMMUNITY = {"type_code": 1, "type_name": "Community school", "group_code": 4}
CONVERTER = {"type_code": 34, "type_name": "Academy converter", "group_code": 10}
INDEPENDENT = {"type_code": 11, "type_name": "Other independent school", "group_code": 3}


def school(name: str = "", **facts: Any) -> School:
    """An open community primary school of Liverpool's code, unless the facts say otherwise."""
    urn = facts.pop("urn", next(_numbers))
    defaults = {"la_code": "341", "status": "Open", "phase": "Primary", **COMMUNITY}
    made = School.objects.create(urn=urn, name=name or f"Example School {urn}", **(defaults | facts))
    TypeSpell.objects.create(
        school=made, type_code=made.type_code, type_name=made.type_name, group_code=made.group_code
    )
    made.refresh_from_db()
    return made
