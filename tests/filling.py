"""Fill in the form of a page as a browser would post it: what the page holds, and something in what it leaves blank."""

from html.parser import HTMLParser
from typing import Any

from .conftest import TODAY

DAY = {"day": str(TODAY.day), "month": str(TODAY.month), "year": str(TODAY.year)}
WORDS = "Some words."


class Forms(HTMLParser):
    """The forms of a page that are posted: where to, and what each holds, by the name of the control."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.held: dict[str, str] | None = None
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method") == "post":
            self.held = {}
            self.forms.append((given.get("action", ""), self.held))
        if self.held is None:
            return
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "input" and name:
            self._input(given.get("type", "text"), name, value, "checked" in given)
        elif tag == "textarea":
            self.textarea = name
            self.held[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and value and ("selected" in given or self.select not in self.held):
            self.held[self.select] = value
        elif tag == "button" and name and name not in self.held:
            self.held[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.held = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.held is not None:
            self.held[self.textarea] = self.held[self.textarea].strip() or WORDS
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea and self.held is not None:
            self.held[self.textarea] += data

    def _input(self, kind: str, name: str, value: str, is_checked: bool) -> None:
        assert self.held is not None
        if (
            kind == "hidden"
            or (kind == "radio" and value and (is_checked or name not in self.held))
            or (kind == "checkbox" and is_checked)
        ):
            self.held[name] = value
        elif kind in ("text", "email", "url", "tel"):
            part = DAY.get(name.rsplit("_", 1)[-1], "")
            self.held[name] = value or part or ("somebody@test.example" if kind == "email" else WORDS)


def filled(response: Any, path: str) -> dict[str, str]:
    """What the form of a page posts to the page's own address, or to `path`; blank where there is none."""
    page = Forms()
    page.feed(response.content.decode())
    return next((held for action, held in page.forms if action in ("", path.split("?")[0], path)), {})
