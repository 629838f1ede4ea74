"""Every page with a table of records can be exported, or is named with the reason why not."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.feature("O7")
TEMPLATES = Path(__file__).parent.parent.parent / "templates"
_INCLUDES = re.compile(r'{%\s*(?:include|extends)\s+"([^"]+)"')
# Printed, and sent or downloaded as they are.
PRINTED = ("letters/", "notices/bundle/", "scrutiny/pdf/", "information_requests/pdf/", "plans/pdf/", "pdf/")
# Parts of forms and pages that compare what somebody wrote with what is there now.
COMPARISONS = {"web/_draft_head.html", "web/_read.html"}
FORM = "a form: what is filled in is exported from the list it fills"
ONE = "the details of one record"
HOME = "the home page shows what is next; the lists that it leads to are exported"
# Page, or what it includes -> why its table is in no file.
WITHOUT = {
    "allocations/_support.html": ONE,
    "allocations/_compare.html": ONE,
    "allocations/bulk/draft.html": "a file that was sent in, before it is applied",
    "allocations/close_round.html": "what stops one act; the list of the round has them, by state",
    "allocations/decide.html": ONE,
    "allocations/grid.html": ONE,
    "allocations/moderate.html": "bands beside the act; the list of the round has them",
    "allocations/round_dates.html": "whom one act reminds; the round at a glance has the figures by partner",
    "notices/_letter_to.html": ONE,
    "notices/letter_pack.html": ONE,
    "oversight/desks/my_schools.html": HOME,
    "oversight/desks/notices.html": HOME,
    "oversight/home.html": HOME,
    "plans/plan.html": ONE,
    "plans/progress.html": ONE,
    "retention/certificate.html": "it is the certificate; the digests are its file",
    "saved/filters.html": "short-cuts of one person, not records",
    "schools/_indicator.html": "one school; the list of results is exported",
    "schools/authority_actions/_passage.html": "one letter; actions on letters are exported across letters",
    "schools/casework_access/access.html": "one access; what was read by it is in the audit, which is exported",
    "schools/documents/document.html": ONE,
    "schools/inspections/inspection.html": ONE,
    "schools/letters/settled.html": ONE,
    "schools/panels/inspections.html": "one school; the history of outcomes is exported from inspection outcomes",
    "schools/registers/_refused_rows.html": "lines of a file that was sent in",
    "schools/registers/_would_change.html": "lines of a file that was sent in",
    "allocations/brought_in/file.html": "what one act would do; the bands of a round are exported",
    "schools/onboarding/file.html": "what one act would do; people are exported",
    "schools/onboarding/to_invite.html": "what one act would do; people are exported",
    "scrutiny/_school.html": "the scrutiny report is the file",
    "scrutiny/terms/_figures.html": "the report of the term is the file",
    "seals/seals.html": "the first differences; verify_audit prints all of them, as JSON too",
    "summaries/summary.html": ONE,
    "support/budget.html": "one budget; the budgets of a year and all support are exported",
    "support/leaders_file.html": "what one act would do; the directory is exported",
    "support/match.html": "what one act would do; the directory is exported",
    "support/support.html": ONE,
    "surveys/_themes.html": "what schools read of one survey; its results are exported",
    "surveys/open.html": "what one act would do; its results are exported",
    "surveys/told.html": "what schools read of one survey; its results are exported",
    "team/support.html": ONE,
    "team/supports.html": "one school; each request has a page of its own",
    "team/team.html": ONE,
    "visits/_days_table.html": "one school; the days of all schools are exported",
    "visits/_report_agreed.html": "one report; agreed actions are exported across schools",
    "visits/_report_versions.html": ONE,
    "visits/_times_fields.html": FORM,
    "visits/capacity_person.html": "one person; the capacity of all partners is exported",
    "visits/term.html": FORM,
    "web/_framework.html": "the framework, which is a file already",
}


def _texts() -> dict[str, str]:
    return {file.relative_to(TEMPLATES).as_posix(): file.read_text("utf-8") for file in TEMPLATES.rglob("*.html")}


def _with_parts(name: str, texts: dict[str, str]) -> set[str]:
    """A template and everything that it includes or extends."""
    found: set[str] = set()
    left = [name]
    while left:
        part = left.pop()
        if part in texts and part not in found:
            found.add(part)
            left += _INCLUDES.findall(texts[part])
    return found


def test_every_table_of_records_is_exported_or_named_with_a_reason() -> None:
    texts = _texts()
    without: set[str] = set()
    for name in texts:
        if name.startswith(PRINTED) or name.rpartition("/")[2].startswith("_"):
            continue
        parts = _with_parts(name, texts)
        if "web/_files.html" in parts or any("listing.exports" in texts[part] for part in parts):
            continue
        without |= {part for part in parts if "<table" in texts[part]}
    found = without - COMPARISONS
    assert found == set(WITHOUT), found ^ set(WITHOUT)
    assert all(WITHOUT.values())


def test_a_page_of_several_tables_exports_each_one() -> None:
    """Where the files of one table are named, all tables of the page have theirs."""
    for name, text in _texts().items():
        if "files=files." in text:
            tables = text.count("<table") + text.count("_outcome_grid.html")
            assert tables == text.count('"web/_files.html"'), name
