"""The editor of what a checker or the school writes about a report before it is sent."""

from typing import Any

from django.http import HttpRequest

from sil import clock
from sil.accounts.access import actor
from sil.drafts import Content
from sil.web.drafts import DraftEditor, Words
from sil.web.forms import Typed, number

from ...models import Report, UnsentReply
from ..actions.replies import Purpose, save_reply
from ..queries import unsent


class ReplyEditor(DraftEditor[UnsentReply, Typed]):
    """The editor of a reply. `form`, which starts with `content`, is set by the view before it stores or draws."""

    called = "The visit"
    form: Typed

    def __init__(self, request: HttpRequest, report: Report, purpose: Purpose) -> None:
        self.report, self.purpose = report, purpose
        super().__init__(request, report.visit, self.load())

    @property
    def content(self) -> dict[str, Any]:
        """What is stored so far, for the `initial` of the form."""
        return self.draft.content if self.draft else {}

    def load(self) -> UnsentReply | None:
        return unsent(self.report, self.purpose)

    def holds(self, draft: UnsentReply) -> Content:
        return draft.content

    def write(self, written: Typed, *, version: int, over: bool) -> UnsentReply:
        return save_reply(
            self.report,
            self.purpose,
            by=actor(self.request),
            on=clock.today(),
            content=written.content(),
            about=number(self.request, "read"),
            version=version,
            over=over,
        )

    def in_words(self, content: Content) -> Words:
        return self.form.in_words(content)
