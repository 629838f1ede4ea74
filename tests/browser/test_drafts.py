"""static/drafts.js in a real browser, against a small service that speaks its contract."""

import json
import threading
from collections.abc import Callable, Iterator
from html import escape
from http import HTTPStatus
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.core.handlers.wsgi import WSGIRequest
from django.templatetags.static import static
from playwright.sync_api import Browser, BrowserContext, Page, expect
from whitenoise import WhiteNoise

pytestmark = pytest.mark.feature("T4")

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
PAGE = """<!DOCTYPE html><html lang="en-GB" class="govuk-template"><head><title>Draft</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="{styles}">
<script type="module" src="{script}"></script></head>
<body class="govuk-template__body govuk-frontend-supported" {owner}><main>{main}</main></body></html>"""
FORM = """<form method="post" data-draft="{person}:/form/" data-draft-version="{version}">
<input type="hidden" name="csrfmiddlewaretoken" value="{token}"><input type="hidden" name="version" value="{version}">
<p data-draft-status role="status" class="govuk-body-s app-quiet"></p>
<div class="govuk-character-count" data-module="govuk-character-count" data-maxlength="100">
<label for="text">Evidence</label><textarea class="govuk-js-character-count" id="text" name="text">
{text}</textarea><div id="text-info" class="govuk-character-count__message"></div></div>
<input type="radio" name="band" value="a" id="a" {a}><label for="a">Band A</label>
<input type="radio" name="band" value="b" id="b" {b}><label for="b">Band B</label>
<input type="checkbox" name="urgent" id="urgent" {urgent}><label for="urgent">Urgent</label>
<button name="act" value="save">Save the draft</button></form>"""
SIGN_IN = '<h1>Sign in</h1><form method="post"><button>Sign in</button></form>'
Answer = tuple[int, dict[str, str], str]


class Service:
    """One draft on a server: what is saved, who is signed in, and what goes wrong next."""

    def __init__(self) -> None:
        self.person: str | None = "7"
        self.token = "first"
        self.version = 1
        self.saved = {"text": "As it was"}
        self.posts: list[dict[str, str]] = []
        self.loses_its_answer = False
        self.refuses = False
        self.arrived = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.url = ""

    def save(self, **values: str) -> None:
        self.saved = values
        self.version += 1

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        request = WSGIRequest(environ)
        request.upload_handlers = [MemoryFileUploadHandler(request)]
        status, headers, body = self.answer(request.path, request.method == "POST", request.POST.dict())
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY, **headers}
        start(f"{status} {HTTPStatus(status).phrase}", list(headers.items()))
        return [body.encode()]

    def answer(self, path: str, is_post: bool, posted: dict[str, str]) -> Answer:
        if path == "/accounts/login/":
            if not is_post:
                return self.page(SIGN_IN)
            self.person, self.token = "7", "after sign-in"
            return 302, {"Location": "/form/"}, ""
        if not self.person:
            return 302, {"Location": "/accounts/login/"}, ""
        if path == "/done/":
            return self.page('<p data-drafts-done="7:/form/">Done</p>')
        if not is_post:
            return self.form()
        self.posts.append(posted)
        return self.receive(posted)

    def receive(self, posted: dict[str, str]) -> Answer:
        if posted["csrfmiddlewaretoken"] != self.token:
            return 403, {}, "an old token"
        if posted["version"] != str(self.version):
            return self.said(409, sentence="Olive Fictional saved this at 14:01.", version=self.version)
        values = {name: posted[name] for name in ("text", "band", "urgent") if name in posted}
        if posted["act"] == "save":
            if self.refuses:
                return self.form(values)
            self.save(**values)
            return 303, {"Location": "/form/"}, ""
        self.gate.wait(10)
        self.save(**values)
        self.arrived.set()
        if self.loses_its_answer:
            self.loses_its_answer = False
            return 502, {}, ""
        return self.said(200, version=self.version, saved="14:03")

    def said(self, status: int, **words: object) -> Answer:
        return status, {"Content-Type": "application/json"}, json.dumps(words)

    def form(self, shown: dict[str, str] | None = None) -> Answer:
        shown = shown or self.saved
        band = shown.get("band")
        return self.page(
            FORM.format(
                person=self.person,
                token=self.token,
                version=self.version,
                text=escape(shown["text"]),
                a="checked" if band == "a" else "",
                b="checked" if band == "b" else "",
                urgent="checked" if "urgent" in shown else "",
            )
        )

    def page(self, main: str) -> Answer:
        owner = f'data-drafts-owner="{self.person}"' if self.person else ""
        return 200, {}, PAGE.format(styles=static("app.css"), script=static("app.js"), owner=owner, main=main)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """A test that passes says nothing."""


@pytest.fixture
def service(static_files: Path) -> Iterator[Service]:
    made = Service()
    app = WhiteNoise(made, root=str(static_files), prefix="static/")
    with make_server("127.0.0.1", 0, app, Server, Quiet) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield made
        server.shutdown()


@pytest.fixture
def tabs(browser: Browser, service: Service) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=service.url)
    context.set_default_timeout(8000)
    yield context
    context.close()


def opened(tabs: BrowserContext, path: str = "/form/") -> Page:
    page = tabs.new_page()
    page.goto(path)
    return page


def text(page: Page) -> Any:
    return page.get_by_label("Evidence")


def says(page: Page, words: str, within: int = 8000) -> None:
    expect(page.locator("[data-draft-status]")).to_have_text(words, timeout=within)


def warns(page: Page, words: str) -> None:
    expect(page.get_by_role("alert").last).to_contain_text(words, timeout=8000)


def warns_no_more(page: Page) -> None:
    expect(page.locator(".app-drafts")).to_be_empty()


def copies(page: Page) -> int:
    count: int = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length")
    return count


def left_unsaved(tabs: BrowserContext, words: str) -> None:
    """Somebody types where there is no connection, and closes the page."""
    page = opened(tabs)
    tabs.set_offline(True)
    text(page).fill(words)
    page.get_by_label("Band B").check()
    page.get_by_label("Urgent").check()
    page.close()
    tabs.set_offline(False)


def test_typing_is_saved_and_the_copy_goes(tabs: BrowserContext, service: Service) -> None:
    page = tabs.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/form/")
    text(page).press_sequentially("Reading: ")
    says(page, "Not saved yet")
    assert copies(page) == 1, "kept before it is saved"
    says(page, "Saved 14:03")
    assert [post["act"] for post in service.posts] == ["autosave"], "once, and not for each key"
    page.get_by_label("Band A").check()
    says(page, "Not saved yet")
    says(page, "Saved 14:03")
    assert (service.version, service.saved) == (3, {"text": "Reading: As it was", "band": "a"})
    assert page.locator("[name=version]").input_value() == "3"
    assert copies(page) == 0
    assert complaints == [], "nothing that the policy forbids"


def test_typing_on_and_on_is_saved_meanwhile(tabs: BrowserContext, service: Service) -> None:
    page = tabs.new_page()
    page.clock.install()
    page.goto("/form/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    for count in range(12):
        text(page).fill(f"Never a pause: {count}")
        page.clock.run_for(500)
    assert "POST" in sent


def test_a_page_that_is_left_at_once_is_saved(tabs: BrowserContext, service: Service) -> None:
    page = opened(tabs)
    text(page).fill("And away")
    page.goto("/accounts/login/")
    assert service.arrived.wait(5)
    page.goto("/form/")
    expect(text(page)).to_have_value("And away")
    assert [post["act"] for post in service.posts] == ["autosave"]
    assert copies(page) == 0, "the page shows that it is saved"


def test_a_button_waits_for_what_is_being_saved(tabs: BrowserContext, service: Service) -> None:
    page = opened(tabs)
    service.gate.clear()
    with page.expect_request(lambda request: request.method == "POST"):
        text(page).fill("Mine")
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_timeout(300)
    assert len(service.posts) == 1
    service.gate.set()
    with page.expect_navigation():
        pass
    assert [(post["act"], post["version"]) for post in service.posts] == [("autosave", "1"), ("save", "2")]
    assert copies(page) == 0


def test_a_page_that_comes_back_with_an_error_is_saved_too(tabs: BrowserContext, service: Service) -> None:
    page = opened(tabs)
    service.refuses = True
    text(page).fill("Refused")
    page.get_by_role("button", name="Save the draft").click()
    expect(text(page)).to_have_value("Refused")
    assert service.saved["text"] == "As it was"
    says(page, "Saved 14:03")
    assert service.saved["text"] == "Refused"
    assert copies(page) == 0
    service.refuses = False
    text(page).fill("Taken")
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_load_state()
    assert service.saved["text"] == "Taken"
    assert copies(page) == 0, "a newer version shows the same"


def test_without_a_connection_it_is_kept_until_there_is_one(tabs: BrowserContext, service: Service) -> None:
    page = opened(tabs)
    tabs.set_offline(True)
    text(page).fill("Written on a train")
    warns(page, "There is no connection. Your text is kept in this browser")
    assert (service.posts, copies(page)) == ([], 1)
    tabs.set_offline(False)
    says(page, "Saved 14:03", within=3000)
    warns_no_more(page)
    assert service.saved["text"] == "Written on a train"
    service.loses_its_answer = True
    text(page).fill("Saved, but the answer is lost")
    warns(page, "There is no connection.")
    text(page).fill("Saved, but the answer is lost. And on.")
    says(page, "Saved 14:03")
    warns_no_more(page)
    assert service.saved["text"] == "Saved, but the answer is lost. And on.", "it is not taken for somebody else's"


def test_a_page_closed_before_the_save_comes_back(tabs: BrowserContext, service: Service) -> None:
    left_unsaved(tabs, "The <b>whole</b> afternoon")
    service.person = "8"
    page = opened(tabs)
    expect(page.get_by_text("We put back")).to_have_count(0)
    expect(text(page)).to_have_value("As it was")
    assert copies(page) == 1, "somebody else neither sees nor loses it"
    service.person = "7"
    page = opened(tabs)
    expect(page.get_by_text("We put back what you typed at")).to_be_visible()
    expect(text(page)).to_have_value("The <b>whole</b> afternoon")
    expect(page.get_by_label("Band B")).to_be_checked()
    expect(page.get_by_label("Urgent")).to_be_checked()
    expect(page.locator(".govuk-character-count")).to_contain_text("74 characters remaining")
    says(page, "Saved 14:03")
    assert service.saved == {"text": "The <b>whole</b> afternoon", "band": "b", "urgent": "on"}
    page.get_by_role("button", name="Use the saved version instead").click()
    expect(text(page)).to_have_value("As it was")
    expect(page.get_by_label("Band B")).not_to_be_checked()
    expect(page.locator(".govuk-character-count")).to_contain_text("91 characters remaining")
    says(page, "Saved 14:03")
    assert service.saved == {"text": "As it was"}
    assert copies(page) == 0


def test_a_copy_of_an_older_version_is_offered_and_overwrites_nothing(tabs: BrowserContext, service: Service) -> None:
    left_unsaved(tabs, "Mine")
    service.save(text="Theirs")
    page = opened(tabs)
    expect(page.get_by_text("written on an older version")).to_be_visible()
    expect(text(page)).to_have_value("Theirs")
    text(page).fill("Theirs, and more")
    says(page, "Saved 14:03")
    assert copies(page) == 1, "the older one waits for a decision"
    page.reload()
    page.get_by_role("button", name="Put my text back").click()
    expect(text(page)).to_have_value("Mine")
    says(page, "Saved 14:03")
    assert service.saved["text"] == "Mine"
    page.get_by_role("button", name="Use the saved version instead").click()
    says(page, "Saved 14:03")
    assert service.saved["text"] == "Theirs, and more"
    assert copies(page) == 0


def test_signed_out_and_in_again_in_a_new_tab(tabs: BrowserContext, service: Service) -> None:
    page = opened(tabs)
    service.person = None
    text(page).fill("Long thought about")
    warns(page, "You have been signed out. Your text is kept in this browser.")
    service.person, service.token = "8", "of somebody else"
    page.evaluate("dispatchEvent(new Event('focus'))")
    warns(page, "Somebody else is signed in now.")
    assert service.version == 1
    service.person = None
    page.evaluate("dispatchEvent(new Event('focus'))")
    link = page.get_by_role("link", name="Sign in (opens in a new tab)")
    assert link.get_attribute("href") == "/accounts/login/?next=%2Fform%2F"
    with tabs.expect_page() as found:
        link.click()
    found.value.get_by_role("button", name="Sign in").click()
    expect(text(found.value)).to_have_value("Long thought about")
    says(found.value, "Saved 14:03")
    says(page, "Saved")
    warns_no_more(page)
    text(page).fill("Long thought about, and finished")
    says(page, "Saved 14:03")
    assert service.saved["text"] == "Long thought about, and finished"
    warns(found.value, "This was saved in another tab in the meantime. Reload this page before you continue.")


def test_what_another_saved_is_never_overwritten(tabs: BrowserContext, service: Service) -> None:
    page = opened(tabs)
    service.save(text="Theirs")
    text(page).fill("Mine")
    warns(
        page, "Olive Fictional saved this at 14:01. Your text is still here. Press ‘Save the draft’ to compare the two."
    )
    count = len(service.posts)
    text(page).fill("Mine, and more")
    page.wait_for_timeout(1500)
    assert (len(service.posts), service.saved, copies(page)) == (count, {"text": "Theirs"}, 1)
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_load_state()
    last = service.posts[-1]
    assert (last["act"], last["text"], last["version"]) == ("save", "Mine, and more", "1")


def test_copies_that_are_settled_or_old_go(tabs: BrowserContext, service: Service) -> None:
    left_unsaved(tabs, "Sent to the school by now")
    page = tabs.new_page()
    page.goto("/accounts/login/")
    page.evaluate("""() => {
      const days = (count) => JSON.stringify({ base: "1", at: Date.now() - count * 86400000, values: [["text", "x"]] });
      localStorage.setItem("draft:9:/form/#1", days(6));
      localStorage.setItem("draft:9:/form/#2", days(8));
    }""")
    page.goto("/done/")
    assert page.evaluate("Object.keys(localStorage)") == ["draft:9:/form/#1"]
