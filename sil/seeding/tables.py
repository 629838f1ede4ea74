"""What tells the copies of a row apart, and where a row points at another one by its text.

Foreign keys and whole numbers as keys need no word: they move along with what they point at. Each app declares the
rest of its own tables in its module `seeding`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db import models
from django.utils.module_loading import module_has_submodule

Model = type[models.Model]


@dataclass(frozen=True)
class Table:
    """How the rows of a model are copied.

    `apart` gives the SQL of a column's own value in a copy: `{n}` is the number of the copy as text, `{place}` an
    invented name of a place that belongs to it, `{schools.School}` what is added to the key of that model. `pointers`
    are pairs of columns that hold the name of a table and a key in it, as a number or as text; `keys` are columns that
    hold the key of a model without a foreign key, `people` those with the key of a person as text, `scopes` those with
    a scope of events, such as "evidence:school:900001". `scope` is the word before the keys of this table in a scope.
    Rows of a table that is `shared` are the same for every school: further schools have none of their own.
    """

    model: str
    apart: dict[str, str] = field(default_factory=dict)
    pointers: tuple[tuple[str, str], ...] = ()
    keys: dict[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    scope: str = ""
    shared: bool = False


# Tables of Django and of libraries that hold settings and not records.
FIXED = ("auth", "contenttypes", "sessions", "account", "mfa")


def shared(*names: str) -> list[Table]:
    """Declarations of tables whose rows are the same for every school."""
    return [Table(name, shared=True) for name in names]


@cache
def declared() -> dict[str, Table]:
    """What the apps say of their tables, by the name of the model: TABLES in the module `seeding` of each. The package
    of that name in the root app is this one."""
    found = [
        table
        for config in apps.get_app_configs()
        if config.module and module_has_submodule(config.module, "seeding") and config.name != "sil"
        for table in import_module(f"{config.name}.seeding").TABLES
    ]
    return {table.model: table for table in found}


def table_of(model: Model) -> Table:
    """What is declared of a model, or that nothing is."""
    return declared().get(model._meta.label, Table(model._meta.label))


def copied_models() -> list[Model]:
    """Every model whose rows are records, with the tables between two of them."""
    found: Iterable[Model] = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.app_label not in FIXED]
