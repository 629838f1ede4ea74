"""What does a letter's PDF cost beside the PDF engine alone on the same HTML?"""

from collections.abc import Iterator
from functools import partial

from sil.letters import pdf
from sil.letters.models import Letter, Status

from .figures import Figure
from .measuring import measure, timed


def measured() -> Iterator[Figure]:
    """The last letter of each kind that has a text."""
    last = Letter.objects.filter(status=Status.ISSUED).exclude(html="").order_by("kind", "-pk").distinct("kind")
    for letter in last:
        alone = partial(timed, partial(pdf.engine_alone, letter.html))
        found = measure(partial(timed, partial(pdf.make, letter.html)), alone)
        yield Figure("letters", letter.kind, found.ratio, "times", "letter", f"{found.p50:.0f} ms")
