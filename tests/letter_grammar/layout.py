"""How a letter stands on paper or in a mail: letterhead, address, headings, bullets, line ends, furniture of pages."""

import textwrap
from collections.abc import Iterator
from datetime import date

from . import days, names, noise
from .draw import Draw, Facts, Part, Point

_LETTERHEADS = (
    ("Ofsted", "Example House", "1 Sample Street", "Sampleton", "ZX1 2AB"),
    ("Ofsted Example House Sample Street Sampleton ZX1 2AB",),
    ("Office for Standards in Education", "Example House", "enquiries@ofsted.example", "www.ofsted.gov.uk"),
    ("Ofsted", "Example House", "T 0300 000 0000", "www.gov.uk/ofsted"),
    ("T 0300 000 0000", "Textphone 0161 000 0000", "enquiries@ofsted.gov.uk", "Direct T 020 0000 0000"),
)
_CHARACTERS = ("•", "-", "\uf0b7", "▪", "–", "*", "o", "➢", "■", "·", "1.", "(a)", "‣", "◆", "\uf0a7", "❖")
_CLOSINGS = ("Yours sincerely", "Yours sincerely,", "Yours faithfully", "Yours Sincerely")


class Style:
    """What stays the same throughout a letter."""

    def __init__(self, draw: Draw) -> None:
        self.width = draw.one((0, 0, 62, 78, 92))
        self.marker = draw.wording(_CHARACTERS)
        self.below = draw.one([each for each in ("•", "-", "–", "o", "▪") if each != self.marker])
        self.gap = draw.one((" ", "  ", "\t"))
        self.indent = draw.one((1, 2, 4))
        self.heading = draw.wording(("{}", "**{}**", "{}:", "## {}", "{}", "_{}_"))
        self.capitals = draw.chance(10)
        self.ruled = draw.chance(6)
        # How bullets stand: each after the other, apart by empty lines, or with the sign on a line of its own.
        self.bullets = draw.wording(("close", "close", "apart", "alone", "close", "flat"))
        self.emphasis = draw.one(("", "", "", "**", "*", "_"))


def written(draw: Draw, facts: Facts, parts: list[Part], dated: date) -> str:
    """The whole letter as text."""
    style = Style(draw)
    blocks = [*_head(draw, facts, dated), *(_block(style, part) for part in parts)]
    pages = draw.chance(45)
    text = "\n\n".join(_with_pages(draw, facts, blocks) if pages else blocks)
    return noise.added(draw, text)


def signature(draw: Draw, facts: Facts, lead: str) -> Part:
    inspector = f"{facts.crown} Inspector"
    role = draw.wording((inspector, "Ofsted Inspector", "Senior HMI", f"Senior {inspector}", "Lead Inspector", "HMI"))
    if facts.year < 2012 and draw.chance(30):
        role = "Additional Inspector"
    if facts.kind == "letter_to_authority":
        return Part("lines", lines=(draw.wording(_CLOSINGS), "", f"{lead} HMI", "Regional Director"))
    shape = draw.wording(("lines", "lines", "comma", "marked", "marked", "gap"))
    if shape == "comma":
        return Part("lines", lines=(draw.wording(_CLOSINGS), "", f"{lead}, {role}"))
    if draw.chance(8):
        titled = f"{draw.one(('Dr', 'Mrs'))} {lead}"
        facts.expected["inspectors"][0] = titled
        return Part("lines", lines=(draw.wording(_CLOSINGS), "", f"{titled} {role}"))
    role = f"**{role}**" if shape == "marked" else role
    gap = ("",) if shape == "gap" else ()
    return Part("lines", lines=(draw.wording(_CLOSINGS), "", lead, *gap, role))


def _head(draw: Draw, facts: Facts, dated: date) -> Iterator[str]:
    day = draw.wording(("{}", "{}", "Date: {}", "{}")).format(days.written(draw, dated))
    letterhead = "\n".join(draw.wording(_LETTERHEADS))
    address = _address(draw, facts)
    yield letterhead
    if draw.chance(85):
        yield day
        yield address
    else:
        yield address
        yield day
    yield facts.expected.pop("_salutation")


def _address(draw: Draw, facts: Facts) -> str:
    """The address block; how the letter greets is decided with it."""
    first, last = names.person(draw)
    title, post = draw.one(names.TITLES), draw.one(names.POSTS)
    if facts.kind == "letter_to_authority":
        post, place = "Director of Children's Services", f"{facts.school} Council"
    else:
        place = facts.school
    named, greeted = _greeting(draw, facts, title, first, last, post)
    lines = [*named, place, f"{draw.random.randint(1, 99)} {draw.one(names.STREETS)}", draw.one(names.PLACES)]
    lines.append(names.postcode(draw))
    facts.expected["_salutation"] = greeted
    if facts.kind != "letter_to_authority" and draw.chance(30):
        urn = draw.random.randint(100_000, 149_999)
        facts.expected["school_urn"] = urn
        lines.append(draw.wording(("URN: {}", "Unique reference number: {}", "URN {}", "School URN: {}")).format(urn))
    shape = draw.wording(("lines", "lines", "one", "commas"))
    return {"lines": "\n", "one": " ", "commas": ", "}[shape].join(lines)


def _greeting(draw: Draw, facts: Facts, title: str, first: str, last: str, post: str) -> tuple[list[str], str]:
    """The lines that name the person in the address, and the salutation."""
    whole = f"{title} {first} {last}"
    shape = draw.wording(("name", "name", "name", "first", "post", "colleague", "alone"))
    if shape == "post" and facts.kind != "letter_to_authority":
        post = "Headteacher"
        facts.expected["addressee"] = "The Headteacher"
        return ["The Headteacher"], draw.wording(("Dear Headteacher", "Dear Headteacher,"))
    if shape == "alone" and facts.kind != "letter_to_authority":
        facts.expected["addressee"] = f"{title} {last}"
        return [post], f"Dear {title} {last}"
    facts.expected["addressee"] = whole
    named = draw.wording(([whole, post], [f"{whole}, {post}"], [whole], [f"{whole} {post}"]))
    if shape == "first" and len(first) > 1:
        return named, f"Dear {first}"
    if shape == "colleague":
        return named, draw.wording(("Dear colleague", "Dear Colleague"))
    return named, draw.wording(
        (f"Dear {title} {last}", f"Dear {title} {last},", f"Dear {title} {last}", whole_dear(whole))
    )


def whole_dear(whole: str) -> str:
    return f"Dear {whole}"


def _block(style: Style, part: Part) -> str:
    if part.what == "lines":
        return "\n".join(part.lines)
    if part.what == "bullets":
        return ("\n\n" if style.bullets == "apart" else "\n").join(_bullets(style, part.points, 0))
    if part.what == "heading":
        text = part.text.upper() if style.capitals else part.text
        return f"{text}\n{'-' * len(text)}" if style.ruled else style.heading.format(text)
    if part.what == "title":
        return f"{style.emphasis}{part.text}{style.emphasis}"
    return _filled(style, part.text)


def _filled(style: Style, text: str, first: str = "", rest: str = "") -> str:
    if not style.width:
        return first + text
    return textwrap.fill(
        text,
        style.width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _bullets(style: Style, points: tuple[Point, ...], depth: int) -> Iterator[str]:
    for place, point in enumerate(points):
        marker = style.below if depth else _numbered(style.marker, place)
        start = f"{' ' * style.indent * depth}{marker}{style.gap}"
        if style.bullets == "alone":
            yield f"{start.rstrip()}\n{_filled(style, point.text)}"
        else:
            rest = "" if style.bullets == "flat" else " " * len(start.expandtabs(4))
            yield _filled(style, point.text, start, rest)
        yield from _bullets(style, point.children, depth + 1)


def _numbered(marker: str, place: int) -> str:
    return marker.replace("1", str(place + 1)).replace("a", "abcdefghij"[place])


def _with_pages(draw: Draw, facts: Facts, blocks: list[str]) -> list[str]:
    """Numbers and headings of pages, between paragraphs or in the middle of a sentence."""
    found, number = [], 1
    for place, block in enumerate(blocks):
        if place > 6 and draw.chance(18):
            number += 1
            page = f"Page {number}"
            shapes = (f"{number}", f"{page} of 5", f"\f{number}", f"{facts.school}\n\n{page}", page, f"- {number} -")
            furniture = draw.wording((*shapes, f"Page | {number}", f"{number} of 5", f"www.gov.uk/ofsted\n{page}"))
            lines = block.split("\n")
            if len(lines) > 3 and block[0].isupper() and "Yours" not in block and draw.chance(60):
                cut = draw.random.randint(1, len(lines) - 2)
                block = "\n".join([*lines[:cut], "", furniture, "", *lines[cut:]])
            else:
                found.append(furniture)
        found.append(block)
    return found
