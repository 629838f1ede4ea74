"""What the pages of a letter show of the questions about it and of the answers."""

from datetime import date
from typing import Any

from sil import clock

from ..letters.written import written_in
from ..models import CaseLetter
from .answers import answers_to
from .questions import notes, questions_of, to_confirm, to_explain, without_day


def asked_on_page(letter: CaseLetter, dated: date, *, with_day: bool = True) -> dict[str, Any]:
    """Return what a page shows on which a letter is presented or signed for a day: what has to be confirmed, what needs
    a reason, what is only said, and what was answered before. `with_day` is False before a day was entered."""
    found = questions_of(letter, dated, clock.now())
    asked = found if with_day else without_day(found)
    return {
        "day_warnings": to_confirm(asked),
        "to_explain": to_explain(asked),
        "notes": notes(asked),
        "answers": answers_to(letter),
        "why_so_long": written_in(letter).why_so_long,
    }
