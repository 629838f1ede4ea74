"""Put the results of a survey to use: themes of comments, what will be done, and the summary that is shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.workflow import Denied

from ..cycle.actions import lock
from ..cycle.notifications import Shared, tell
from ..cycle.permissions import check_keep
from ..cycle.policies import check_closed
from ..models import Comment, Cycle, Theme


@dataclass(frozen=True, kw_only=True)
class ThemeInput:
    """What an officer enters for a theme."""

    name: str
    kind: str
    plan: str
    owner: User | None
    by_when: date | None


@transaction.atomic
def add_theme(cycle: Cycle, typed: ThemeInput, *, by: User, on: date) -> Theme:
    """Add a theme. Raises Denied("not_allowed", "not_closed", "there")."""
    check_keep(by=by, on=on)
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    check_closed(cycle)
    made = Theme(cycle=cycle)
    _fill(made, typed)
    made.save()
    events.record("survey.theme_added", subject=cycle, by=by, theme=made.name)
    return made


@transaction.atomic
def change_theme(theme: Theme, typed: ThemeInput, *, by: User, on: date) -> Theme:
    """Change a theme; the history keeps what it was. Raises Denied("not_allowed", "changed", "there")."""
    check_keep(by=by, on=on)
    theme = Theme.objects.select_for_update(of=("self",)).select_related("cycle", "owner").get(pk=theme.pk)
    require_as_shown(theme)
    old = _words(theme)
    _fill(theme, typed)
    events.record("survey.theme_changed", subject=theme, by=by, theme=theme.name, old=old, new=_words(theme))
    theme.save()
    return theme


@transaction.atomic
def tag(comment: Comment, themes: Sequence[Theme], *, by: User, on: date) -> None:
    """Say which themes a comment is about. Raises Denied("not_allowed", "not_closed")."""
    check_keep(by=by, on=on)
    comment = Comment.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=comment.pk)
    check_closed(comment.cycle)
    require_as_shown(comment)
    names = [each.name for each in themes]
    events.record("survey.comment_tagged", subject=comment, by=by, themes=names)
    comment.themes.set(themes)


@transaction.atomic
def share(cycle: Cycle, *, summary: str, by: User, on: date) -> Cycle:
    """Let those who were asked read what a survey said and what will be done. They are told the first time; a summary
    that is corrected takes the place of the first, which the history keeps.

    Raises Denied("not_allowed", "not_closed", "no_summary").
    """
    check_keep(by=by, on=on)
    cycle = lock(cycle)
    check_closed(cycle)
    if not summary.strip():
        raise Denied("no_summary", "Enter what the survey told you.")
    is_first = cycle.shared_on is None
    events.record("survey.shared", subject=cycle, by=by, name=cycle.name, old=cycle.summary)
    cycle.summary, cycle.shared_on = summary.strip(), cycle.shared_on or on
    cycle.save(update_fields=["summary", "shared_on"])
    if is_first:
        told = cycle.invitations.select_related("school")
        tell(Shared, cycle, told, on=on, by=by, url=f"{cycle.get_absolute_url()}told/")
    return cycle


def _fill(theme: Theme, typed: ThemeInput) -> None:
    same = Theme.objects.filter(cycle=theme.cycle_id, name__iexact=typed.name.strip()).exclude(pk=theme.pk)
    if same.exists():
        raise Denied("there", "This survey already has a theme of this name.")
    theme.name, theme.kind, theme.plan = typed.name.strip(), typed.kind, typed.plan.strip()
    theme.owner, theme.by_when = typed.owner, typed.by_when


def _words(theme: Theme) -> dict[str, str]:
    return {
        "name": theme.name,
        "kind": str(theme.get_kind_display()),
        "plan": theme.plan,
        "owner": theme.owner.name if theme.owner else "",
        "by_when": theme.by_when.isoformat() if theme.by_when else "",
    }
