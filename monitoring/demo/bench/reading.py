"""What a page offers to open: its links, and the choices of its forms that only ask."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit


@dataclass
class _Form:
    action: str
    names: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.links: list[str] = []
        self.forms: list[_Form] = []
        self._form: _Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in found:
            self.links.append(urljoin(self.path, found["href"]))
        elif tag == "form" and found.get("method", "get").lower() == "get":
            self._form = _Form(urljoin(self.path, found.get("action") or self.path))
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, found)

    def _control(self, tag: str, found: dict[str, str]) -> None:
        assert self._form is not None
        if tag == "select":
            self._select = found.get("name", "")
        elif tag == "option" and self._select and found.get("value"):
            self._form.choices.append((self._select, found["value"]))
        elif tag == "input" and found.get("type") in ("radio", "checkbox") and found.get("name"):
            self._form.choices.append((found["name"], found.get("value", "on")))
        elif tag == "input" and found.get("type", "text") in ("text", "search") and found.get("name"):
            self._form.names.append(found["name"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""


def offered(path: str, html: str) -> list[str]:
    """Return the local addresses that a page leads to: by its links, by each choice of each of its filters, and by
    whatever it can search."""
    page = _Page(path)
    page.feed(html)
    found = list(page.links)
    for form in page.forms:
        asked = [*form.choices, *((name, word) for name in form.names for word in SEARCHED if name in SEARCHES)]
        for name, value in asked:
            parts = urlsplit(form.action)
            kept = [(key, old) for key, old in parse_qsl(parts.query) if key not in (name, "page")]
            found.append(f"{parts.path}?{urlencode([*kept, (name, value)])}")
    return [address for address in found if address.startswith("/") and not address.startswith("//")]


# Boxes that search by words, and words to look for: one that most names have, and one that is misspelt.
SEARCHES = ("search", "q")
SEARCHED = ("Primary", "Plaxeholder Primry")
