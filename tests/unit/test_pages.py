"""Every page template is opened in a browser by each group of roles, or is named with the reason why not."""

import re
from pathlib import Path

from tests.pages import ELSEWHERE, GROUPS, PAGES, SHOWN, chosen, templates_of, without_scripts
from tests.world import ACTORS

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
_EXTENDS = re.compile(r'{%\s*extends\s+"([^"]+)"')


def page_templates() -> set[str]:
    """Templates that fill the page of the product, without those that only others extend."""
    files = {file.relative_to(TEMPLATES).as_posix(): file.read_text("utf-8") for file in TEMPLATES.rglob("*.html")}
    above = {name: found[1] for name, text in files.items() if (found := _EXTENDS.search(text))}

    def top(name: str) -> str:
        return top(above[name]) if name in above else name

    return {name for name in above if top(name) == "base.html"}


def test_every_page_template_is_on_the_list_or_named_with_a_reason() -> None:
    assert set(SHOWN) | set(ELSEWHERE) == page_templates()
    assert not set(SHOWN) & set(ELSEWHERE)
    assert all(ELSEWHERE.values())


def test_every_row_is_on_the_list() -> None:
    listed = {name for names in SHOWN.values() for name in names}
    assert listed == {row.id.removeprefix("GET ") for row in PAGES}


def test_everybody_is_in_a_group() -> None:
    assert set(GROUPS) == set(ACTORS)


def test_each_template_is_opened_by_somebody_who_may_and_each_group_opens_some() -> None:
    loads = [(row.id, actor) for row, actor in chosen()]
    assert {template for row, _ in chosen() for template in templates_of(row)} == set(SHOWN)
    assert {GROUPS[actor] for _, actor in loads} == set(GROUPS.values())
    assert all(actor in row.who for row, actor in chosen())
    assert len(set(loads)) == len(loads)


def test_a_sixth_of_the_templates_is_opened_without_scripts() -> None:
    opened = {template for row, _ in without_scripts() for template in templates_of(row)}
    assert len(SHOWN) / 9 < len(opened) < len(SHOWN) / 4
    assert all(actor in row.who for row, actor in without_scripts())
