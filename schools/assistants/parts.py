"""The parts of a headteacher's work that an assistant can be given, in words, and the addresses that each opens.

What a part opens is decided where the records are found and acted on, which asks for the part by name
(`schools_in_post` in schools/queries.py); nothing else is open to an assistant. A test holds each part to its
addresses in tests/access_table.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sil.accounts.roles import Part


@dataclass(frozen=True)
class About:
    """`name` of the part; `may` says what an assistant does with it, `left` what is left to the headteacher; `routes`
    are the addresses that it opens."""

    name: str
    may: str
    left: str
    routes: tuple[str, ...]


ABOUT: dict[Part, About] = {
    Part.VISITS: About(
        "Visits and reports",
        "Read visits and the reports that were issued.",
        "The headteacher answers reports.",
        ("visit", "report"),
    ),
    Part.PROMPTS: About(
        "What the school writes before a visit",
        "Write and save it.",
        "The headteacher sends it.",
        ("visit", "visit_prepare"),
    ),
    Part.PLAN: About(
        "School Partnership Improvement Plan",
        "Read the plan, and write its objectives until a side has agreed them.",
        "The headteacher agrees the plan, and opens a change of it.",
        (
            *("partnership_plan", "partnership_plan_version", "plan_progress", "plan_review", "plan_review_document"),
            *("plan_objective_add", "plan_objective", "plan_objective_move", "plan_objective_remove"),
            "plan_objective_put_back",
        ),
    ),
    Part.DOCUMENTS: About(
        "The school’s documents",
        "Read all of them, and add documents and versions.",
        "The headteacher changes who may read them, and takes them off.",
        (
            *("school_documents", "school_document_add", "school_document", "school_document_file"),
            "school_document_version_add",
        ),
    ),
}


def in_order(parts: Iterable[str]) -> list[Part]:
    """Return some parts that can be given, in the order of the table."""
    wanted = set(parts)
    return [part for part in ABOUT if part in wanted]


def about_of(parts: Iterable[str]) -> list[About]:
    """Return what some parts are, in the order of the table."""
    return [ABOUT[part] for part in in_order(parts)]


def names(parts: Iterable[str]) -> list[str]:
    """Return the names of some parts, in the order of the table."""
    return [about.name for about in about_of(parts)]


def in_words(parts: Iterable[str]) -> str:
    """Return the names of some parts as an event has them."""
    return "; ".join(names(parts))
