"""Whether each refusal about a case has its source, and the legal reference is whole."""

from collections import Counter

import pytest

from monitoring.notices.law.page import page
from monitoring.notices.law.reading import refusals
from monitoring.notices.law.record import RECORD
from monitoring.notices.law.rules import RULES, SOURCES

pytestmark = pytest.mark.feature("C3")
KEPT = Counter(key for rule in RULES for key in rule.keeps)


def test_each_refusal_has_a_rule_or_is_one_of_the_record() -> None:
    found = set(refusals())
    assert len(found) > 80
    assert found - set(KEPT) - RECORD == set(), "name its rule in RULES, or say that it keeps the record (RECORD)"


def test_nothing_is_listed_that_the_code_does_not_refuse() -> None:
    assert (set(KEPT) | RECORD) - set(refusals()) == set()
    assert not set(KEPT) & RECORD
    assert [key for key, times in KEPT.items() if times > 1] == []


def test_each_rule_has_a_source_and_a_sentence_that_keeps_it() -> None:
    said = refusals()
    assert {rule.source for rule in RULES} <= set(SOURCES)
    assert [rule.says for rule in RULES if not any(said.get(key) for key in rule.keeps)] == []


def test_the_page_marks_what_lawyers_confirm() -> None:
    text = page()
    assert "Education and Inspections Act 2006, section 60" in text and "18 April 2016" in text
    assert text.count("**[L]**") >= 6
    assert "Say which matters the concerns are based on." in text
