"""Somebody who has a keyboard and no mouse. At every stop of Tab the focus must be visible and not behind anything."""

import re
from typing import Any

from playwright.sync_api import expect

from .conftest import Visitor

# Where the focus is: the words of the thing, and what is wrong with how it shows. The native box of a radio or checkbox
# is invisible, so that its label shows the focus.
STOP = """() => {
  const it = document.activeElement
  if (!it || it === document.body) return null
  const label = it.labels && it.labels[0]
  const ticked = it.matches('[type=radio], [type=checkbox]')
  const shows = (ticked && label ? [getComputedStyle(label, '::before'), getComputedStyle(label)] : [])
    .concat([getComputedStyle(it), getComputedStyle(it, '::after')])
  const seen = shows.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
  const things = label ? [it, label] : [it]
  const parts = [0.1, 0.5, 0.9]
  const clear = things.flatMap(each => [...each.getClientRects()]).some(box => parts.some(x => parts.some(y => {
    const there = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)
    return things.some(each => each.contains(there))
  })))
  const wrong = [...(seen ? [] : ['no visible focus']), ...(clear ? [] : ['out of sight or covered'])]
  return {words: (label ? label.innerText : it.innerText || '').trim(), html: it.outerHTML.slice(0, 120), wrong}
}"""
LIMIT = 150


class Keyboard:
    """The keys of a visitor. `stops` counts what was stopped at."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page, self.stops = visitor, visitor.page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def tab(self, key: str = "Tab") -> str:
        """Go on by one stop and return its words, "" at the end of the page."""
        self.press(key)
        # Nothing scrolls smoothly, but a box may unfold below what was left.
        stop: Any = self.page.evaluate(STOP)
        if stop is None:
            return ""
        assert stop["wrong"] == [], (self.page.url, stop)
        self.stops += 1
        return " ".join(stop["words"].split()) or str(stop["html"])

    def to(self, words: str, key: str = "Tab") -> None:
        """Go on until the focus is on what begins with some words, or is matched by a selector in brackets."""
        for _ in range(LIMIT):
            stop = self.tab(key)
            if stop.startswith(words) or (words[0] in "[#" and self.has(words)):
                return
        raise AssertionError(f"{words} is not reached by {key} on {self.page.url}")

    def has(self, selector: str) -> bool:
        return bool(self.page.evaluate("selector => document.activeElement.matches(selector)", selector))

    def choose(self, name: str, words: str) -> None:
        """Go to a group of radio buttons and choose one by the arrows."""
        self.to(f"[name={name}]")
        self.press("Space")
        for _ in range(LIMIT):
            stop: Any = self.page.evaluate(STOP)
            if " ".join(stop["words"].split()).startswith(words):
                return
            self.press("ArrowDown")
        raise AssertionError(f"no {words} among {name}")

    def write(self, selector: str, words: str) -> None:
        self.to(selector)
        self.type(words)

    def follow(self, words: str, key: str = "Tab") -> None:
        """Go to a link or button and press it; the next page has come."""
        self.to(words, key)
        with self.page.expect_event("framenavigated"):
            self.press("Enter")
        self.page.wait_for_load_state()

    def meets_error(self, says: str) -> None:
        """The focus is on the list of what is wrong, whose first link leads to the field."""
        summary = self.page.locator(".govuk-error-summary")
        expect(summary).to_be_focused()
        expect(summary).to_contain_text(says)
        assert self.page.title().startswith("Error: ")
        self.tab()
        self.press("Enter")
        target = self.page.evaluate("document.activeElement.matches('input, select, textarea')")
        assert target, f"the link of “{says}” leads to no field"

    def goes_round(self) -> None:
        """Tab leads out of everything to the last link of the page, and Shift+Tab back to the first."""
        self.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        last: str = self.page.locator("footer a").last.inner_text()
        self.to(last)
        for _ in range(LIMIT):
            if self.tab("Shift+Tab").startswith("Skip to main content"):
                return
        raise AssertionError(f"Shift+Tab does not reach the top of {self.page.url}")

    def says(self, words: str) -> None:
        self.visitor.says(re.escape(words))
