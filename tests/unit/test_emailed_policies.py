"""sil.second_factor.emailed.policies: what a code by email looks like, for whom it is, and how an address is masked."""

import pytest

from sil.accounts.models import User
from sil.second_factor.emailed import policies


def test_a_code_is_eight_digits_at_random() -> None:
    """Each digit may be at each place, noughts at the beginning too."""
    made = [policies.new_code() for _ in range(2000)]
    assert all(len(code) == 8 and code.isascii() and code.isdigit() for code in made)
    assert all({code[place] for code in made} == set("0123456789") for place in range(8))
    assert len(set(made)) > 1990


@pytest.mark.parametrize(
    "typed", ["12345678", " 1234 5678 ", "1234-5678", "1234\u20135678", "1234\u00a05678", "12345678."]
)
def test_what_stands_between_the_digits_does_not_count(typed: str) -> None:
    assert policies.cleaned(typed) == "12345678"


@pytest.mark.parametrize(
    ("roles", "alone"),
    [
        ({"headteacher"}, True),
        ({"chair", "clerk"}, True),
        ({"assistant", "assists_visits", "assists_documents"}, True),
        (set(), False),
        ({"assists_visits"}, False),
        ({"sip"}, False),
        ({"administrator", "casework_reader"}, False),
        ({"headteacher", "sip"}, False),
        ({"clerk", "service_officer"}, False),
        ({"headteacher", "casework_reader"}, False),
        ({"headteacher", "a_role_of_tomorrow"}, False),
    ],
)
def test_whose_roles_are_all_of_schools(roles: set[str], alone: bool) -> None:
    assert policies.is_of_schools_alone(roles) is alone


@pytest.mark.parametrize(
    ("email", "shown"),
    [("ada.example@school.example", "a***@school.example"), ("a@b.example", "a***@b.example")],
)
def test_an_address_is_masked(email: str, shown: str) -> None:
    assert policies.masked(email) == shown


def test_what_is_kept_is_bound_to_person_address_and_password() -> None:
    """Neither the code nor the address can be read from it, and each change makes another one."""
    ada = {"pk": 1, "email": "ada@school.example", "password": "hash"}
    changes = ({}, {"pk": 2}, {"email": "bo@school.example"}, {"password": "other"})
    people = [User(**(ada | change)) for change in changes]
    assert len({policies.digest_of("12345678", each) for each in people}) == 4
    assert len({policies.proof_of(each) for each in people}) == 4
    assert policies.digest_of("12345678", people[0]) != policies.digest_of("12345679", people[0])
    assert "12345678" not in policies.digest_of("12345678", people[0])
