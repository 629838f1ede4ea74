"""Every page of the access table, as everybody who may open it: nothing for axe to find, on a
desktop and on a phone, with JavaScript and without.

Most of what a page holds is the same for many people, and looking takes far longer than loading. So what somebody
sees is cut in two, the content and the frame around it, and looked at unless both halves were looked at before, to
the letter, at that size.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from sil import clock
from tests import databases
from tests.access_table import ROWS
from tests.conftest import NOW
from tests.site import Site, running
from tests.world import ACTORS, World

from .conftest import DESKTOP, PHONE, Visitor

NO_PAGE = {
    "action_plan_document",
    "action_plan_draft_document",
    "bundle_file",
    "calendar_feed",
    "case_evidence_document",
    "evidence_document",
    "healthz",
    "letter_document",
    "letter_proof",
    "ofsted_letter_original",
    "register_run_refused",
    "theme",
}
# The content and the frame of a page, without what differs each time it is opened.
HALVES = """() => {
  const once = /(csrfmiddlewaretoken" value|nonce)="[^"]*"/g
  const content = document.querySelector('main').outerHTML
  return [content, document.body.outerHTML.replace(content, '')].map(html => html.replace(once, '$1'))
}"""
PAGES = [row for row in ROWS if row.method == "GET" and row.status == 200 and row.route not in NO_PAGE]


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


@pytest.fixture(scope="module")
def looked_at() -> set[tuple[int, str]]:
    """Halves of pages that axe has looked at, each with the width of the window."""
    return set()


@pytest.mark.feature("T8")
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_pages(
    place: tuple[Site, World], browser: Browser, looked_at: set[tuple[int, str]], actor: str, scripts: bool
) -> None:
    site, world = place
    visitor = Visitor(browser, site, size=PHONE)
    if not scripts:  # axe is a script itself, so the page's own are kept away instead
        visitor.context.route("**/*.js", lambda route: route.abort())
    if actor != "anonymous":
        visitor.sign_in_as(world.people[actor])
    found: dict[str, list[str]] = {}
    for row in PAGES:
        # Without scripts a page is the same for all who may open it, so one of them stands for them.
        if actor not in row.who or (not scripts and actor != min(row.who)):
            continue
        page = visitor.go(row.path(world))
        problems = [] if page.locator("h1").count() == 1 else ["not exactly one first heading"]
        for size in (DESKTOP, PHONE) if scripts else (PHONE,):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            problems += look(visitor, size["width"], looked_at if scripts else set())
        if problems:
            found[f"{row.id} {row.path(world)}"] = problems
    visitor.close()
    assert found == {}
    assert visitor.complaints == [] or not scripts


def look(visitor: Visitor, width: int, looked_at: set[tuple[int, str]]) -> list[str]:
    """What is wrong with the page at a width."""
    over = visitor.overflow()
    problems = [f"{over} pixels wider than {width}"] if over else []
    halves = {(width, half) for half in visitor.page.evaluate(HALVES)}
    if halves <= looked_at:
        return problems
    looked_at |= halves
    return problems + visitor.violations()
