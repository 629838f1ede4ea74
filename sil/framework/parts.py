"""Of what is a framework file made? The shapes that its sections share."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$", max_length=40)]
BandId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$", max_length=20)]
Text = Annotated[str, Field(min_length=1)]
# Half days are the smallest unit the framework counts in.
Days = Annotated[Decimal, Field(ge=0, le=366, multiple_of=Decimal("0.5"))]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
