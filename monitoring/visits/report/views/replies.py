"""How do the pages on which a report is checked and answered keep what is being written?"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from sil import clock
from sil.accounts.access import actor
from sil.web import desk as desks
from sil.web.desk import Desk
from sil.web.desk import save as save_by
from sil.web.forms import Typed, number

from ...models import Report, UnsentReply
from ..actions.replies import save_reply
from ..queries import unsent


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
