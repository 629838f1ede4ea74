"""Which characters a letter can print, and which characters nobody can see are taken out of it.

Letters are drawn with the fonts of the machine: Fontconfig, which the PDF engine asks for them, is asked here too.
"""

import ctypes
import ctypes.util
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

# Invisible on the page, and able to change what is read: controls other than tab and line end, marks and orders of
# direction (they print words backwards), spaces without width, byte order marks, tags. The joiners stay, since Persian
# and the scripts of India are written with them, and so do the two marks that only say where a number belongs.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_HIDDEN_NAMES = {
    "\x00": "a null character",
    "\x08": "a backspace",
    "\x0b": "a vertical tab",
    "\x0c": "a page break",
    "\x1b": "an escape character",
    "\u200b": "a space without width",
    "\u202d": "an order to write left to right",
    "\u202e": "an order to write right to left",
    "\ufeff": "a byte order mark",
}
# Drawn as nothing by every program: joiners, the soft hyphen, selectors of a variant.
_UNDRAWN = re.compile("[\t\n\r\u00ad\u034f\u200c-\u200f\u2028\u2029\ufe00-\ufe0f]")
# As many characters as an error names.
MOST_NAMED = 5


def without_hidden(text: str) -> str:
    """Return a text without the characters that nobody can see."""
    return _HIDDEN.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n"))


def hidden_in(text: str) -> list[str]:
    """Return what `without_hidden` takes out of a text, each kind once, in words."""
    return [_HIDDEN_NAMES.get(each, f"U+{ord(each):04X}") for each in dict.fromkeys(_HIDDEN.findall(text))]


def unprintable_in(text: str) -> list[str]:
    """Return the characters of a text that no font of this machine can draw, each once. Where the fonts cannot be
    asked, nothing is known against any character."""
    has, rest = _covered(), _UNDRAWN.sub("", without_hidden(text))
    return [each for each in dict.fromkeys(rest) if not each.isspace() and not has(each)]


def unprintable_names(*texts: str) -> str:
    """Return the characters of texts that cannot be printed, as an error names them; blank for none."""
    found = list(dict.fromkeys(each for text in texts for each in unprintable_in(text)))
    more = f" and {len(found) - MOST_NAMED} other characters" if len(found) > MOST_NAMED else ""
    return ", ".join(_named(each) for each in found[:MOST_NAMED]) + more


def unprintable_words(*texts: str) -> str:
    """Return the sentence for a person whose texts hold characters that cannot be printed; blank for none."""
    names = unprintable_names(*texts)
    return f"{names} cannot be printed in a letter. Remove it or write it in words." if names else ""


def hidden_words(text: str) -> str:
    """Return the sentence that says what was taken out of a text; blank where nothing was."""
    found = hidden_in(text)
    if not found:
        return ""
    these = ", ".join(found[:MOST_NAMED])
    return f"We took out characters that cannot be seen ({these}). Read the text again, then continue."


def _named(character: str) -> str:
    """A character as a person can find it: itself, or its number where the screen may show nothing."""
    if unicodedata.category(character).startswith("C"):
        return f"The character U+{ord(character):04X}"
    return f"“{character}”"


@cache
def _covered() -> Callable[[str], bool]:
    """Return the question whether some font here has a character. The fonts are read once in each process."""
    fonts = _Fonts.load()
    if fonts is None:
        return lambda character: True
    return cache(fonts.has)


class _FontSet(ctypes.Structure):
    _fields_ = (("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p)))


class _Fonts:
    """The characters of all scalable fonts that Fontconfig knows of, as one of its own sets."""

    # FcSetSystem, FcTypeMatch
    _SYSTEM, _MATCH = 0, 0
    # A font of macOS has a box for every character there is.
    _NO_FONT = b"LastResort"

    def __init__(self, library: ctypes.CDLL, sets: Iterable[int]) -> None:
        self.library = library
        self.all = ctypes.c_void_p(library.FcCharSetCreate())
        for each in sets:
            library.FcCharSetMerge(self.all, ctypes.c_void_p(each), None)

    def has(self, character: str) -> bool:
        return bool(self.library.FcCharSetHasChar(self.all, ctypes.c_uint32(ord(character))))

    @classmethod
    def load(cls) -> "_Fonts | None":
        """None where there is no Fontconfig, and so no letter either."""
        try:
            library = ctypes.CDLL(ctypes.util.find_library("fontconfig") or "libfontconfig.so.1")
        except OSError:
            return None
        library.FcCharSetCreate.restype = ctypes.c_void_p
        library.FcConfigGetFonts.restype = ctypes.POINTER(_FontSet)
        library.FcConfigGetFonts.argtypes = (ctypes.c_void_p, ctypes.c_int)
        if not library.FcInit():
            return None
        known = library.FcConfigGetFonts(None, cls._SYSTEM)
        if not known:
            return None
        return cls(library, cls._sets(library, known.contents))

    @classmethod
    def _sets(cls, library: ctypes.CDLL, known: _FontSet) -> Iterable[int]:
        for place in range(known.count):
            font = ctypes.c_void_p(known.fonts[place])
            family, found, scalable = ctypes.c_char_p(), ctypes.c_void_p(), ctypes.c_int(1)
            library.FcPatternGetString(font, b"family", 0, ctypes.byref(family))
            library.FcPatternGetBool(font, b"scalable", 0, ctypes.byref(scalable))
            library.FcPatternGetCharSet(font, b"charset", 0, ctypes.byref(found))
            if found.value and scalable.value and cls._NO_FONT not in (family.value or b""):
                yield found.value
