"""docs/reference/law.md: each rule of the ladder with its source and the sentences that keep it."""

from collections.abc import Iterable, Iterator
from datetime import date

from sil.clock import in_words

from ..kinds import KINDS
from ..transitions import ROWS
from .reading import refusals
from .rules import RULES, SOURCES, Rule, Source

_BEFORE = """# The rules behind notices and letters

For the authority's lawyers. Each rule is one that the product keeps: it refuses a step that breaks it, or asks about
it, in the sentences quoted below it ("…" is filled in). **[L]** marks what only the authority's lawyers can confirm.
Nothing here is legal advice; the project read the statutes in public copies on the day that is named."""


def page() -> str:
    """Return the page as Markdown."""
    said = refusals()
    parts = [_BEFORE, _sources(), "## Rules", *(_rule(rule, said) for rule in RULES), _contents(), _steps()]
    return "\n\n".join(parts)


def _sources() -> str:
    rows = (
        (source.name, _day(source.since), _day(source.until), _day(source.read), _marked(source.lawyer))
        for source in SOURCES.values()
    )
    return "## Sources\n\n" + _table(("source", "in force from", "until", "read on", "to be confirmed"), rows)


def _rule(rule: Rule, said: dict[str, list[str]]) -> str:
    source: Source = SOURCES[rule.source]
    lines = [
        f"### {rule.says}",
        "",
        f"Source: {source.name}." + (f" {_marked(rule.lawyer)}" if rule.lawyer else ""),
        "",
    ]
    sentences = dict.fromkeys(words for key in rule.keeps for words in said.get(key, ()))
    return "\n".join([*lines, *(f"- “{words}”" for words in sentences)]).rstrip()


def _contents() -> str:
    """What each kind of letter is refused without."""
    rows = (
        (kind.name, part.name, part.missing, part.rule or "")
        for kind in KINDS.values()
        for part in kind.parts
        if part.required
    )
    return "## Contents of letters\n\n" + _table(("letter", "part", "refused without it", "source"), rows)


def _steps() -> str:
    """The source of each step of a case."""
    found: dict[tuple[str, str], None] = {}
    for branch, rows in ROWS.items():
        found |= {(f"{branch.label}: {row.action.replace('_', ' ')}", row.rule): None for row in rows}
    return "## Steps of a case\n\n" + _table(("step", "source"), found)


def _marked(words: str) -> str:
    return f"**[L]** {words}" if words else ""


def _day(day: date | None) -> str:
    return in_words(day) if day else "–"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    def lines() -> Iterator[str]:
        names = list(heads)
        yield f"| {' | '.join(names)} |"
        yield f"|{'---|' * len(names)}"
        yield from (f"| {' | '.join(row)} |" for row in rows)

    return "\n".join(lines())
