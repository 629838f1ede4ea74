"""The style sheet with the authority's colour."""

from dataclasses import dataclass
from hashlib import sha256

from django.urls import reverse

# Six hexadecimal digits, for an authority whose framework is not loaded yet.
DEFAULT_COLOUR = "1d4f76"
# Seconds.
A_MINUTE, FOR_GOOD = 60, 31_536_000


@dataclass(frozen=True)
class Theme:
    """What follows from a colour of six hexadecimal digits."""

    colour: str

    @property
    def css(self) -> str:
        return f":root {{ --app-colour: #{self.colour}; --govuk-brand-colour: #{self.colour}; }}\n"

    @property
    def digest(self) -> str:
        return sha256(self.css.encode()).hexdigest()[:12]

    @property
    def address(self) -> str:
        return reverse("theme", args=[self.colour, self.digest])
