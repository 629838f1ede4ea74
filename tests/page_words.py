"""The words of a page, as somebody reads them."""

import re

from django.test import Client

from tests.factories.case_scene import Scene


def plain(markup: str) -> str:
    """Return the words of some HTML, without its tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def words(made: Scene, path: str, who: str = "officer", *, status: int = 200) -> str:
    """Return the words of a page as one of the people of a scene reads it; it must answer with `status`."""
    client = Client()
    client.force_login(getattr(made, who))
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return plain(response.content.decode())
