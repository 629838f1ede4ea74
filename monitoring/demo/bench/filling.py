"""The forms of a page as a browser would send them, filled in by somebody in a hurry."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.urls import reverse

TYPED = "An example, as somebody would write it in two lines."


@dataclass
class Form:
    """Where it is posted to, and what it sends by name; what can be chosen and was not, by name."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    open_choices: dict[str, str] = field(default_factory=dict)

    def filled(self, **more: str) -> dict[str, list[str] | str]:
        """What is sent: with the first of each choice that nobody has made."""
        chosen = {name: [value] for name, value in self.open_choices.items() if name not in self.values}
        return {**self.values, **chosen, **more}


def form_of(html: str, path: str) -> Form:
    """The first form of a page that is posted, but for the one that signs out. Raises LookupError where none is."""
    page = _Page(path)
    page.feed(html)
    sign_out = reverse("account_logout")
    return next(iter(form for form in page.forms if form.action != sign_out), None) or _none(path)


def _none(path: str) -> Form:
    raise LookupError(f"{path} has no form")


class _Page(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = self._area = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and found.get("method", "get").lower() == "post":
            self._form = Form(urljoin(self.path, found.get("action") or self.path))
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and found.get("name"):
            self._input(self._form, found)
        elif tag == "textarea":
            self._area, self._text = found.get("name", ""), []
        elif tag == "select":
            self._select = found.get("name", "")
        elif tag == "option" and self._select and found.get("value"):
            self._choice(self._form, self._select, found["value"], is_chosen="selected" in found)

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form is not None:
            self._form.values[self._area] = ["".join(self._text).strip() or TYPED]

    def _input(self, form: Form, found: dict[str, str]) -> None:
        kind, name, value = found.get("type", "text"), found["name"], found.get("value", "")
        if kind == "radio":
            self._choice(form, name, value, is_chosen="checked" in found)
        elif kind == "checkbox" and "checked" in found:
            form.values.setdefault(name, []).append(value or "on")
        elif kind not in ("checkbox", "file", "submit", "button"):
            form.values.setdefault(name, []).append(value)

    def _choice(self, form: Form, name: str, value: str, *, is_chosen: bool) -> None:
        form.open_choices.setdefault(name, value)
        if is_chosen:
            form.values.setdefault(name, []).append(value)
