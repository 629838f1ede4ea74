"""Forms of consents to have notices by email."""

from sil.dates.sense import YEAR, Sense
from sil.uploads.fields import DocumentField
from sil.web.forms import DateField, Typed, area

LONGEST = 2000


class ConsentForm(Typed):
    """When and how somebody agreed."""

    given_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="On which day was this agreed?",
        error_messages={"required": "Enter the day on which this was agreed, like 27 11 2026."},
    )
    words = area(
        "How was it agreed?",
        "What was said or written, or the letter or minute that holds it.",
        rows=3,
        longest=LONGEST,
        missing="Say how this was agreed.",
    )
    document = DocumentField(label="A document that shows it (optional)", required=False)


class EndForm(Typed):
    """Why a consent ends."""

    reason = area("Why? (optional)", "", rows=3, longest=LONGEST)
