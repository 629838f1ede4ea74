"""What a page showed in words, compared with what is so when its button is pressed."""

from collections.abc import Mapping

from django.core import signing
from django.http import HttpRequest

from sil.workflow import Denied

from ..drafts import Difference, compared

_READ = "read"
UNKNOWN = "We cannot tell what this page showed you, so nothing has been done. Check the page, then try again."


class Read:
    """What a page showed in words, and how it differs from what is so now: for a page whose text may be saved by
    somebody else without a word in the history. Templates draw it as `read` (templates/web/_read*.html)."""

    def __init__(self, request: HttpRequest, words: Mapping[str, str]) -> None:
        self.token = signing.dumps(dict(words), salt=_READ, compress=True)
        self.differences: list[Difference] = []
        self.is_unknown = False
        if request.method == "POST":
            shown = _words(request)
            self.is_unknown = shown is None
            self.differences = [] if shown is None else compared(words, shown)

    def require_same(self) -> None:
        """Raises Denied("changed") where the page showed something else, or none of our pages was posted."""
        if self.is_unknown:
            raise Denied("changed", UNKNOWN)
        if self.differences:
            raise Denied("changed", "This changed after you opened the page, so nothing has been done.")


def _words(request: HttpRequest) -> dict[str, str] | None:
    try:
        found: dict[str, str] = signing.loads(request.POST.get("read", ""), salt=_READ)
    except signing.BadSignature:
        return None
    return found
