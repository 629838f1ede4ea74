"""What a screen reader says of a page, found without a browser: the names of its links, buttons, boxes, tables, groups,
headings and regions.

`same_names` finds what sounds the same and is not the same: somebody who goes by a list of links, or by Tab, cannot
tell it apart. `bare_names` finds links and buttons that say nothing without the row they stand in, `other_than_seen`
those that are called something other than the words on them, and `no_names` what has no name at all.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

# Words of an act that is done to one of several things: which one has to be said as well.
BARE = {"change", "delete", "dismiss", "edit", "here", "click here", "remove", "update", "view", "withdraw"}
# What is pressed.
ACTS = {"link", "button", "summary"}
UNSAID = {"script", "style", "template", "noscript", "svg"}
# Between the words of two of these stands nothing; between those of others stands a space.
INLINE = {"a", "abbr", "b", "em", "i", "label", "mark", "small", "span", "strong", "sub", "sup", "time"}
BOXES = {"input", "select", "textarea"}


@dataclass(frozen=True)
class Said:
    """`kind` is what it is, `name` what is said of it, `seen` the words on it, `target` what it leads to or does, or
    its place on the page; `group` what is said when one comes to it, and `beside` the words of the row it stands in."""

    kind: str
    name: str
    target: str
    seen: str = ""
    group: str = ""
    beside: str = ""


def read(page: str) -> list[Said]:
    """Return everything on a page that a screen reader lists by its name."""
    tree = html.fromstring(page)
    by_id = {each.get("id"): each for each in tree.iter(html.etree.Element) if each.get("id")}
    return [found for each in tree.iter(html.etree.Element) if not _is_hidden(each) for found in _said(each, by_id)]


def same_names(things: list[Said]) -> list[str]:
    """Return what has one name, comes up in one group and is several things. Two rows that read the same to everybody,
    word by word, are nobody's fault here."""
    alike: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for each in things:
        alike[(each.kind, each.group, each.name.lower())][each.target] = each.beside
    return [
        f"{len(rows)} × {kind} “{name}” in “{group}”: {', '.join(sorted(rows)[:3])}"
        for (kind, group, name), rows in alike.items()
        if len(rows) > 1 and ("" in rows.values() or len(set(rows.values())) > 1 or kind == "box")
    ]


def bare_names(things: list[Said]) -> list[str]:
    return [f"{each.kind} “{each.name}”" for each in things if each.kind in ACTS and each.name.lower() in BARE]


def other_than_seen(things: list[Said]) -> list[str]:
    """Return what somebody who speaks to the computer cannot press by the words that they see on it."""
    return [f"{each.kind} “{each.name}” shows “{each.seen}”" for each in things if each.seen not in each.name]


def no_names(things: list[Said]) -> list[str]:
    return [f"{each.kind} {each.target}" for each in things if not each.name]


def _said(each: Any, by_id: dict[str, Any]) -> Iterator[Said]:
    place, tag = each.getroottree().getpath(each), each.tag
    if tag == "a" and each.get("href"):
        yield Said(
            "link", _name(each, by_id), each.get("href"), _words(each, seen=True), _landmark(each, by_id), _row(each)
        )
    elif tag == "button":
        yield Said("button", _name(each, by_id), _sends(each, place), _words(each, seen=True), "", _row(each))
    elif tag == "summary":
        yield Said("summary", _name(each, by_id), place, _words(each, seen=True))
    elif tag in BOXES and each.get("type") not in ("hidden", "submit"):
        yield Said("box", _name(each, by_id), place, group=_groups(each, by_id))
    elif tag == "table":
        yield Said("table", _name(each, by_id), place)
    elif tag == "fieldset" or each.get("role") in ("group", "radiogroup"):
        yield Said("group", _name(each, by_id), place, group=_groups(each, by_id))
    elif tag in ("nav", "section", "form") and (each.get("aria-label") or each.get("aria-labelledby")):
        yield Said("region", _name(each, by_id), place)


def _name(each: Any, by_id: dict[str, Any]) -> str:
    if each.get("aria-labelledby"):
        return " ".join(_words(by_id[part]) for part in each.get("aria-labelledby").split() if part in by_id)
    if each.get("aria-label"):
        return str(each.get("aria-label"))
    if each.tag in BOXES:
        return " ".join(map(_words, each.getroottree().xpath("//label[@for=$id]", id=each.get("id") or "")))
    own = {"table": "caption", "fieldset": "legend"}.get(each.tag)
    if own or each.tag not in ("a", "button", "summary"):
        return "".join(_words(part) for part in each.findall(own or "legend"))
    described = [_words(by_id[part]) for part in each.get("aria-describedby", "").split() if part in by_id]
    return " ".join([_words(each), *described])


def _words(each: Any, *, seen: bool = False) -> str:
    return re.sub(r"\s+", " ", _text(each, seen)).strip()


def _text(each: Any, seen: bool) -> str:
    """The words in something: all that are said, or those alone that are also on the screen."""
    if not isinstance(each.tag, str) or each.tag in UNSAID or each.get("aria-hidden") == "true":
        return ""
    if each.get("hidden") is not None or (seen and "govuk-visually-hidden" in each.get("class", "")):
        return ""
    if each.tag == "img":
        return str(each.get("alt") or "")
    inside = (each.text or "") + "".join(_text(child, seen) + (child.tail or "") for child in each)
    return inside if each.tag in INLINE else f" {inside} "


def _sends(button: Any, place: str) -> str:
    """Where its form goes with everything hidden in it, and what it says itself; its place, where it sends nothing."""
    form = next(button.iterancestors("form"), None)
    if form is None or button.get("type") == "button":
        return place
    hidden = [f"{each.get('name')}={each.get('value')}" for each in form.xpath(".//input[@type='hidden']")]
    sent = [one for one in hidden if not one.startswith(("csrfmiddlewaretoken=", "once=", "shown="))]
    return " ".join([form.get("action") or "", *sent, button.get("name") or "", button.get("value") or ""])


def _row(each: Any) -> str:
    row = next((up for up in each.iterancestors() if up.tag in ("tr", "li") or up.tag == "dl"), None)
    return _words(row) if row is not None else ""


def _landmark(each: Any, by_id: dict[str, Any]) -> str:
    """The list of links, or the part of the page outside its content, that something stands in."""
    up = next((up for up in each.iterancestors() if up.tag in ("nav", "header", "footer")), None)
    return "" if up is None else _name(up, by_id) or up.tag


def _groups(each: Any, by_id: dict[str, Any]) -> str:
    """What is said when one comes to a box: its group, the groups around that, and a named part of the page."""
    around = [up for up in each.iterancestors() if up.tag in ("fieldset", "section", "form") or up.get("role")]
    return " / ".join(name for up in around if (name := _name(up, by_id)))


def _is_hidden(each: Any) -> bool:
    return any(up.get("aria-hidden") == "true" or up.get("hidden") is not None for up in (each, *each.iterancestors()))
