"""sil.sign_in.passwords.guessable: passwords that anybody would try are refused, and three random words are not."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sil.accounts.models import User
from sil.sign_in.passwords.guessable import ROWS, is_guessable

EASY = "This password is easy to guess. Choose another one, for example three random words."
REFUSED = (
    "Password2026!",
    "P@ssw0rd12345",
    "Welcome-to-2026",
    "Summer2025!!!",
    "Autumn.Autumn.1",
    "SchoolSupport1",
    "school-support-2026",
    "H3adt3acher!99",
    "Liverpool1892!",
    "qwertyuiop123",
    "1q2w3e4r5t6y",
    "zxcvbnm,./98765",
    "abcabcabcabc",
    "aaaaaaaaaaaaaaa",
    "0987654321098",
    "letmein-letmein",
    "ChangeMe!ChangeMe!",
)
TAKEN = (
    "three unrelated garden words",
    "correct horse battery staple",
    "kettle marble otter",
    "vT9#kq2LmzR8",
    "The summer we planted leeks",
    "schools need violins",
)


@pytest.mark.parametrize("password", REFUSED)
def test_what_everybody_uses_is_refused(password: str) -> None:
    assert is_guessable(password)


@pytest.mark.parametrize("password", TAKEN)
def test_what_is_not_easy_to_guess_is_taken(password: str) -> None:
    assert not is_guessable(password)


@given(row=st.sampled_from(ROWS), word=st.sampled_from(["Password", "welcome", "SCHOOL"]), year=st.integers(1900, 2099))
def test_a_word_a_row_of_keys_and_a_year_are_refused_in_any_order(row: str, word: str, year: int) -> None:
    assert is_guessable(f"{word}{row[:6]}{year}") and is_guessable(f"{year}-{row[-6:]}-{word}!")


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=40))
def test_capital_letters_change_nothing(password: str) -> None:
    assert is_guessable(password) == is_guessable(password.upper()) == is_guessable(password.lower())


def test_a_very_long_password_is_answered_at_once() -> None:
    """Only the beginning of what is sent is read."""
    assert is_guessable("qwerty" * 1_000_000)


def test_the_authoritys_own_name_is_no_password() -> None:
    """The names in the authority's and the person's own addresses count as words. The sentence is that of the list."""
    user = User(name="Ada Example", email="ada@wexcombe.example")
    for password in ("Wexcombe-2026!", "wexcombe.wexcombe", "iloveyou1234"):
        with pytest.raises(ValidationError) as refused:
            validate_password(password, user)
        assert EASY in refused.value.messages
    assert not is_guessable("Wexcombe-2026!")
    validate_password("kettle marble otter", user)
