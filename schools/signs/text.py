"""Texts as rules compare them and as facts quote them."""

from typing import Any

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Lower, Trim

# Characters of a text that a fact quotes.
QUOTED = 160


def plain_text(path: str) -> Any:
    """A text without case, punctuation and line breaks, for the database."""
    words = Func(F(path), Value("[^[:alnum:]]+"), Value(" "), Value("g"), function="regexp_replace")
    return Lower(Trim(words), output_field=TextField())


def shortened(text: str) -> str:
    """A text as it is quoted in a fact."""
    words = " ".join(text.split())
    return words if len(words) <= QUOTED else f"{words[:QUOTED].rsplit(' ', 1)[0]} …"
