"""What the page of a survey shows, and what its export holds."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count

from sil.accounts.user_roles import UserRoles
from sil.audit.events import history
from sil.web.timeline import entry_of

from ..cycle.permissions import may_keep, reads_names
from ..cycle.queries import previous
from ..models import Cycle, Invitation
from ..questions import SCALE
from .drawing import draw
from .groups import DIMENSIONS, LEAST
from .queries import Figures, Group, comments_of, compared, figures_of, hides_people, shows_results

LABELS = ("Grouped by", "Group", "Asked", "Answered", "Question", *(words for _, words in SCALE))
HIDDEN = "not shown"


def content(cycle: Cycle, who: UserRoles) -> dict[str, Any]:
    """Return the context of the page of a survey, for one of its readers."""
    names, keeps = reads_names(who), may_keep(who)
    shows = shows_results(cycle, names=names)
    figures = figures_of(cycle, names=names) if shows else None
    before = previous(cycle) if figures and cycle.is_closed else None
    then = figures_of(before, names=names) if before else None
    return {
        "cycle": cycle,
        "keeps": keeps,
        "names": names and not cycle.in_confidence,
        "answered": Invitation.objects.filter(cycle=cycle, is_answered=True).count(),
        "figures": figures,
        "bars": draw(figures.whole.spreads) if figures and figures.whole else None,
        "scale": [words for _, words in SCALE],
        "least": LEAST,
        "hides": hides_people(cycle, names=names),
        "before": before,
        "changes": compared(figures, then) if figures and then else [],
        "themes": cycle.themes.select_related("owner").annotate(number=Count("comments")),
        "comments": comments_of(cycle, names=names).count() if shows else 0,
        "entries": [entry_of(event) for event in history(cycle)],
    }


def rows(figures: Figures) -> Iterator[tuple[object, ...]]:
    """The results as a table; what is hidden says so."""
    if figures.whole is None:
        yield ("All", "All answers", figures.asked, HIDDEN, "", *(HIDDEN for _ in SCALE))
        return
    yield from _rows("All", figures.whole)
    for dimension, words in DIMENSIONS.items():
        for group in figures.of(dimension):
            yield from _rows(words.capitalize(), group)


def _rows(by: str, group: Group) -> Iterator[tuple[object, ...]]:
    if group.is_hidden:
        yield (by, group.name, group.asked, HIDDEN, "", *(HIDDEN for _ in SCALE))
    for spread in group.spreads:
        yield (by, group.name, group.asked, group.answered, spread.question.words, *spread.numbers)
