"""The sentences that people read, from templates, Python modules, scripts and framework files, with their places.

Which texts count:
- In a template: all text between tags, the attributes that people read (`ATTRIBUTES`, and `data-` attributes that
  hold words), and quoted words that are passed on by `{% include %}` and `{% with %}` or replace a blank value.
- In a Python module: a string, an f-string or a sum of them that is no docstring, no annotation, no index that is
  read, no side of a comparison, no `match` pattern and no argument of a call in `TECHNICAL`, and that reads as words:
  two words with a space between them (a filled-in part is a word), or one capitalised word.
- In a script and in a framework file: a string that reads as words in the same sense.
A single lower-case word is left out in Python: most are names of things in the code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

from .sentences import NO_WORDS, Choice, Piece, Sentence, Text, Words, reads_as_words, sentences, shown

_PACKAGES = ("sil", "schools", "allocations", "monitoring")
SOURCES = (
    "templates/**/*.html",
    "templates/**/*.txt",
    "static/**/*.js",
    *(f"{package}/**/*.py" for package in _PACKAGES),
    *(f"{package}/**/*.toml" for package in _PACKAGES),
)
# Migrations, which nobody reads on a page, and this package, which holds the phrases not to use.
UNREAD = re.compile(r"/migrations/|^sil/words/")
ATTRIBUTES = frozenset({"title", "aria-label", "aria-description", "alt", "placeholder", "label"})
# Elements that do not end the sentence they are in.
INLINE = re.compile("a|abbr|b|bdi|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u|wbr")
VOID = re.compile("area|br|col|hr|img|input|link|meta|source|track|wbr")
TECHNICAL = re.compile(
    "getLogger|compile|match|fullmatch|search|sub|split|finditer|findall|strftime|strptime"
    "|execute|RunSQL|RawSQL|getattr|setattr|hasattr|reverse|cast|only|defer|values|values_list|filter|exclude|annotate"
    "|order_by|aggregate|select_related|prefetch_related|get_or_create|update_or_create|encode|decode"
)
LOGS = frozenset({"log", "logger", "logging"})
_SILENT_FIELDS = frozenset({"annotation", "returns", "ops", "pattern", "patterns", "ctx"})
_WAYS = (ast.IfExp, ast.BoolOp)
_WORDLESS = (ast.Name, ast.Load, ast.Store, ast.alias, ast.Import, ast.ImportFrom, ast.arg)
_QUIET_TAGS = re.compile("load|extends|csrf_token|url|static|with|endwith|autoescape|endautoescape|regroup")
_BREAKING_TAGS = re.compile("(end)?(block|partialdef)")
_OPENS = {"if": "endif", "for": "endfor", "ifchanged": "endifchanged"}
_MIDDLES = frozenset({"elif", "else", "empty"})
_FIRST_MARK = 0xF0000  # a private character for each template tag while the HTML around it is parsed

_QUOTED = re.compile(r"""(?:(\w+)=)?(?:"([^"]*)"|'([^']*)')((?:\|add:(?:[\w.]+|"[^"]*"))*)""")
_FILTER = re.compile(r"""\|(default|default_if_none|yesno|pluralize)(?::(?:"([^"]*)"|'([^']*)'))?(?![\w:])""")
_HTML_TAG = re.compile(r"</?[a-z][^>]*>")

_SCRIPT = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|"(?P<a>(?:[^"\\\n]|\\.)*)"|'(?P<b>(?:[^'\\\n]|\\.)*)'|`(?P<c>(?:[^`\\]|\\.)*)`""",
    re.DOTALL,
)
_TOML = re.compile(
    r'''(?P<comment>\#[^\n]*)|"""(?P<a>.*?)"""|"(?P<b>(?:[^"\\\n]|\\.)*)"|'(?P<c>[^'\n]*)\'''', re.DOTALL
)


def product(root: Path) -> Iterator[Sentence]:
    """Every sentence of the product, file by file."""
    for pattern in SOURCES:
        for file in sorted(root.glob(pattern)):
            name = file.relative_to(root).as_posix()
            if not UNREAD.search(name):
                yield from of_file(name, file.read_text(encoding="utf-8"))


def of_file(name: str, source: str) -> Iterator[Sentence]:
    """The sentences of one file, by the ending of its name."""
    ending = name.rpartition(".")[2]
    texts = {"html": page, "txt": message, "py": module, "js": script, "toml": settings}[ending]
    found = [sentence for text in texts(source) for sentence in sentences(name, text)]
    yield from sorted(found, key=attrgetter("line"))


# Templates


def page(source: str) -> Iterator[Text]:
    """The texts of an HTML template: one for each run of words that no block of the page interrupts.

    Raises ValueError where an element that is not read aloud is never closed, since all after it would be lost.
    """
    tokens = Lexer(source).tokenize()
    parser = _Page(tokens)
    parser.feed(_marked(tokens))
    parser.close()
    parser.flush()
    if parser.unread:
        raise ValueError(f"<{parser.unread[0]}> that nobody reads is not closed")
    for run in parser.runs:
        yield from _texts(_items(run, tokens))
    yield from _passed_on(tokens)


def message(source: str) -> Iterator[Text]:
    """The texts of a message: one for each line, the first of which is the subject."""
    tokens = Lexer(source).tokenize()
    for number, line in enumerate(_marked(tokens).split("\n"), start=1):
        yield from _texts(_items([(number, line)], tokens))
    yield from _passed_on(tokens)


def _marked(tokens: Sequence[Token]) -> str:
    """The template with one private character for each tag, so that it parses as HTML."""
    parts, comment = [], False
    for place, token in enumerate(tokens):
        if token.token_type == TokenType.BLOCK and token.contents.split()[0] in ("comment", "endcomment"):
            comment = token.contents.startswith("comment")
        elif token.token_type == TokenType.TEXT:
            parts.append("\n" * token.contents.count("\n") if comment else token.contents)
        elif not comment and token.token_type != TokenType.COMMENT:
            parts.append(_mark(place))
    return "".join(parts)


def _mark(place: int) -> str:
    return chr(_FIRST_MARK + place)


class _Page(HTMLParser):
    """Collects runs of text, each a list of lines and what is on them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        super().__init__()
        self.values = {_mark(place) for place, token in enumerate(tokens) if token.token_type == TokenType.VAR}
        self.runs: list[list[tuple[int, str]]] = []
        self.run: list[tuple[int, str]] = []
        self.unread: list[str] = []  # the names of the open elements that nobody reads, outermost first

    def flush(self) -> None:
        self.runs.append(self.run)
        self.run = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value for name, value in attrs if value}
        if self.unread:
            if tag == self.unread[0]:
                self.unread.append(tag)
            return
        line, start = self.getpos()[0], self.get_starttag_text() or ""
        for name, value in held.items():
            words = name.startswith("data-") and reads_as_words((Words(line, value),))
            button = tag == "input" and name == "value" and held.get("type") in ("submit", "button")
            if name in ATTRIBUTES or words or button:
                self.runs.append([(line + start.count("\n", 0, max(start.find(value), 0)), value)])
        if tag in ("script", "style") or (held.get("aria-hidden") == "true" and not VOID.fullmatch(tag)):
            self.unread = [tag]
        elif not INLINE.fullmatch(tag):
            self.flush()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.unread = self.unread[1:] if self.unread[:1] == [tag] else self.unread

    def handle_endtag(self, tag: str) -> None:
        if self.unread:
            if tag == self.unread[0]:
                self.unread.pop()
        elif not INLINE.fullmatch(tag):
            self.flush()

    def handle_data(self, data: str) -> None:
        if self.unread:
            return
        before = self.run[-1][1][-1:] if self.run else ""
        if data[:1].isupper() and (before.isalpha() or before in self.values):
            data = f" {data}"  # “Warning” for those who do not see the sign, or a caption; then the sentence
        self.run.append((self.getpos()[0], data))


_Item = Words | Token


def _items(run: Sequence[tuple[int, str]], tokens: Sequence[Token]) -> list[_Item]:
    """A run as words and template tags."""
    items: list[_Item] = []
    for line, data in run:
        for part in re.split(f"([{chr(_FIRST_MARK)}-\U000ffffd])", data):
            if part and ord(part[0]) >= _FIRST_MARK:
                items.append(tokens[ord(part) - _FIRST_MARK])
            elif part:
                items.append(Words(line, part))
                line += part.count("\n")
    return items


def _tag(item: _Item) -> str:
    """The name of a template tag; blank for anything else."""
    return item.contents.split()[0] if isinstance(item, Token) and item.token_type == TokenType.BLOCK else ""


def _texts(items: Sequence[_Item]) -> Iterator[Text]:
    """The run, cut at tags that open or close outside it: what depends on them is more than a part of a sentence."""
    matched: dict[int, list[int]] = {}  # place of an opening tag: places of its middles and its end
    stack: list[list[int]] = []
    for place, item in enumerate(items):
        tag = _tag(item)
        if tag in _OPENS:
            stack.append([place])
        elif stack and tag in _MIDDLES:
            stack[-1].append(place)
        elif stack and tag == _OPENS[_tag(items[stack[-1][0]])]:
            opening, *rest = stack.pop()
            matched[opening] = [*rest, place]
    yield from (tuple(text) for text in _built(items, matched, 0, len(items)))


def _built(items: Sequence[_Item], matched: dict[int, list[int]], start: int, stop: int) -> Iterator[list[Piece]]:
    text: list[Piece] = []
    place = start
    while place < stop:
        item = items[place]
        tag = _tag(item)
        if place in matched:
            bounds = [place, *matched[place]]
            ways = [
                tuple(piece for part in _built(items, matched, first + 1, last) for piece in part)
                for first, last in pairwise(bounds)
            ]
            text += _choice(tag, ways, [_tag(items[each]) for each in bounds])
            place = bounds[-1]
        elif tag in _OPENS or tag in _MIDDLES or tag in _OPENS.values() or _BREAKING_TAGS.fullmatch(tag):
            yield text
            text = []
        elif isinstance(item, Words):
            text.append(item)
        elif not _QUIET_TAGS.fullmatch(tag):
            text += _filled_in(item)
        place += 1
    yield text


def _choice(tag: str, ways: list[Text], bounds: Sequence[str]) -> list[Piece]:
    """What a tag with its ways reads as. A loop reads as one round, with … for the others."""
    if tag == "for":
        body = ways[0]
        line = next((piece.line for piece in body if isinstance(piece, Words)), 1)
        body = (*body, Words(line, "…")) if body and not shown(body).rstrip().endswith((".", "?", "!")) else body
        return [Choice((body, ways[1]))] if len(ways) > 1 else list(body)
    if "else" not in bounds:
        ways = [*ways, ()]
    return [Choice(tuple(ways))]


def _filled_in(token: Token) -> list[Piece]:
    """What a tag that prints something reads as: its name in braces, or the words that may be there."""
    line = token.lineno or 1
    if token.token_type == TokenType.BLOCK:
        tag, *rest = token.contents.split()
        named = Path(rest[0].strip("\"'")).stem if tag == "include" and rest else tag
        return [Words(line, f"{{{named}}}")]
    value = Words(line, f"{{{token.contents.split('|')[0].strip()}}}")
    if not (found := _FILTER.search(token.contents)):
        return [value]
    name, *quoted = found.groups()
    argument = next((each for each in quoted if each is not None), None)
    if name.startswith("default"):
        return [Choice(((value,), (Words(line, _HTML_TAG.sub("", argument or "")),)))] if argument else [value]
    said = (argument or {"yesno": "yes,no", "pluralize": "s"}[name]).split(",")
    if len(said) == 1:
        said = ["", *said]
    return [Choice(tuple((Words(line, each),) for each in said))]


def _passed_on(tokens: Sequence[Token]) -> Iterator[Text]:
    """Words that a tag hands to another template: `{% include … with heading="Check the "|add:noun %}`."""
    for token in tokens:
        if _tag(token) not in ("include", "with"):
            continue
        for found in _QUOTED.finditer(token.contents):
            name, double, single, added = found.groups()
            words = double if double is not None else single
            if name and re.search(r"[A-Za-z]{2}", words) and not NO_WORDS.search(words) and "/" not in words:
                parts = re.findall(r'\|add:(?:([\w.]+)|"([^"]*)")', added)
                joined = words + "".join(f"{{{value}}}" if value else text for value, text in parts)
                yield (Words(token.lineno or 1, joined),)


# Python


def module(source: str) -> Iterator[Text]:
    """The texts of a Python module that read as words."""
    found: list[Text] = []
    _collect(ast.parse(source), found)
    return (text for text in found if reads_as_words(text))


def _collect(node: ast.AST, found: list[Text]) -> None:
    """Add the texts within a node, outermost first; a list, since generators as deep as the tree are slow."""
    if isinstance(node, (ast.Constant, ast.JoinedStr, ast.BinOp)) and (text := _text(node)) is not None:
        found.append(text)
        for inner in ast.walk(node) if not isinstance(node, ast.Constant) else ():
            # Words inside what is filled in, such as an argument of a call, save ways that the sentence reads.
            if isinstance(inner, ast.FormattedValue) and not isinstance(inner.value, _WAYS) and not _text(inner.value):
                _collect(inner.value, found)
        return
    for name in node._fields:
        if name in _SILENT_FIELDS:
            continue
        value = getattr(node, name)
        for child in value if isinstance(value, list) else (value,):
            if isinstance(child, ast.AST) and not isinstance(child, _WORDLESS) and not _is_silent(node, name, child):
                _collect(child, found)


def _is_silent(node: ast.AST, name: str, child: ast.AST) -> bool:
    """Whether a child is a literal that nobody reads, the name of a record for programmers, or a list of names."""
    if isinstance(child, ast.FunctionDef):
        return child.name in ("__str__", "__repr__")
    if isinstance(child, ast.Assign):
        return any(getattr(each, "id", "") == "__all__" for each in child.targets)
    if not isinstance(child, (ast.Constant, ast.JoinedStr, ast.BinOp)):
        return False
    if isinstance(node, ast.Call) and name == "args":
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = getattr(node.func.value, "id", "") if isinstance(node.func, ast.Attribute) else ""
        return bool(TECHNICAL.fullmatch(called)) or owner in LOGS
    if isinstance(node, ast.Subscript):
        return name == "slice" and isinstance(node.ctx, ast.Load)
    return isinstance(node, (ast.Expr, ast.Compare))


def _text(node: ast.expr) -> Text | None:
    """A string, an f-string, or a sum of them and other things; None for any other expression."""
    if isinstance(node, ast.Constant):
        return (Words(node.lineno, node.value),) if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        pieces: list[Piece] = []
        for value in node.values:
            inner = value.value if isinstance(value, ast.FormattedValue) else value
            pieces += _part(inner, node.lineno)
        return tuple(pieces)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        if left is not None or right is not None:
            return (*_part(node.left, node.lineno), *_part(node.right, node.lineno))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _text(node.left)
    return None


def _part(node: ast.expr, line: int) -> list[Piece]:
    """A part of a text: words, words that depend on something, or what is filled in."""
    text = _text(node)
    if text is not None:
        return list(text)
    if isinstance(node, ast.IfExp) and (_text(node.body) is not None or _text(node.orelse) is not None):
        return [Choice((tuple(_part(node.body, line)), tuple(_part(node.orelse, line))))]
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and _text(node.values[-1]) is not None:
        return [Choice(tuple(tuple(_part(each, line)) for each in node.values))]
    named = ast.unparse(node).replace("{", "(").replace("}", ")")
    return [Words(line, f"{{{named if len(named) <= 40 else '…'}}}")]


# Scripts and framework files


def script(source: str) -> Iterator[Text]:
    """The texts of a JavaScript module that read as words."""
    return _strings(_SCRIPT, source)


def settings(source: str) -> Iterator[Text]:
    """The texts of a framework file (TOML) that read as words."""
    return _strings(_TOML, source)


def _strings(pattern: re.Pattern[str], source: str) -> Iterator[Text]:
    for found in pattern.finditer(source):
        if found["comment"] is not None:
            continue
        kind = next(kind for kind in "abc" if found[kind] is not None)
        line = 1 + source.count("\n", 0, found.start())
        text = (Words(line, re.sub(r"\$(?=\{)", "", found[kind]).replace('\\"', '"')),)
        if reads_as_words(text):
            yield text
