"""No control of a form lists every school or every person: they are searched for (sil/web/search).

Choices that a form makes itself are counted on the pages of 700 schools, by tests/integration/test_query_counts.py.
"""

import importlib
from pathlib import Path

from django import forms

from schools.models import School
from sil.accounts.models import RoleGrant, User
from sil.web.forms import Typed

ROOT = Path(__file__).resolve().parents[2]
# Form and field -> why the rows it lists are few, or not listed.
BOUNDED = {
    "HandOverForm.schools": "the schools of one partner, all ticked",
    "GrantForm.schools": "the schools that one administrator asked for",
    "ChoosePeopleForm.people": "ticked in the list of people who have not been invited",
    "AssignForm.schools": "ticked in the list of schools, twenty-five a page",
}
GROWS = (School, User, RoleGrant)


def modules() -> list[str]:
    found = (path for app in ("sil", "schools", "allocations", "monitoring") for path in (ROOT / app).rglob("forms.py"))
    return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in found]


def declared() -> dict[str, forms.Field]:
    for name in modules():
        importlib.import_module(name)
    pending: list[type[forms.BaseForm]] = [forms.Form, Typed]
    found: dict[str, forms.Field] = {}
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        if not kind.__module__.startswith(("django.", "allauth.")):
            fields = getattr(kind, "base_fields", {})
            found |= {f"{kind.__name__}.{name}": field for name, field in fields.items()}
    return found


def test_no_field_lists_rows_that_grow_with_the_authority() -> None:
    fields = declared()
    assert len(fields) > 200
    listing = {
        name
        for name, field in fields.items()
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None and field.queryset.model in GROWS
    }
    assert listing == set(BOUNDED)
