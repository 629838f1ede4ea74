"""The checks of check_all and the repairs of fix, and how they are run and reported."""

from __future__ import annotations

import re
import secrets
import subprocess
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .environment import pins

# What an installation sets, beside DATABASE_URL and BROKER_URL; None takes a name away.
PRODUCTION: dict[str, str | None] = {
    "SIL_DEMO": None,
    "SIL_TESTING": None,
    "DEBUG": None,
    "SECRET_KEY": secrets.token_urlsafe(45),
    "ALLOWED_HOSTS": "support.example.org",
    "SITE_URL": "https://support.example.org",
    "MAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "MAIL_FROM": "School support <support@example.org>",
}


WARNING = "Warning: "
PACKAGES = ("sil", "schools", "allocations", "monitoring")
# Which of pyproject's lists each file locks; "" is what production runs.
LOCKED_IN = {
    "requirements.txt": ("",),
    "requirements-demo.txt": ("", "demo"),
    "requirements-dev.txt": ("", "demo", "dev"),
}


@dataclass(frozen=True)
class Check:
    """command: words to run in the project folder, or a function from that folder to complaints.

    warns: lines of it that begin with WARNING are shown, though it passed.
    """

    name: str
    command: Sequence[str] | Callable[[Path], list[str]]
    environment: Mapping[str, str | None] = field(default_factory=dict)
    warns: bool = False


def django(*words: str) -> tuple[str, ...]:
    """The words that run a Django command with .venv's Python."""
    return ("python", "manage.py", *words)


def unlocked(root: Path) -> list[str]:
    """Say what pyproject.toml asks for and no requirements file locks, or locks in two versions."""
    with (root / "pyproject.toml").open("rb") as file:
        pyproject = tomllib.load(file)
    groups = {"": pyproject["project"]["dependencies"], **pyproject["dependency-groups"]}
    complaints: list[str] = []
    locked: dict[str, str] = {}
    for file_name, contents in LOCKED_IN.items():
        versions = {_plain(name): version for name, version, _ in pins(root / file_name)}
        wanted = {_plain(text) for group in contents for text in groups[group]}
        complaints += [f"{name} is in pyproject.toml and not in {file_name}" for name in sorted(wanted - {*versions})]
        complaints += [
            f"{name} is {version} in {file_name} and {locked[name]} in another file"
            for name, version in versions.items()
            if locked.setdefault(name, version) != version
        ]
    return complaints


CHECKS = (
    Check("lint", ("ruff", "check")),
    Check("format", ("ruff", "format", "--check")),
    Check("templates", ("djlint", "templates", "--lint")),
    Check("types", ("mypy",)),
    Check("imports", ("lint-imports",)),
    Check("security", ("bandit", "-q", "-r", "-c", "pyproject.toml", *PACKAGES, "manage.py")),
    Check("migrations", django("makemigrations", "--check", "--dry-run")),
    Check("deployment", django("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
    Check("reference docs", django("reference_docs", "--check")),
    Check("words", django("words", "--check")),
    Check("locked packages", unlocked),
    Check("advisories", django("advisories"), warns=True),
)

FIXES = (
    Check("lint", ("ruff", "check", "--fix")),
    Check("format", ("ruff", "format")),
    Check("reference docs", django("reference_docs")),
)


def run(checks: Sequence[Check], root: Path, environment: Mapping[str, str]) -> int:
    """Run them all, show what the failing ones say and a table at the end; 1 if any failed, else 0.

    environment: for the commands, with .venv's programs first on its PATH.
    """
    rows = []
    for check in checks:
        began = time.monotonic()
        passed, words = _said(check, root, environment)
        seconds = time.monotonic() - began
        rows.append(f"{check.name:<16} {'ok' if passed else 'FAILED':<7} {seconds:6.1f} s")
        if passed:
            words = "\n".join(line for line in words.splitlines() if check.warns and line.startswith(WARNING))
        if words or not passed:
            print(f"== {check.name} ==\n{words.rstrip()}\n", flush=True)
    print("\n".join(rows), flush=True)
    return int(any("FAILED" in row for row in rows))


def _said(check: Check, root: Path, environment: Mapping[str, str]) -> tuple[bool, str]:
    """Did a check pass, and what did it say?"""
    if callable(check.command):
        complaints = "\n".join(check.command(root))
        return not complaints, complaints
    changed = {**environment, **check.environment}
    done = subprocess.run(
        check.command,
        cwd=root,
        env={name: value for name, value in changed.items() if value is not None},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return done.returncode == 0, done.stdout


def _plain(requirement: str) -> str:
    """The name in a requirement, spelt the one way packages are compared by."""
    name = re.match(r"[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", name.group() if name else requirement).lower()
