"""What the authority says in its privacy notice, and how long records are kept."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from ..parts import Part, Text, check_unique
from .retention import RecordKind, Retention


class Kept(Part):
    """How long a kind of record is kept, in the words of the authority's retention schedule."""

    records: Text
    period: Text


class Privacy(Part):
    """What the authority says in its privacy notice. Without an officer, its own address is given."""

    controller: str = ""
    officer: str = ""
    email: Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""
    telephone: str = ""
    # The whole notice of the authority, as an address.
    notice: Annotated[str, Field(pattern=r"^(https://\S+)?$")] = ""
    # Of records outside this service, or that have no kind here.
    kept: tuple[Kept, ...] = ()
    # By kind of record. What has no period here is kept, and nothing of it is ever disposed of.
    retention: tuple[Retention, ...] = ()

    @model_validator(mode="after")
    def one_period_a_kind(self) -> Self:
        check_unique("retention", (each.kind for each in self.retention))
        return self

    def period_of(self, kind: RecordKind) -> Retention | None:
        return next((each for each in self.retention if each.kind is kind), None)
