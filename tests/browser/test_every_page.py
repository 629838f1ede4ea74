"""Every page of the access table: nothing for axe to find, on a desktop and in the narrowest window that has to do,
with JavaScript and without.

A usual run opens each page template as one group of roles (tests/pages.py), and every page has to fit all windows.
axe looks at half of them in the narrow window, which is a small phone's and a desk's at 400% zoom, and at a sixth on
the desktop as well. In the narrow window no text is cut off when a reader sets it wider (WCAG 1.4.12). Without scripts
a sixth of the templates is opened: what the server sends is the same as with scripts.
With `--all` everybody opens every page that they may open, and axe looks at all of them everywhere.

Most of what a page holds is the same for many people, and looking takes far longer than loading. So what somebody
sees is cut into its content and the things around it, and looked at unless all of these were looked at before, to the
letter, at that size.
"""

import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize

from sil import clock
from tests import databases
from tests.access_table import Row
from tests.conftest import NOW, shared_folder
from tests.pages import PAGES, chosen, without_scripts
from tests.site import Site, running
from tests.world import ACTORS, World

from .conftest import DESKTOP, Visitor

NARROW: ViewportSize = {"width": 320, "height": 640}
# The spacing of WCAG 1.4.12, and what it cuts off: something that hides what is too much for it and has too much.
SPACED = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`)
  document.adoptedStyleSheets = [sheet]
  const cut = [...document.querySelectorAll('body *')].filter(it => {
    const holds = it.scrollWidth <= it.clientWidth + 1 && it.scrollHeight <= it.clientHeight + 1
    if (it.clientWidth <= 1 || holds) return false
    const style = getComputedStyle(it), words = document.createRange(), box = it.getBoundingClientRect()
    words.selectNodeContents(it)
    const inside = words.getBoundingClientRect()
    return style.overflowX.match(/hidden|clip/) && inside.right > box.right + 1
      || style.overflowY.match(/hidden|clip/) && inside.bottom > box.bottom + 1
  })
  const wide = document.documentElement.scrollWidth - innerWidth
  document.adoptedStyleSheets = []
  return [...(wide > 0 ? [`spaced text is ${wide} pixels too wide`] : []),
    ...cut.map(it => 'spaced text is cut off: ' + it.outerHTML.slice(0, 100))]
}"""
# A form with a box of several lines that static/drafts.js does not keep.
NOT_KEPT = "form:has(textarea:not([readonly])):not([data-draft]):not([data-unsent])"
# A page in parts: its content, and each thing around it; without what differs each time it is opened, or is the
# number or the name of whoever is signed in.
PARTS = """() => {
  const once = /(csrfmiddlewaretoken" value|nonce|data-drafts-owner|data-drafts-done)="[^"]*"/g
  const name = /(?<=href="\\/account\\/"[^>]*>)[^<]*/
  const main = document.querySelector('main')
  const parts = each => each !== main && each.contains(main) ? [...each.children].flatMap(parts) : [each.outerHTML]
  return parts(document.body).map(html => html.replace(once, '$1').replace(name, ''))
}"""


@pytest.fixture(scope="module")
def place(
    inhabited: tuple[str, World], django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, World]]:
    source, world = inhabited
    folder = tmp_path_factory.mktemp("site")
    with (
        django_db_blocker.unblock(),
        databases.own(source) as address,
        clock.at(NOW),
        running(address, folder, NOW) as site,
    ):
        yield site, world


# Windows that are neither a phone's nor a desk's: a tablet either way up, and half a screen.
BETWEEN = (1000, 800, 660)


class LookedAt:
    """Parts of pages that axe has looked at, each with the width of the window; for all processes of a run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def is_new(self, width: int, parts: Iterable[str]) -> bool:
        """Whether one of them was not looked at before; from now on all of them were."""
        marks = [self.folder / sha256(f"{width} {part}".encode()).hexdigest() for part in parts]
        new = not all(mark.exists() for mark in marks)
        for mark in marks:
            mark.touch()
        return new


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> LookedAt:
    return LookedAt(shared_folder(tmp_path_factory) / "looked-at")


def to_open(actor: str, *, scripts: bool, everything: bool) -> list[Row]:
    """What somebody opens. Without scripts a page is the same for all who may open it, so one stands for them."""
    if not everything:
        return [row for row, opener in (chosen() if scripts else without_scripts()) if opener == actor]
    return [row for row in PAGES if actor in row.who and (scripts or actor == min(row.who))]


def shares() -> Iterator[Any]:
    """Who opens pages, with scripts or without, and which share of them: one of so many. No share is of many pages, so
    that no process of a run is left with a long one."""
    for scripts in (True, False):
        for actor in ACTORS:
            of = len(to_open(actor, scripts=scripts, everything=False)) // 60 + 1
            for share in range(of):
                name = f"{actor} {'with' if scripts else 'without'} scripts {share + 1} of {of}"
                yield pytest.param(actor, scripts, share, of, id=name)


@pytest.mark.feature("T8")
@pytest.mark.parametrize(("actor", "scripts", "share", "of"), list(shares()))
def test_pages(
    request: pytest.FixtureRequest,
    place: tuple[Site, World],
    browser: Browser,
    looked_at: LookedAt,
    actor: str,
    scripts: bool,
    share: int,
    of: int,
) -> None:
    site, world = place
    visitor = Visitor(browser, site, size=NARROW)
    if not scripts:  # axe is a script itself, so the page's own are kept away instead
        visitor.context.route("**/*.js", lambda route: route.abort())
    if actor != "anonymous":
        visitor.sign_in_as(world.people[actor])
    found: dict[str, list[str]] = {}
    everything = request.config.getoption("all")
    for row in to_open(actor, scripts=scripts, everything=everything)[share::of]:
        page = visitor.go(row.path(world))
        problems = [] if page.locator("h1").count() == 1 else ["not exactly one first heading"]
        if scripts and page.locator(NOT_KEPT).count():
            problems.append("a form whose text is neither a draft nor kept until it is sent")
        for width in BETWEEN if scripts else ():
            page.set_viewport_size({"width": width, "height": 900})
            problems += fits(visitor, width)
        for size in (DESKTOP, NARROW):
            page.set_viewport_size(size)
            problems += fits(visitor, size["width"])
            if everything or wants_axe(row, scripts=scripts, wide=size is DESKTOP):
                problems += look(visitor, size["width"], looked_at if scripts else None)
        problems += page.evaluate(SPACED)
        if problems:
            found[f"{row.id} {row.path(world)}"] = problems
    visitor.close()
    assert found == {}
    assert visitor.complaints == [] or not scripts


def wants_axe(row: Row, *, scripts: bool, wide: bool) -> bool:
    """Whether axe looks at a page in a usual run."""
    sampled = zlib.crc32(row.id.encode())
    if scripts:
        return sampled % (6 if wide else 2) == 0
    return not wide and sampled % 3 == 0


def fits(visitor: Visitor, width: int) -> list[str]:
    over = visitor.overflow()
    return [f"{over} pixels wider than {width}"] if over else []


def look(visitor: Visitor, width: int, looked_at: LookedAt | None) -> list[str]:
    """What axe finds at a width, unless it has looked at all parts of the page before."""
    if looked_at is None or looked_at.is_new(width, visitor.page.evaluate(PARTS)):
        return visitor.violations()
    return []
