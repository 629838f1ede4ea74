"""The version of the framework that holds for a day or an academic year."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from sil import clock
from sil.accounts.roles import ROLES
from sil.memo import keep, remembered

from .loader import LIVERPOOL, parse
from .models import FrameworkVersion, read_version
from .schema import BAND, Framework
from .years import academic_year


def version_for(year: int) -> FrameworkVersion | None:
    """The version in force for an academic year: the latest begun, and of those the last loaded."""
    return FrameworkVersion.objects.filter(first_academic_year__lte=year).first()


def framework_on(on: date) -> Framework | None:
    """The framework in force on a day, or None where none was loaded."""
    found = digest_on(on)
    return read_version(found) if found else None


def digest_on(on: date) -> str | None:
    """The digest of the framework in force on a day, by which `read_version` knows it; None where none was loaded."""
    year = academic_year(on)
    return next((sha256 for _, sha256, first in loaded() if first <= year), None)


def versions() -> Combinable:
    """The expression for every version that was loaded, as `keep_versions` takes it."""
    columns = JSONObject(pk="pk", sha256="sha256", first="first_academic_year")
    return ArraySubquery(FrameworkVersion.objects.annotate(row=columns).values("row"))


def keep_versions(rows: Iterable[Mapping[str, Any]]) -> None:
    """Remember what `versions` gave, as the answer to `loaded`."""
    keep(loaded, [(row["pk"], row["sha256"], row["first"]) for row in rows])


@remembered
def loaded() -> Sequence[tuple[int, str, int]]:
    """Every version that was loaded: key, digest and first academic year, the latest begun first. One query."""
    return list(FrameworkVersion.objects.values_list("pk", "sha256", "first_academic_year"))


def current() -> Framework | None:
    """The framework in force today."""
    return framework_on(clock.today())


def own_words(sentence: str) -> str:
    """A sentence of the product with the word for a band of the authority in force today. One that has no such word
    asks nothing."""
    if not BAND.search(sentence):
        return sentence
    framework = current()
    return framework.allocation.worded(sentence) if framework else sentence


def titles() -> dict[str, str]:
    """Role -> what the authority in force today calls it, in one query."""
    framework = current()
    return {slug: framework.title(slug) if framework else role.name for slug, role in ROLES.items()}


def of_the_repository() -> Framework:
    """The Liverpool file that comes with the product, for questions before any is loaded."""
    return parse(LIVERPOOL.read_text(encoding="utf-8"), name=LIVERPOOL.name)[0]
