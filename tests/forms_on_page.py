"""The forms of a page as a browser would send them, read from its HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class Form:
    """Where a form is posted to, and what it sends before anybody has touched it."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    # Every name that its controls have, ticked or not.
    names: set[str] = field(default_factory=set)
    # What can be chosen, by name.
    options: dict[str, list[str]] = field(default_factory=dict)


def forms_to_post(html: str, path: str) -> list[Form]:
    """Return the forms of a page at `path` that are posted, in their order."""
    reader = _Reader(path)
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found = path, list[Form]()
        self._form: Form | None = None
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag == "form" and (about.get("method") or "").lower() == "post":
            self._form = Form(urljoin(self.path, about.get("action") or self.path))
            self.found.append(self._form)
        name = about.get("name")
        if self._form is None:
            return
        if tag == "option" and self._select:
            self._offer(self._select, about.get("value") or "", chosen="selected" in about)
        if not name:
            return
        self._form.names.add(name)
        if tag == "textarea":
            self._area = name
            self._put(name, "")
        elif tag == "select":
            self._select = name
        elif tag == "input" and about.get("type") in ("checkbox", "radio"):
            self._offer(name, about.get("value") or "", chosen="checked" in about)
        elif tag == "input" and about.get("type") not in ("file", "submit"):
            self._put(name, about.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            values = self._form.values[self._area]
            # The line break after the tag is no part of the text.
            values[-1] += data if values[-1] else data.removeprefix("\n")

    def _offer(self, name: str, value: str, *, chosen: bool) -> None:
        assert self._form is not None
        if value:
            self._form.options.setdefault(name, []).append(value)
        if chosen:
            self._put(name, value)

    def _put(self, name: str, value: str) -> None:
        assert self._form is not None
        self._form.values.setdefault(name, []).append(value)
