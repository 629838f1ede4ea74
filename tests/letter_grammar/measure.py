"""How many values the reader finds in the made-up letters, and how many of those are right, field by field."""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from schools.ofsted_letters.letter import Declined
from schools.ofsted_letters.reader import read

from .letters import EMPTY, Made

JUDGEMENTS = (
    "effective_action", "plan_fit_for_purpose", "authority_statement_fit", "may_appoint_new_teachers",
    "safeguarding_effective",
)  # fmt: skip
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"))
_ALIKE = str.maketrans("\u2018\u2019\u2010\u2013", "''--")
FIELDS = ("kind", *EMPTY, "qualifiers")


@dataclass
class Count:
    """Values that a field has, that were read, and that were read right."""

    there: int = 0
    read: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0


@dataclass(frozen=True)
class Miss:
    """A value that was not read, or that the letter does not hold."""

    seed: int
    field: str
    there: tuple[str, ...]
    read: tuple[str, ...]


def measure(letters: Iterable[Made]) -> tuple[dict[str, Count], list[Miss]]:
    """The counts of each field, and every miss. A list counts item by item."""
    counts: dict[str, Count] = defaultdict(Count)
    misses: list[Miss] = []
    for letter in letters:
        wanted, found = values_of(letter.expected), read_in(letter.text)
        for name in FIELDS:
            there, here = wanted[name], found[name]
            right = _alike(there, here)
            count = counts[name]
            count.there, count.read, count.right = (
                count.there + len(there), count.read + len(here), count.right + right,
            )  # fmt: skip
            if not right == len(there) == len(here):
                misses.append(Miss(letter.seed, name, tuple(there), tuple(here)))
    return counts, misses


def total(counts: dict[str, Count]) -> Count:
    return Count(*(sum(getattr(each, name) for each in counts.values()) for name in ("there", "read", "right")))


def read_in(text: str) -> dict[str, list[str]]:
    found = read(text)
    if isinstance(found, Declined):
        return values_of({})
    return values_of(json.loads(json.dumps(found.as_json())))


def values_of(held: dict[str, Any]) -> dict[str, list[str]]:
    """Each field as a list of plain strings: an item with those above it, a judgement with its sentence."""
    found: dict[str, list[str]] = {name: [] for name in FIELDS}
    for name in FIELDS:
        value = held.get(name)
        if name in JUDGEMENTS:
            if value and value["value"] is not None:
                found[name] = [f"{'yes' if value['value'] else 'no'}: {plain(value['sentence'])}"]
            if value and value.get("qualifier"):
                found["qualifiers"].append(plain(value["qualifier"]))
        elif name == "tallies":
            found[name] = [
                plain(f"{each['about']} {each['total']} {part if isinstance(part, int) else part['count']}")
                for each in value or ()
                for part in each["parts"]
            ]
        elif name == "contradictions":
            found[name] = ["dated before the visit" if "is dated" in each else each for each in value or ()]
        elif name == "external_support":
            found[name] = [plain(value)] if value else []
        elif isinstance(value, list):
            found[name] = [*_items(value)]
        elif value is not None:
            found[name] = [value] if name == "kind" else [plain(str(value))]
    return found


def _items(items: list[Any], above: str = "") -> Iterable[str]:
    for item in items:
        text = plain(item if isinstance(item, str) else item["text"])
        yield above + text
        if isinstance(item, dict):
            yield from _items(item["children"], f"{above}{text} > ")


def plain(text: str) -> str:
    """Words without what printers and marks of emphasis change."""
    whole = re.sub(r"\n>+ ?", "\n", text.translate(_UNSEEN))
    # A sentence is quoted as it stands on the page, over the number of the page.
    whole = re.sub(r"\n\s*(?:- [0-9] -|(?:Page [|]? ?)?[0-9](?: of 5)?|www\S+)\s*(?=\n)", "\n", whole)
    whole = re.sub(r"(?<=[a-z])-\s*\n\s*(?=[a-z])", "", whole)
    return " ".join(re.sub(r"[*_#]", "", unicodedata.normalize("NFKC", whole)).translate(_ALIKE).split()).casefold()


def _alike(there: list[str], here: list[str]) -> int:
    left = list(here)
    right = 0
    for each in there:
        if each in left:
            left.remove(each)
            right += 1
    return right
