"""sil.sign_in.passwords.breached: what is in a file of the form of Pwned Passwords is found, and nothing else is."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sil.sign_in.passwords.breached import fault, has
from sil.sign_in.passwords.guessable import BREACHED

STOLEN = [f"kettle marble otter {number}" for number in range(3_000)]


def digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def write(file: Path, passwords: list[str], *, end: str = "\r\n", last: bool = True, counts: bool = True) -> Path:
    """A file as it is published: with an end after the last line or without, and counts of different lengths."""
    lines = [
        digest(each) + (f":{10 ** (number % 8)}" if counts else "")
        for number, each in enumerate(sorted(passwords, key=digest))
    ]
    file.write_bytes((end.join(lines) + (end if last else "")).encode())
    return file


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_each_line_is_found_and_nothing_else(tmp_path: Path, end: str, last: bool, counts: bool) -> None:
    file = write(tmp_path / "passwords", STOLEN, end=end, last=last, counts=counts)
    assert fault(file) == ""
    assert [each for each in STOLEN if not has(file, each)] == []
    assert [number for number in range(3_000) if has(file, f"another {number}")] == []


@given(kept=st.sets(st.text(max_size=6), max_size=12), asked=st.text(max_size=6))
def test_it_agrees_with_a_set(tmp_path_factory: pytest.TempPathFactory, kept: set[str], asked: str) -> None:
    file = write(tmp_path_factory.mktemp("breached") / "passwords", sorted(kept))
    assert has(file, asked) is (asked in kept)
    assert all(has(file, each) for each in kept)


def test_small_letters_are_the_same_digits(tmp_path: Path) -> None:
    file = write(tmp_path / "passwords", STOLEN[:50])
    file.write_bytes(file.read_bytes().lower())
    assert all(has(file, each) for each in STOLEN[:50]) and fault(file) == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is not a file of Pwned Passwords"),
        (b"password\nletmein\n", "it is not a file of Pwned Passwords"),
        (b"8846F7EAEE8FB117AD06BDD830B7586C:5\n", "it is not a file of Pwned Passwords"),  # NTLM
        (f"{'B' * 40}:1\n{'A' * 40}:2\n".encode(), "its lines are not ordered by hash."),
        (f"{'A' * 40}:1\nhalf a line".encode(), "it is not a file of Pwned Passwords"),
        (f"{'A' * 40}:1\n".encode(), ""),
    ],
)
def test_what_a_service_does_not_start_with(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "passwords"
    file.write_bytes(content)
    assert fault(file).startswith(words) and bool(fault(file)) is bool(words)


def test_a_stolen_password_is_refused_in_a_sentence(
    tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Without a file, and with one that has gone meanwhile, people set the password that they want; the log says so."""
    validate_password(STOLEN[7])
    settings.BREACHED_PASSWORDS = write(tmp_path / "passwords", STOLEN)
    with pytest.raises(ValidationError) as refused:
        validate_password(STOLEN[7])
    assert refused.value.messages == [BREACHED]
    validate_password("violins need schools")
    settings.BREACHED_PASSWORDS = tmp_path / "gone"
    validate_password(STOLEN[7])
    assert "cannot be read" in caplog.text and STOLEN[7] not in caplog.text
