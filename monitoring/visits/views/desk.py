"""How does a page of a report, or of what a school writes before a visit, keep what is being written?"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from sil import clock
from sil.accounts.access import actor
from sil.web import desk as desks
from sil.web.desk import Desk, Saved, Words
from sil.web.desk import save as save_by
from sil.web.forms import Typed, number

from ..actions.replies import save_reply
from ..models import Report, UnsentReply, Visit
from ..queries_reports import unsent


def desk(request: HttpRequest, saved: Saved | None, words: Callable[[Any], Words]) -> Desk:
    """A report that nobody has written on has no version yet."""
    draft = saved if saved is not None and saved.version else None
    return desks.desk_of(request, draft, draft.version if draft else 0, words)


def keep_reply(
    request: HttpRequest, report: Report, purpose: UnsentReply.Purpose, form: Typed, work: Desk
) -> HttpResponse | None:
    """Save what is written about a report; the answer where it was the script that asked, or None. Where
    somebody saved meanwhile, the desk says so. Raises Denied as `save_reply` does."""
    content, about = form.content(), number(request, "read")
    who: dict[str, Any] = {"by": actor(request), "on": clock.today(), "content": content, "about": about}
    saved = save_by(
        request,
        work,
        lambda **how: save_reply(report, purpose, **who, **how),
        again=lambda: unsent(report, purpose),
        holds=lambda reply: reply.content,
        typed=content,
    )
    return desks.answer(work, saved=saved) if desks.is_autosave(request) else None


def too_late(request: HttpRequest, visit: Visit, sentence: str, typed: Words) -> HttpResponse:
    return desks.too_late(request, visit, "The visit", sentence, typed)
