"""The menu and the header: five entries and "More", named as their pages are, and a school found from every page."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from sil.accounts.models import User
from tests import databases
from tests.factories import people, schools
from tests.pages import PAGES
from tests.world import World

# Written out by hand: what each person of the world has in the row, and under "More".
MENUS = {
    "sip": (
        ["Schools", "Allocations", "Visits", "Concerns"],
        [
            "Early signs",
            "Notes",
            "Teams Around the School",
            "Cases",
            "Improvement plans",
            "Summaries of support",
            "Support from others",
            "Letters from Ofsted",
            "Surveys",
            "Promises",
            "Inspection outcomes",
            "Events",
            "Saved filters",
        ],
    ),
    "officer": (
        ["Schools", "Allocations", "Visits", "Concerns"],
        [
            "Early signs",
            "Notes",
            "Teams Around the School",
            "Cases",
            "Improvement plans",
            "Summaries of support",
            "Support from others",
            "Concerns about the service",
            "Letters from Ofsted",
            "Surveys",
            "Promises",
            "Inspection outcomes",
            "Scrutiny reports",
            "Officers",
            "Events",
            "Audit",
            "Access reviews",
            "Requests for information",
            "Legal holds",
            "Saved filters",
        ],
    ),
    "director": (
        ["Schools", "Allocations", "Visits", "Concerns"],
        [
            "Early signs",
            "Notes",
            "Teams Around the School",
            "Cases",
            "Improvement plans",
            "Summaries of support",
            "Support from others",
            "Concerns about the service",
            "Letters from Ofsted",
            "Surveys",
            "Promises",
            "Inspection outcomes",
            "Scrutiny reports",
            "Events",
            "Audit",
            "Access reviews",
            "Who signs while a director is away",
            "Requests for information",
            "Legal holds",
            "Disposals",
            "Saved filters",
        ],
    ),
    "admin": (
        ["Schools", "People", "Registers", "Officers"],
        [
            "Set up the service",
            "Messages",
            "Audit",
            "Access reviews",
            "Bank holidays",
            "Terms",
            "Disposals",
            "State of the service",
            "Seals of the history",
            "Saved filters",
        ],
    ),
    "head": (["My schools", "Visits", "Letters"], []),
    "acting_head": (["My schools", "Visits", "Letters"], []),
    "chair": (["My schools", "Visits", "Letters"], []),
    "clerk": (["My schools", "Visits", "Letters"], []),
    "helper": (["Teams Around the School"], []),
    "nobody": ([], []),
}


@pytest.fixture(scope="module")
def built(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    """The world, in a database of its own, which nothing here changes."""
    source, made = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield made


@pytest.fixture
def world(built: World) -> Iterator[World]:
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)


def page(client: Client, path: str, user: User) -> str:
    client.force_login(user)
    response: Any = client.get(path)
    assert response.status_code == 200, path
    text: str = response.content.decode()
    return text


def menu(text: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What stands in the row and under "More": (words, address)."""
    found = text.partition('aria-label="Menu"')[2].partition("</nav>")[0]
    row, _, more = found.partition("<details")
    links = [re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', part) for part in (row, more)]
    words = [[(re.sub(r" ?<span.*|<[^>]+>", "", label), href) for href, label in part] for part in links]
    return words[0], words[1]


def test_what_waits_is_counted_on_home_and_on_no_other_page(client: Client, world: World) -> None:
    client.force_login(world.people["officer"])
    counted = {
        row.id for row in PAGES if "officer" in row.who and "app-menu__number" in client.get(row.path(world)).text
    }
    assert counted == {"GET home"}


@pytest.mark.parametrize("name", MENUS)
def test_everybody_has_what_is_theirs_in_the_words_of_its_page(client: Client, world: World, name: str) -> None:
    user = world.people[name]
    row, more = menu(page(client, "/", user))
    assert ([label for label, _ in row], [label for label, _ in more]) == (["Home", *MENUS[name][0]], MENUS[name][1])
    for label, href in (*row[1:], *more):
        text = page(client, href, user)
        heading = html.unescape(re.sub(r"<[^>]+>", " ", re.findall(r"<h1.*?</h1>", text, re.DOTALL)[0]))
        assert label.replace("My s", "S") in heading, (label, heading)
        assert len(re.findall(r'aria-current="page"', text.partition("</nav>")[0])) == 1, label


@pytest.mark.django_db
@pytest.mark.usefixtures("liverpool")
def test_who_has_one_school_gets_its_page(client: Client) -> None:
    chair = people.person()
    school = people.post(schools.school(), "chair", chair).school
    text = page(client, "/", chair)
    assert ("My school", f"/schools/{school.pk}/") in menu(text)[0] and "Find a school" not in text
    people.post(schools.school(), "chair", chair)
    assert ("My schools", "/schools/") in menu(page(client, "/", chair))[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("liverpool")
class TestFindASchool:
    @pytest.fixture(autouse=True)
    def made(self) -> None:
        self.sip = people.person(role="sip")
        self.mine, self.other = (schools.school(f"Example {name} School") for name in ("Mine", "Other"))
        people.assign(self.mine, self.sip)

    def test_the_box_is_on_every_page_and_finds_only_what_may_be_opened(self, client: Client) -> None:
        assert 'data-address="/schools/"' in page(client, "/account/", self.sip)
        found = client.get("/schools/?find=school&typed=example").json()["found"]
        assert [each["label"] for each in found] == [f"Example Mine School ({self.mine.urn})"]

    def test_a_label_leads_to_the_page_and_other_words_to_the_list(self, client: Client) -> None:
        client.force_login(self.sip)
        found: Any = client.get("/schools/", {"search": f"Example Mine School ({self.mine.urn})"})
        assert found.status_code == 302 and found["Location"] == f"/schools/{self.mine.urn}/"
        assert client.get("/schools/", {"search": f"Example Other School ({self.other.urn})"}).status_code == 200
        assert client.get("/schools/", {"search": "example"}).status_code == 200


def test_a_head_finds_the_letters_of_their_school_alone(client: Client, world: World) -> None:
    text = page(client, "/letters/", world.people["head"])
    assert f"/letters/{world.issued.reference}/" in text and f"/letters/{world.signed.reference}/" not in text
    assert world.issued.reference not in page(client, "/letters/", world.people["other_head"])
