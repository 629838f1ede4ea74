"""Keys that stand in the path of a page, hidden before anything is logged."""

import logging
import re

HIDDEN = "[hidden]"
# The paths that are opened by a key, up to the key and after it: whoever has it sets a password, reads a
# calendar or stops newsletters.
_KEYS = re.compile(
    r"(/accounts/password/reset/key/|/newsletters/stop/|/calendar/(?=[^/]+\.ics))([^\s?]+?)(?=\.ics\b|[\s?]|$)"
)


def masked(text: str) -> str:
    """Return a path, or a line with one, with its key hidden."""
    return _KEYS.sub(rf"\1{HIDDEN}", text)


class MaskKeys(logging.Filter):
    """Of lines that name a request by its path, such as Django's “Not Found”."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), None
        return True
