"""A real Chromium, the product that it visits, and what tests do with both."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from sil.accounts.models import User
from tests import databases
from tests.conftest import NOW, load_liverpool
from tests.site import Site, running

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / ".local" / "frontend-dev" / "axe.min.js"
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 700}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The same rules run; only what passed is not written up in full, which takes as long as finding it.
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
# A form that is sent while its text is being saved is held until that is done (static/drafts/unsent.js), and then sent.
# One that htmx fetches stays where it is.
NOTE_SENDING = """addEventListener("submit", event => {
  if (!event.target.closest("[hx-get], [hx-post]")) window.formWasSent = true
})"""
LEAVES_WITHIN = 8_000  # milliseconds


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, by which Django would take it for an async one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["SIL_CHROMIUM"], args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Visitor:
    """One person at a browser of their own. Complaints of the browser fail the test at its end."""

    def __init__(self, browser: Browser, site: Site, *, size: ViewportSize, js: bool = True) -> None:
        self.site = site
        self.context: BrowserContext = browser.new_context(viewport=size, java_script_enabled=js, base_url=site.url)
        self.context.add_init_script(NOTE_SENDING)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in_as(self, user: User) -> "Visitor":
        """By a session, without the form."""
        self.context.add_cookies([self.site.session_for(user)])  # type: ignore[list-item]
        return self

    def go(self, path: str) -> Page:
        response = self.page.goto(path)
        assert response is not None and response.status == 200, f"{path}: {response and response.status}"
        return self.page

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=False).first.click()
        # The page that sent a form may stay for a moment on a machine that does much else. One that was sent for a
        # file, or without a connection, stays for good.
        with suppress(PlaywrightTimeout):
            self.page.wait_for_function("() => !window.formWasSent", timeout=LEAVES_WITHIN)
        self.page.wait_for_load_state()

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link).first.click()
        self.page.wait_for_load_state()

    def says(self, words: str) -> None:
        """Wait until the page shows what fits an expression."""
        expect(self.page.locator("main")).to_contain_text(re.compile(words), timeout=15_000)

    def looks_right(self) -> None:
        """Nothing for axe to find, and no wider than the window."""
        assert self.violations() == [], self.page.url
        assert self.overflow() == 0, self.page.url

    @property
    def text(self) -> str:
        return " ".join(self.page.inner_text("main").split())

    def violations(self) -> list[str]:
        """What axe finds on the page, each with the place."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: Any = self.page.evaluate("options => axe.run(document, options).then(r => r.violations)", OPTIONS)
        return [f"{v['id']}: {v['help']} ({node['html'][:150]})" for v in found for node in v["nodes"]]

    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return max(0, wide)

    def close(self) -> None:
        self.context.close()


Arrive = Callable[..., Visitor]


@pytest.fixture(scope="session")
def standing(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """The product, started once for all tests of this process, and the name of the database it is over.

    Starting it takes longer than most tests. Each test finds a new database of that name."""
    server, name = connections["default"].settings_dict, f"{template}_site_{os.getpid()}"
    databases.clone(server, template, name)
    with running(databases.url(server, name), tmp_path_factory.mktemp("site"), NOW, standing=True) as found:
        yield found, name
    databases.drop(server, name)


@pytest.fixture
def site(standing: tuple[Site, str], template: str, django_db_blocker: Any) -> Iterator[Site]:
    """The product over a database with Liverpool's framework and nothing else; tests fill it as they go."""
    found, name = standing
    with django_db_blocker.unblock():
        databases.clone(connections["default"].settings_dict, template, name)
        found.forget()
        found.hold(NOW)
        found.answers()
        with databases.using(name):
            load_liverpool()
            yield found


@pytest.fixture
def arrive(site: Site, browser: Browser) -> Iterator[Arrive]:
    """Lets people come in; at the end nobody's browser has complained."""
    came: list[Visitor] = []

    def arriving(user: User, *, size: ViewportSize = DESKTOP, js: bool = True) -> Visitor:
        came.append(Visitor(browser, site, size=size, js=js).sign_in_as(user))
        return came[-1]

    yield arriving
    for visitor in came:
        assert visitor.complaints == []
        visitor.close()
