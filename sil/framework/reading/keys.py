"""The keys that a framework file can have, read off its classes."""

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ..parts import Part
from .places import Path


@dataclass(frozen=True)
class Key:
    """A key by its place, such as "bands.*.lines.*.days"; `part` is the class of what it holds, if it holds keys."""

    place: str
    required: bool
    default: Any
    is_list: bool
    part: type[Part] | None

    @property
    def name(self) -> str:
        return self.place.removesuffix(".*").rpartition(".")[2]

    @property
    def table(self) -> str:
        """The table that it stands in, as the file has its header: "[allocation]", "[[bands.lines]]"."""
        parent = self.place.removesuffix(".*").rpartition(".")[0]
        return header(parent) if parent else ""


def header(place: str) -> str:
    """The header of a table by its place."""
    name = place.replace(".*", "")
    return f"[[{name}]]" if place.endswith("*") else f"[{name}]"


@cache
def every_key(model: type[Part]) -> tuple[Key, ...]:
    """Every key below a class, depth first, in the order of the classes."""
    return tuple(_below(model, ""))


def _below(model: type[Part], prefix: str) -> Iterator[Key]:
    for name, info in model.model_fields.items():
        part, is_list = _inside(info.annotation)
        place = f"{prefix}{name}{'.*' if part and is_list else ''}"
        default = None if info.is_required() else _default(info)
        yield Key(place, info.is_required(), default, is_list, part)
        if part:
            yield from _below(part, f"{place}.")


def _default(info: FieldInfo) -> Any:
    return info.get_default(call_default_factory=True)


def _inside(annotation: Any) -> tuple[type[Part] | None, bool]:
    """The class of keys in an annotation, if there is one, and whether it is a list."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation, False
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType, tuple):
        found = [_inside(each) for each in get_args(annotation) if each not in (type(None), Ellipsis)]
        part, is_list = found[0]
        return part, is_list or origin is tuple
    return None, False


def pattern(path: Path) -> str:
    """The place of a path: ("bands", 0, "name") -> "bands.*.name"."""
    return ".".join("*" if isinstance(part, int) else part for part in path)


def beside(model: type[Part], path: Path) -> Sequence[str]:
    """The keys that can stand where a path ends."""
    parent = pattern(path[:-1])
    return [key.name for key in every_key(model) if key.place.removesuffix(".*").rpartition(".")[0] == parent]


def nearest(value: Any, known: Sequence[str]) -> str:
    """The one of some names that was probably meant; "" for none."""
    folded = {str(each).casefold(): str(each) for each in reversed(known)}
    close = get_close_matches(str(value).casefold(), folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else ""


def unknown(model: type[Part], path: Path) -> str:
    """What to write instead of a key that is not known where it stands, as the rest of a sentence."""
    name = str(path[-1])
    if close := nearest(name, beside(model, path)):
        return f"did you mean “{close}”?"
    elsewhere = [key.table for key in every_key(model) if key.name == name and key.table]
    if elsewhere:
        return f"it is a key of {' and '.join(elsewhere[:2])}: put it below that line"
    return "is it misspelt?"
