"""Each model has a period of keeping or a reason for none, and nothing kept for good holds on to what has one."""

from collections import defaultdict

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from sil.framework.privacy.retention import RecordKind
from tests.retention_table import ACCOUNTS, NONE, OF_ACCOUNTS, PERIODS

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T6")]
MODELS: dict[str, type[Model]] = {each._meta.label: each for each in apps.get_models(include_auto_created=True)}
# The uploads and periods of a record go along with it without a foreign key from them.
ALONG = {"deadlines.Deadline", "uploads.Upload"}


def kinds_of_tables() -> dict[str, set[str]]:
    """Each table that the database disposes of, with the kinds of the records with which it goes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, kind FROM retention_roots()")
        found = defaultdict(set)
        for table, kind in cursor.fetchall():
            found[table].add(kind)
        cursor.execute("SELECT parent, part FROM retention_parts()")
        parts = cursor.fetchall()
    while any(found[parent] - found[part] for parent, part in parts):
        for parent, part in parts:
            found[part] |= found[parent]
    return found


def test_each_model_has_a_period_or_a_reason_for_none() -> None:
    listed = [*" ".join(PERIODS.values()).split(), *ACCOUNTS.split(), *OF_ACCOUNTS.split(), *NONE]
    twice = {"offer.OfferRequest", "visits.TimesOffer", "visits.OfferedTime"}
    assert {each for each in listed if listed.count(each) > 1} == twice, "with a visit, or apart where none came of it"
    missing = sorted(set(MODELS) - set(listed))
    assert not missing, f"Give these models a row in tests/retention_table.py: {missing}"
    assert not set(listed) - set(MODELS)
    assert all(NONE.values())


def test_the_database_disposes_of_what_the_table_says() -> None:
    assert {*PERIODS, "accounts"} == {kind.value for kind in RecordKind}
    found = kinds_of_tables()
    by_hand: dict[str, set[str]] = defaultdict(set)
    for kind, models in PERIODS.items():
        for label in models.split():
            by_hand[MODELS[label]._meta.db_table].add(kind)
    assert by_hand == {table: kinds for table, kinds in found.items() if kinds}


def test_nothing_that_is_kept_holds_on_to_a_record_with_a_period() -> None:
    """A foreign key from a row that never goes would keep the record for good."""
    going = {MODELS[label]._meta.db_table for models in PERIODS.values() for label in models.split()}
    held = {
        (label, field.name)
        for label in {*NONE, *ACCOUNTS.split(), *OF_ACCOUNTS.split()} - ALONG
        for field in MODELS[label]._meta.local_fields
        if field.related_model and field.related_model != "self" and field.related_model._meta.db_table in going
    }
    assert held == set()
