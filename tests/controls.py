"""What a browser would read in the form of a page: its boxes, ticks and hidden values."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TAG = re.compile(r"<(input|textarea)\b([^>]*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_UNTYPED = ("submit", "file", "button")


@dataclass
class Controls:
    """`boxes` are {name: text}; `lines` the names of those that hold one line; `choices` {name: values offered};
    `ticked` {name: values ticked}; `hidden` {name: value}."""

    boxes: dict[str, str] = field(default_factory=dict)
    lines: set[str] = field(default_factory=set)
    choices: dict[str, list[str]] = field(default_factory=dict)
    single: set[str] = field(default_factory=set)
    ticked: dict[str, list[str]] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)

    @property
    def posted(self) -> dict[str, str | list[str]]:
        """What is typed and ticked, as it would be posted."""
        return {**self.boxes, **self.ticked}


def controls_of(page: str, form: str = "data-draft=") -> Controls:
    """Return the controls of the first form whose tag holds `form`."""
    start = next(found.end() for found in re.finditer(r"<form\b[^>]*>", page) if form in found[0])
    found = Controls()
    for tag, attributes, inside in _tags(page[start : page.index("</form>", start)]):
        name, kind = attributes.get("name", ""), attributes.get("type", "text")
        if not name or kind in _UNTYPED:
            continue
        value = attributes.get("value", "on" if kind in ("checkbox", "radio") else "")
        if tag == "textarea":
            found.boxes[name] = html.unescape(inside).removeprefix("\n")
        elif kind == "hidden":
            found.hidden[name] = value
        elif kind in ("checkbox", "radio"):
            found.choices.setdefault(name, []).append(value)
            if kind == "radio":
                found.single.add(name)
            if "checked" in attributes:
                found.ticked.setdefault(name, []).append(value)
        else:
            found.boxes[name] = value
            found.lines.add(name)
    return found


def _tags(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    for found in _TAG.finditer(text):
        attributes = {name: html.unescape(value or "") for name, value in _ATTRIBUTE.findall(found[2])}
        inside = text[found.end() : text.index("</textarea>", found.end())] if found[1] == "textarea" else ""
        yield found[1], attributes, inside
