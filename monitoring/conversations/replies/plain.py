"""The text of an email that is written in HTML alone."""

import re
from html.parser import HTMLParser

_UNREAD = ("head", "script", "style", "title")
_BREAKS = ("br", "div", "p", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol", "pre")
_SPACES = re.compile(r"[ \t\r\n\f]+")
# How a horizontal line, under which Outlook quotes, is written in a plain text.
_LINE = "_" * 20


def text_of(html: str) -> str:
    """Return the text of a page of HTML, a line for each block, with `>` before the lines of quotations."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "\n".join(parser.lines()).strip()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._said: list[tuple[int, str]] = [(0, "")]
        self._unread = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in _UNREAD
        self._quoted += tag == "blockquote"
        if tag == "hr":
            self._said += [(self._quoted, _LINE), (self._quoted, "")]
        elif tag in _BREAKS:
            self._said.append((self._quoted, ""))

    def handle_endtag(self, tag: str) -> None:
        self._unread = max(0, self._unread - (tag in _UNREAD))
        self._quoted = max(0, self._quoted - (tag == "blockquote"))
        if tag in _BREAKS and tag != "br":
            self._said.append((self._quoted, ""))
        if tag == "p":
            self._said.append((self._quoted, ""))

    def handle_data(self, data: str) -> None:
        if not self._unread:
            depth, line = self._said[-1]
            self._said[-1] = (depth, line + _SPACES.sub(" ", data))

    def lines(self) -> list[str]:
        """Return the lines, of several blank ones in a row only one."""
        found = [(depth, line.strip(" ")) for depth, line in self._said]
        kept = [each for place, each in enumerate(found) if each[1] or (place and found[place - 1][1])]
        return [f"> {line}".rstrip() if depth else line for depth, line in kept if line or not depth]
