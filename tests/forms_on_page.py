"""The forms of a page as a browser reads and sends them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class Control:
    """A box, a choice, a tick or a button. `kind` is the type of an input, or "textarea", "option" or "button"; an
    option has the name of its select. `is_chosen` says whether it is ticked or selected as the page stands."""

    name: str
    kind: str
    value: str
    is_chosen: bool = False

    @property
    def is_choice(self) -> bool:
        return self.kind in ("checkbox", "radio", "option")

    @property
    def sends(self) -> bool:
        """Whether the form sends it before anybody has touched it."""
        return self.is_chosen if self.is_choice else self.kind not in ("file", "submit", "button")


@dataclass
class Form:
    """A form: the attributes of its tag, where it is posted to, and its controls in their order."""

    about: dict[str, str]
    action: str
    controls: list[Control] = field(default_factory=list)
    # Every name that its controls have, ticked or not.
    names: set[str] = field(default_factory=set)
    # The addresses at which a box is asked for what can be chosen, by its name.
    searches: dict[str, str] = field(default_factory=dict)
    # What it sends, by name; a test may change it.
    values: dict[str, list[str]] = field(default_factory=dict)

    @property
    def options(self) -> dict[str, list[str]]:
        """What can be chosen, by name."""
        found: dict[str, list[str]] = {}
        for control in self.controls:
            if control.is_choice and control.value:
                found.setdefault(control.name, []).append(control.value)
        return found


def forms_on(html: str, path: str) -> list[Form]:
    """Return the forms of a page at `path`, in their order."""
    reader = _Reader(path)
    reader.feed(html)
    for form in reader.found:
        for control in form.controls:
            if control.sends:
                form.values.setdefault(control.name, []).append(control.value)
    return reader.found


def forms_to_post(html: str, path: str) -> list[Form]:
    """Return those that are posted."""
    return [form for form in forms_on(html, path) if form.about.get("method", "").lower() == "post"]


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found = path, list[Form]()
        self._form: Form | None = None
        self._area: Control | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(about, urljoin(self.path, about.get("action") or self.path))
            self.found.append(self._form)
        if self._form is None:
            return
        if tag == "select":
            self._select = about.get("name", "")
        if searched := about.get("data-search"):
            self._form.searches[searched] = about.get("data-address") or self.path
        self._form.names |= {about["name"]} if about.get("name") else set()
        for control in self._control(tag, about):
            self._form.controls.append(control)
            self._area = control if tag == "textarea" else None

    def _control(self, tag: str, about: dict[str, str]) -> Iterator[Control]:
        name, value = about.get("name", ""), about.get("value", "")
        if tag == "option" and self._select:
            yield Control(self._select, "option", value, "selected" in about)
        elif not name:
            return
        elif tag == "input":
            kind = about.get("type", "text")
            ticks = kind in ("checkbox", "radio")
            yield Control(name, kind, about.get("value", "on") if ticks else value, "checked" in about)
        elif tag in ("textarea", "button"):
            yield Control(name, tag, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area:
            # The line break after the tag is no part of the text.
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area.value += data
