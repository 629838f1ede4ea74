"""The text of a newsletter, as it is typed: "# " begins a heading, "- " a line of a list, a blank line ends a
paragraph, and a link is [words](https://address) or the address itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

_LINK = re.compile(r"\[(?P<words>[^\[\]\n]+)\]\((?P<to>https?://[^\s()]+)\)|(?P<bare>https?://[^\s<>\"]*[\w/])")
_HEADING, _ITEM = "# ", "- "


@dataclass(frozen=True)
class Block:
    """A heading of one line, a list of several, or a paragraph whose lines stay apart."""

    kind: str
    lines: tuple[SafeString, ...]


def blocks(text: str) -> list[Block]:
    """Return a text as a page shows it."""
    return [Block(kind, tuple(_linked(line) for line in lines)) for kind, lines in _blocks(text)]


def as_email(text: str) -> str:
    """Return a text as an email without pictures and links shows it: each link is its words and its address."""
    found = ("\n".join(f"- {line}" if kind == "list" else line for line in lines) for kind, lines in _blocks(text))
    return _LINK.sub(lambda link: link["bare"] or f"{link['words']}: {link['to']}", "\n\n".join(found))


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    kind, lines = "", list[str]()
    for line in [*text.splitlines(), ""]:
        typed = line.strip()
        here = _kind_of(typed)
        if lines and (here != kind or here == "heading"):
            yield kind, lines
            lines = []
        if here:
            kind = here
            lines.append(typed[2:].strip() if here != "paragraph" else typed)
        else:
            kind = ""


def _kind_of(line: str) -> str:
    if not line:
        return ""
    return "heading" if line.startswith(_HEADING) else "list" if line.startswith(_ITEM) else "paragraph"


def _linked(line: str) -> SafeString:
    found, last = SafeString(""), 0
    for link in _LINK.finditer(line):
        to = link["to"] or link["bare"]
        found += escape(line[last : link.start()])
        found += format_html('<a class="govuk-link" href="{}">{}</a>', to, link["words"] or to)
        last = link.end()
    return found + escape(line[last:])
