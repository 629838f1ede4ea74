"""What the pages of a letter show of the questions about it and of the answers."""

from datetime import date
from typing import Any

from sil import clock

from ..letters.facts import facts_of
from ..letters.written import written_in
from ..models import CaseLetter
from .questions import notes, questions_of, to_confirm, to_explain


def asked_on_page(letter: CaseLetter, dated: date, *, acts: bool) -> dict[str, Any]:
    """Return what a page shows on which a letter is presented or signed for a day: what has to be confirmed, what needs
    a reason, what is only said, and what was answered before. `acts` is as in `questions_of`."""
    asked = questions_of(letter, dated, clock.now(), acts=acts)
    return {
        "day_warnings": to_confirm(asked),
        "to_explain": to_explain(asked),
        "notes": notes(asked),
        "answers": facts_of(letter).answers,
        "why_so_long": written_in(letter).why_so_long,
    }
