"""Does a letter that was issued stay as it is, byte for byte, whatever becomes of all around it?"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from monitoring.notices.ends.close import close
from monitoring.notices.giving import actions as giving
from monitoring.notices.models import CaseLetter
from monitoring.notices.states import CaseState, LetterState
from schools.models import School
from sil.accounts.models import User
from sil.deadlines.models import BankHoliday
from sil.letters import actions as letters
from sil.letters.models import Document, Letter
from tests.conftest import TODAY
from tests.factories import case_letters as factory
from tests.factories import cases as case_factory
from tests.factories.case_scene import Scene


@pytest.fixture
def made(liverpool: object) -> Scene:
    return case_factory.scene(CaseState.DISCUSSED)


@pytest.fixture
def given(made: Scene) -> CaseLetter:
    """A notice with its real PDF, handed to the chair."""
    letter = factory.presented(made, method="hand")
    assert letters.issue(factory.sign(made, letter).pk)
    letter = CaseLetter.objects.get(pk=letter.pk)
    factory.serve(made, letter)
    return CaseLetter.objects.get(pk=letter.pk)


def bytes_of(letter: CaseLetter) -> tuple[str, str, str, bytes]:
    signed = Letter.objects.get(pk=letter.letter_id)
    document = Document.objects.get(letter=signed)
    return signed.html, signed.html_sha256, document.sha256, bytes(document.pdf)


@pytest.mark.feature("C6")
def test_nothing_that_happens_afterwards_changes_its_bytes(made: Scene, given: CaseLetter) -> None:
    before = bytes_of(given)
    assert before[3].startswith(b"%PDF-") and len(before[3]) > 5000, "a real one"
    periods = given.period_starts_on, given.period_ends_on, given.period_basis
    assert not letters.issue(given.letter_id or 0), "issued once"

    School.objects.filter(pk=made.school.pk).update(name="Example Renamed School")
    User.objects.filter(pk__in=[made.dcs.pk, made.chair.pk]).update(name="Norma Newname")
    BankHoliday.objects.create(date=TODAY + timedelta(days=5), name="A day of mourning")
    made.school.posts.update(ends_on=TODAY)
    file = made.case.framework_version.file
    with pytest.raises(IntegrityError), transaction.atomic():
        type(file).objects.update(content=file.content | {"authority": {"name": "Another Council"}})
    giving.withdraw(given, reason="It named the wrong year.", by=User.objects.get(pk=made.dcs.pk), on=TODAY)
    close(made.case, reason="The school improved.", by=made.officer, on=TODAY)

    found = CaseLetter.objects.get(pk=given.pk)
    assert found.status == LetterState.WITHDRAWN
    assert bytes_of(found) == before
    assert (found.period_starts_on, found.period_ends_on, found.period_basis) == periods


CHANGES = {
    "letters_letter": ("html", "'Other words'", "id = %(signed)s"),
    "letters_document": ("pdf", r"'\x25504446'", "letter_id = %(signed)s"),
    "letters_recipient": ("name", "'Somebody Else'", "letter_id = %(signed)s"),
    "letters_delivery": (
        "given_on",
        "given_on + 1",
        "recipient_id IN (SELECT id FROM letters_recipient WHERE letter_id = %(signed)s)",
    ),
    "notices_caseletter": ("period_ends_on", "period_ends_on + 1", "id = %(letter)s"),
    "notices_requiredaction": ("text", "'Do something else'", "letter_id = %(letter)s"),
    "notices_caserecipient": ("name", "'Somebody Else'", "letter_id = %(letter)s"),
}


@pytest.mark.feature("C6")
def test_the_database_refuses_to_change_or_delete_any_of_it(made: Scene, given: CaseLetter) -> None:
    before = bytes_of(given)
    keys = {"signed": given.letter_id, "letter": given.pk}
    for withdrawn in (False, True):
        if withdrawn:
            giving.withdraw(given, reason="It named the wrong year.", by=made.dcs, on=TODAY)
        for table, (column, value, which) in CHANGES.items():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table} WHERE {which}", keys)
                assert cursor.fetchone()[0], f"{table} holds something of the letter"
            for said in (f"UPDATE {table} SET {column} = {value} WHERE {which}", f"DELETE FROM {table} WHERE {which}"):
                with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(said, keys)
    assert bytes_of(given) == before
