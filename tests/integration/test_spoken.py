"""What a screen reader says: on every page, two things that are not the same do not have the same name.

A usual run opens each page template as one group of roles, as the browser does; `--all` opens every page as
everybody who may.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from sil import clock
from tests import databases, spoken
from tests.conftest import NOW
from tests.pages import PAGES, chosen
from tests.world import World

pytestmark = pytest.mark.feature("T8")
PARTS = 4
# What these hold differs from person to person, so that everybody's is read.
FOR_EACH = {"home", "school", "case (open)", "term_plan"}
LINK = '<a href="{}">Read<span class="govuk-visually-hidden">{}</span></a>'


@pytest.fixture(scope="module")
def built(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    source, made = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield made


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.sample(every=1)
def test_every_page_tells_apart_what_it_names(request: pytest.FixtureRequest, built: World, part: int) -> None:
    everything = [(row, actor) for row in PAGES for actor in sorted(row.who)]
    usual = [*chosen(), *(each for each in everything if each[0].id.removeprefix("GET ") in FOR_EACH)]
    wrong, opened = {}, 0
    with clock.at(NOW):
        for row, actor in (everything if request.config.getoption("all") else usual)[part::PARTS]:
            client = Client()
            if actor != "anonymous":
                client.force_login(built.people[actor])
            things = spoken.read(client.get(row.path(built)).content.decode())
            assert things, row.id
            found = [*spoken.same_names(things), *spoken.bare_names(things), *spoken.other_than_seen(things)]
            opened += 1
            if found := [*found, *(f"no name: {each}" for each in spoken.no_names(things))]:
                wrong[f"{row.id}, {actor}"] = found
    assert opened > 80
    assert wrong == {}, "\n".join(f"{page}: {each}" for page, found in wrong.items() for each in found)


def _names(*rows: str) -> list[str]:
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    return spoken.same_names(spoken.read(f"<body><main><table><caption>Visits</caption>{table}</table></main></body>"))


def test_one_name_for_two_records_is_found_and_hidden_words_tell_them_apart() -> None:
    first, second = "<td>1 May</td><td>{}</td>", "<td>2 May</td><td>{}</td>"
    same = _names(first.format(LINK.format("/1/", "")), second.format(LINK.format("/2/", "")))
    assert same == ["2 × link “read” in “”: /1/, /2/"]
    assert not _names(first.format(LINK.format("/1/", " 1 May")), second.format(LINK.format("/2/", " 2 May")))
    assert not _names(first.format(LINK.format("/1/", "")), second.format(LINK.format("/1/", "")))


def test_a_box_is_told_apart_by_its_group() -> None:
    box = '<fieldset><legend>{0}</legend><label for="{0}">Day</label><input id="{0}"></fieldset>'
    page = "<body><form>{}{}</form></body>"
    assert not spoken.same_names(spoken.read(page.format(box.format("From"), box.format("To"))))
    lone = page.format(box.format("From"), box.format("To")).replace("fieldset", "div").replace("legend", "b")
    assert len(spoken.same_names(spoken.read(lone))) == 1


def test_bare_words_other_words_and_none_are_found() -> None:
    things = spoken.read(
        '<body><a href="/1/">Change</a><a href="/2/" aria-label="Open it">Read it</a><a href="/3/"></a></body>'
    )
    assert spoken.bare_names(things) == ["link “Change”"]
    assert spoken.other_than_seen(things) == ["link “Open it” shows “Read it”"]
    assert spoken.no_names(things) == ["link /3/"]
