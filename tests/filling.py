"""Fill in the form of a page as a browser would post it: what the page holds, and something in what it leaves blank."""

from typing import Any

from django.test import Client

from .conftest import TODAY
from .forms_on_page import Control, Form, forms_to_post

DAY = {"day": str(TODAY.day), "month": str(TODAY.month), "year": str(TODAY.year)}
WORDS = "Some words."
_LINES = ("text", "email", "url", "tel")


def found_first(client: Client, form: Form, name: str) -> str:
    """The first that a search box finds; all that tests make up is called Example."""
    answer: Any = client.get(form.searches[name], {"find": name, "typed": "Example"})
    assert answer.status_code == 200, (form.searches[name], name, answer.status_code)
    return str(answer.json()["found"][0]["label"])


def filled(response: Any, path: str, client: Client) -> dict[str, str]:
    """What the form of a page posts to the page's own address, or to `path`; blank where there is none."""
    here = path.split("?")[0]
    forms = forms_to_post(response.content.decode(), here)
    form = next((form for form in forms if form.action in (here, path)), None)
    held: dict[str, str] = {}
    for control in form.controls if form else ():
        if form and control.kind == "text" and control.name in form.searches and not control.value:
            held.setdefault(control.name, found_first(client, form, control.name))
        elif (given := _given(control, is_first=control.name not in held)) is not None:
            held[control.name] = given
    return held


def _given(control: Control, *, is_first: bool) -> str | None:
    """What somebody who fills in everything sends of a control; the first of several unless another is chosen."""
    if control.kind in ("radio", "option"):
        return control.value if control.value and (control.is_chosen or is_first) else None
    if control.kind == "button":
        return control.value if is_first else None
    if control.kind == "textarea":
        return control.value.strip() or WORDS
    if control.kind in _LINES:
        part = DAY.get(control.name.rsplit("_", 1)[-1], "")
        return control.value or part or ("somebody@test.example" if control.kind == "email" else WORDS)
    return control.value if control.kind == "hidden" or (control.kind == "checkbox" and control.is_chosen) else None
