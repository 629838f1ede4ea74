"""Lock support, record what happens to it and move it to another state: what all acts share."""

from datetime import date

from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.deadlines import actions as deadlines

from ...models import Support
from ...states import ENDED
from ...transitions import WAITS_FOR
from ..policies import period_of
from ..queries import RELATED


def locked(support: Support) -> Support:
    """Return support, locked until the transaction ends. Raises Denied("changed") where the page is out of date."""
    found = Support.objects.select_related(*RELATED).select_for_update(of=("self",)).get(pk=support.pk)
    require_as_shown(found)
    return found


def record(kind: str, support: Support, *, by: User, reason: str = "", **said: object) -> None:
    events.record(kind, subject=support, by=by, scope=scope(support.school), reason=reason, status=None, **said)


def to_state(support: Support, target: str, kind: str, *, by: User, on: date, reason: str = "", **said: object) -> None:
    """Record an event and set the state; the caller saves. Where the state stays, it is no change of it. What the old
    state waited for by a day is owed no more; what the new one waits for runs from today, where the framework file says
    for how long."""
    status = (support.status, str(target))
    events.record(
        kind,
        subject=support,
        by=by,
        scope=scope(support.school),
        reason=reason,
        status=status if status[0] != status[1] else None,
        **said,
    )
    if rule := WAITS_FOR.get(status[0]):
        deadlines.end(support, rule=rule, on=on, met=status[0] != status[1] and target not in ENDED)
    support.status = target
    if period := period_of(support):
        deadlines.start(support, rule=WAITS_FOR[support.status], period=period, on=on)
