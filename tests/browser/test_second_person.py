"""An administrator asks for a director's role; another one is told, reads what it means and confirms it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sil.accounts.models import ChangeRequest, User
from tests.conftest import NOW, load_liverpool
from tests.factories import people
from tests.site import Site, running

from .conftest import DESKTOP, PHONE, Visitor


@pytest.fixture
def site(own_database: str, tmp_path: Path) -> Iterator[Site]:
    load_liverpool()
    people.person("Addie Makebelieve", role="administrator", email="admin@test.example")
    people.person("Otto Notional", role="administrator", email="other@test.example")
    people.person("Dora Imaginary", email="director@test.example")
    with running(own_database, tmp_path, NOW) as found:
        yield found


@pytest.mark.feature("T12")
@pytest.mark.promise("signed")
def test_one_asks_and_another_confirms(site: Site, browser: Browser) -> None:
    """The administrator who asks for a director's role for somebody sees who can confirm it and cannot do it alone. The
    other administrator finds it among their work, and the person has the role once it is confirmed."""
    addie, otto, dora = (User.objects.get(email=f"{name}@test.example") for name in ("admin", "other", "director"))
    asks = Visitor(browser, site, size=DESKTOP).sign_in_as(addie)
    asks.go(f"/people/{addie.pk}/")
    assert "Another administrator gives you a role" in asks.text
    asks.go(f"/people/{dora.pk}/")
    asks.follow("Give a role")
    asks.page.get_by_label("Director of Education").check()
    asks.press("Give the role")
    assert "The role Director of Education of Dora Imaginary waits for somebody else to confirm it." in asks.text
    assert "Otto Notional" in asks.text
    assert asks.page.get_by_role("button", name="Confirm the change").count() == 0

    becomes = Visitor(browser, site, size=DESKTOP).sign_in_as(dora)
    becomes.go("/")
    assert "Schools causing concern" not in becomes.text

    confirms = Visitor(browser, site, size=PHONE, js=False).sign_in_as(otto)
    confirms.go("/")
    confirms.press("Read and confirm")
    assert "Check with Dora Imaginary or their manager, not only with Addie Makebelieve" in confirms.text
    confirms.press("Confirm the change")
    assert "You have confirmed the change for Dora Imaginary." in confirms.text
    assert ChangeRequest.objects.get().ended_by == otto

    becomes.go("/")
    assert "Schools causing concern" in becomes.text
    asks.go(f"/people/{dora.pk}/")
    assert "Waits to be confirmed" not in asks.text
    for visitor in (asks, confirms, becomes):
        assert visitor.complaints == []
        visitor.close()
