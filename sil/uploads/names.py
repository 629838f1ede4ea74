"""Safe names for attached files: readable, and harmless in a header, a folder or a list."""

import re
import unicodedata
from collections.abc import Sequence

MOST_CHARACTERS = 150

# What Windows takes in no file name.
_RESERVED = str.maketrans(dict.fromkeys(':*?"<>|', "-"))
# Two letters at least: "Minutes 3.12.2025" ends in a year, not in an extension.
_ENDING = re.compile(r"(?P<stem>.*?)(?P<extension>\.[a-z]{2,3}[a-z0-9]?)?", re.IGNORECASE)


def clean(name: str, extensions: Sequence[str]) -> str:
    """The name to keep for a file whose content calls for one of `extensions` (lower case, with the dot).

    Without folders, leading dots and invisible characters; among these are the ones that turn the
    direction of writing and show "invoice_fdp.exe" as "invoice_exe.pdf". An extension that does not
    fit gives way to the first of `extensions`. At most MOST_CHARACTERS, never empty, and the same
    when it is cleaned again.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = unicodedata.normalize("NFC", "".join(map(_visible, last))).translate(_RESERVED)
    stem, extension = _split(" ".join(visible.split()))
    if extension not in extensions:
        # "minutes.pdf.exe" that is a PDF has its right name inside.
        inner, extension = _split(stem)
        stem, extension = (inner, extension) if extension in extensions else (stem, extensions[0])
    stem = stem.lstrip(" .")[: MOST_CHARACTERS - len(extension)].rstrip(" .")
    return f"{stem or 'document'}{extension}"


def _split(name: str) -> tuple[str, str]:
    """Stem and extension, the latter in lower case and empty where there is none."""
    found = _ENDING.fullmatch(name)
    assert found, "every line without a break is a stem"
    return found["stem"], (found["extension"] or "").lower()


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character).startswith("C") else character
