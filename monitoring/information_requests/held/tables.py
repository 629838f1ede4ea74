"""How a row that tells of a person or a school is found and read, as a table of data.

tests/integration/test_information_held.py walks every model with a foreign key to a person or a school: each is in
HELD, or in NOT_HELD with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models

from schools.models import School
from sil.accounts.models import User
from sil.accounts.roles import Permission

# Shorter columns hold codes and names of choices.
_SHORTEST = 50
# Columns that tell nothing of anybody: earlier drafts that a save replaced, digests, names of tables.
_TECHNICAL = {"replaced", "sha256", "html_sha256", "text_hash", "password", "about_table", "history"}
_TECHNICAL |= {"media_type", "template_version"}

# Names of columns that say nothing to those who read them.
_HEADINGS = {"html": "Text", "user": "The person meant", "by": "Done by", "person": "The person meant"}


@dataclass(frozen=True, kw_only=True)
class Held:
    """A table that tells of people or schools.

    `day` is the column of its date. `school` is the path to the school, `case` that to the concern case it belongs to
    and `scope` that to a scope of events (`case:12`), by which a restricted case is kept apart. `at` is the path to the
    record on whose page a row stands, blank for the row's own, None where it has no page. `upload` is the path to a
    file, `letter` that to a letter with a PDF. `words` are the columns that are read, all with words where it is empty.
    `only` says which rows. `needs` is the permission to read it, beside those of who answers requests.
    """

    model: str
    label: str
    day: str
    school: str = ""
    case: str = ""
    scope: str = ""
    at: str | None = ""
    upload: str = ""
    letter: str = ""
    words: tuple[str, ...] = ()
    only: Mapping[str, object] = field(default_factory=dict)
    needs: Permission | None = None

    @cached_property
    def table(self) -> type[models.Model]:
        return apps.get_model(self.model)

    @property
    def people(self) -> list[str]:
        """The columns that name a person with an account."""
        if self.table is User:
            return ["pk"]
        return [each.name for each in self.table._meta.get_fields() if _names(each, User)]

    @property
    def columns(self) -> list[str]:
        """The columns with words."""
        if self.words:
            return list(self.words)
        return [each.name for each in self.table._meta.concrete_fields if _has_words(each)]

    def heading(self, column: str) -> str:
        """What stands before the words of a column."""
        if column in _HEADINGS:
            return _HEADINGS[column]
        return str(getattr(self.table._meta.get_field(column), "verbose_name", column)).capitalize()


def tells_of_somebody(model: type[models.Model]) -> bool:
    """Whether a table has a foreign key to a person or a school."""
    return any(_names(each, User) or _names(each, School) for each in model._meta.get_fields())


def _names(column: object, model: type[models.Model]) -> bool:
    return isinstance(column, models.ForeignKey | models.ManyToManyField) and column.related_model is model


def _has_words(column: "models.Field[Any, Any]") -> bool:
    if column.choices or column.name in _TECHNICAL or column.is_relation:
        return False
    if isinstance(column, models.TextField | models.JSONField):
        return True
    return isinstance(column, models.CharField) and (column.max_length or _SHORTEST) >= _SHORTEST
