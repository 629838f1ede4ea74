"""Every page of the access table, as everybody who may open it: nothing for axe to find, on a
desktop and on a phone, with JavaScript and without."""

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


@pytest.mark.feature("T8")
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize(
    ("size", "scripts"),
    [(DESKTOP, True), (PHONE, True), (PHONE, False)],
    ids=["desktop", "phone", "phone without scripts"],
)
def test_pages(place: tuple[Site, World], browser: Browser, actor: str, size: dict[str, int], scripts: bool) -> None:
    site, world = place
    visitor = Visitor(browser, site, size=size)
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
        problems = visitor.violations()
        if page.locator("h1").count() != 1:
            problems.append("not exactly one first heading")
        if over := visitor.overflow():
            problems.append(f"{over} pixels wider than the window")
        if problems:
            found[f"{row.id} {row.path(world)}"] = problems
    visitor.close()
    assert found == {}
    assert visitor.complaints == [] or not scripts
