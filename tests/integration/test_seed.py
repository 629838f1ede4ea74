"""An authority of any size is copied from a small one: whole, told apart, and the same each time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from monitoring.demo import many
from monitoring.visits.models import Visit
from monitoring.visits.visit import kept as visits
from schools.seeding import keep_words
from sil.accounts.models import User
from sil.audit.models import Event
from sil.letters.models import Letter
from sil.seeding.copy import Copies, copy, set_sequences, strides, unguarded
from sil.seeding.reach import reaching
from sil.seeding.tables import copied_models, declared, table_of
from tests.world import World

from .. import databases


@pytest.fixture
def seeded(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    """The world of tests/world.py in a database of its own, in which transactions really commit."""
    source, world = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield world


def test_further_schools_have_all_that_the_first_ones_have(seeded: World) -> None:
    before, lost = _numbers(), list(_leads_nowhere())
    with transaction.atomic():
        # As where the authority was made in the same transaction: foreign keys are still to be checked.
        Visit.objects.earliest("pk").others.add(seeded.people["officer"])
        before["visits.Visit_others"] += 1
        _further(before)
    after = _numbers()
    assert after["schools.School"] == before["schools.School"] * 3 + 2
    for label, number in before.items():
        shared = label in declared() and declared()[label].shared
        assert after[label] == number if shared else after[label] >= number, label
    assert after["visits.Visit"] == before["visits.Visit"] * 3
    assert list(_leads_nowhere()) == lost, "nothing points at a row that was not copied"
    assert keep_words() > 0 and keep_words() == 0, "places have names that were not known"
    assert not visits.drift(2026).exists() and not visits.drift(2025).exists(), "each repeats the state of its report"
    copied = Visit.objects.latest("pk")
    told = Event.objects.filter(subject_table=Visit._meta.db_table, subject_id=str(copied.pk))
    assert set(told.values_list("scope", flat=True)) == {f"school:{copied.school_id}"}, "its history went along"
    assert ".s" in User.objects.get(pk=told.exclude(actor_id="")[0].actor_id).email, "and who made it"
    assert User.objects.filter(email__contains=".s1@").exists() and User.objects.filter(email__contains=".s2@").exists()
    # The next row that somebody makes has a key that is free.
    assert User.objects.create(email="nova@tests.example", name="Nova Notional").pk > before["accounts.User"]


def test_earlier_years_are_of_the_same_schools_and_people(seeded: World) -> None:
    held = Visit.objects.filter(report__versions__isnull=False).order_by("pk").first()
    assert held is not None
    rows = reaching({Visit: [held.pk]}, whole=True)
    letters = Letter.objects.filter(pk__in=rows[Letter])
    assert letters.exists() and Event.objects.filter(pk__in=rows[Event]).exists()
    before, lost = _numbers(), list(_leads_nowhere())
    with transaction.atomic(), unguarded():
        copy(Copies(first=1, last=2, rows=rows, days=364), strides())
    after = _numbers()
    assert {label: after[label] - before[label] for label in after if after[label] != before[label]} == {
        model._meta.label: len(keys) * 2 for model, keys in rows.items()
    }
    assert list(_leads_nowhere()) == lost
    earlier = Visit.objects.filter(pk__gt=held.pk, school=held.school, lead=held.lead, purpose=held.purpose)
    days = {held.starts_on - timedelta(days=364 * n) for n in (1, 2)}
    copies = [visit for visit in earlier if visit.starts_on in days]
    assert {visit.starts_on for visit in copies} == days
    assert {visit.starts_on.weekday() for visit in copies} == {held.starts_on.weekday()}
    for visit in copies:
        assert visit.report.versions.count() == held.report.versions.count()
        for version in visit.report.versions.all():
            assert version.letter_id not in rows[Letter], "each has a letter of its own"
            assert Event.objects.filter(subject_table=Letter._meta.db_table, subject_id=version.letter_id).exists()


def test_a_seeded_authority_needs_an_empty_database_and_says_so(seeded: World, settings: Any) -> None:
    with pytest.raises(CommandError, match="set SIL_DEMO=1"):
        call_command("seed")
    settings.DEMO = True
    with pytest.raises(CommandError, match="holds people already"):
        call_command("seed")
    with pytest.raises(CommandError, match="from 3 to 30"):
        call_command("seed", years=2)


def test_what_must_be_unique_is_told_apart() -> None:
    """No unique column is a text or a random key that copies would share."""
    for model in copied_models():
        for field in model._meta.local_fields:
            of_its_own = isinstance(field, models.CharField) or (
                isinstance(field, models.UUIDField) and not field.primary_key
            )
            if field.unique and of_its_own:
                table = table_of(model)
                assert table.shared or field.name in table.apart, f"{model._meta.label}.{field.name}"


def _further(before: dict[str, int]) -> None:
    """Three times as many schools, and two more."""
    with unguarded():
        many.further(before["schools.School"] * 3 + 2, before["schools.School"])
        set_sequences()


def _numbers() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in copied_models()}


def _leads_nowhere() -> Iterator[str]:
    """Foreign keys, and keys as text, that lead nowhere."""
    with connection.cursor() as cursor:
        for model in copied_models():
            for field in model._meta.local_fields:
                if isinstance(field, models.ForeignKey):
                    target = field.related_model
                    cursor.execute(
                        f'SELECT count(*) FROM "{model._meta.db_table}" t WHERE t."{field.column}" IS NOT NULL AND NOT'
                        f' EXISTS (SELECT FROM "{target._meta.db_table}" r'
                        f' WHERE r."{target._meta.pk.column}" = t."{field.column}")'
                    )
                    yield from [f"{model._meta.label}.{field.name}"] * cursor.fetchone()[0]
    for seen, table, key in ((Event, "subject_table", "subject_id"), (Letter, "about_table", "about_id")):
        for model in copied_models():
            keys = set(map(str, model._base_manager.values_list("pk", flat=True)))
            named = seen._base_manager.filter(**{table: model._meta.db_table}).values_list(key, flat=True)
            for key_of in sorted(set(map(str, named)) - keys):
                yield f"{seen.__name__} of {model._meta.label} {key_of}"
