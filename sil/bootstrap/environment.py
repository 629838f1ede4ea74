"""Make sure that the locked Python packages are in .venv."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .machine import Machine
from .project import Command, Project, Trouble, fingerprint, has_stamp, say

# Each list contains the one before it, so an environment for a later one serves the earlier too.
REQUIREMENTS = {"demo": "requirements-demo.txt", "dev": "requirements-dev.txt"}
UNFINISHED = "unfinished"

# What pip's words mean for the person; the first that matches is told.
PIP_TROUBLE = (
    (
        r"DO NOT MATCH THE HASHES",
        "a package is not the one that was locked; nothing was installed: try another network or package index",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED",
        "this network replaces the certificate of the package index with its own: set PIP_CERT to its file",
    ),
    (r"No space left on device", "the disk is full: make some room"),
    (
        r"connection broken|ConnectionError|NewConnectionError|Max retries|timed out|name resolution",
        "there is no connection to the package index: connect this machine to the internet, or set"
        " PIP_INDEX_URL to an index it reaches",
    ),
    (
        r"No matching distribution found for (?P<what>\S+)",
        "there is no ready-made build of {what} for {machine}: check pip's index settings, or use Python"
        " 3.11 to 3.14 on Linux (glibc) or macOS, x86-64 or arm64",
    ),
)


def is_ready(project: Project, kind: str) -> bool:
    """Does .venv hold what the requirements of `kind` ("demo" or "dev") lock today?"""
    return any(has_stamp(_stamp_file(project), _stamp(project, each)) for each in _serving(kind))


def ensure(project: Project, machine: Machine, kind: str) -> None:
    """Make .venv hold what `kind` ("demo" or "dev") needs; a half-made one is made again.

    Raises Trouble with one sentence when Python's venv, the network or the disk is missing.
    """
    if is_ready(project, kind):
        return
    if has_stamp(_stamp_file(project), UNFINISHED) or not _works(project.python):
        shutil.rmtree(project.venv, ignore_errors=True)
    elif _stamp_file(project).is_file() and _stamp_file(project).read_text().startswith("dev"):
        kind = "dev"
    project.venv.mkdir(exist_ok=True)
    _stamp_file(project).write_text(UNFINISHED)
    if not project.python.exists():
        _create(project, machine)
    _install(project, kind)
    _stamp_file(project).write_text(_stamp(project, kind))


def provides(requirements: Path) -> bool:
    """Does the Python at work have what this file locks? So it is in a container image."""
    try:
        return all(
            importlib.metadata.version(name) == version for name, version, marker in pins(requirements) if not marker
        )
    except importlib.metadata.PackageNotFoundError:
        return False


def pins(requirements: Path) -> list[tuple[str, str, str]]:
    """The (name, version, marker) of each package locked in a requirements file."""
    found = re.findall(r"^([\w.-]+)(?:\[.*?\])?==([^\s;]+) *;?([^\\\n]*)", requirements.read_text(), re.MULTILINE)
    return [(name, version, marker.strip()) for name, version, marker in found]


def _serving(kind: str) -> list[str]:
    kinds = list(REQUIREMENTS)
    return kinds[kinds.index(kind) :]


def _stamp_file(project: Project) -> Path:
    return project.venv / "school-support.stamp"


def _stamp(project: Project, kind: str) -> str:
    # The file behind .venv's Python is part of the stamp: after a system upgrade it is another one.
    python = project.python.resolve()
    changed = str(python.stat().st_mtime_ns) if python.exists() else "gone"
    return f"{kind} {fingerprint(project.root / REQUIREMENTS[kind], also=f'{python} {changed}')}"


def _works(python: Path) -> bool:
    try:
        return subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def _create(project: Project, machine: Machine) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        _ensure_ensurepip(project, machine)
    say("Making a virtual environment in .venv…")
    # An environment made from inside another one must not depend on that one.
    python = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run([python, "-m", "venv", project.venv], capture_output=True, text=True)
    if made.returncode:
        words = (made.stderr or made.stdout).strip().splitlines()
        raise Trouble(f"python -m venv could not make .venv: {words[-1] if words else 'no reason'}")


def _ensure_ensurepip(project: Project, machine: Machine) -> None:
    packages = {"apt-get": (f"python{sys.version_info.major}.{sys.version_info.minor}-venv",)}
    if not machine.install(packages, project.log("apt")):
        line = machine.install_line(packages)
        do = f"run  {line}  and then" if line else "install Python's ensurepip module and then run"
        raise Trouble(f"This Python cannot make virtual environments: {do} this command again.")


def _install(project: Project, kind: str) -> None:
    file = project.root / REQUIREMENTS[kind]
    say(f"Installing {len(pins(file))} Python packages (about a minute the first time)…")
    # Ready-made packages only: no compiler is ever asked of this machine.
    command: Command = [project.python, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    quiet = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "3"]
    log = project.log("pip")
    with log.open("w") as output:
        done = subprocess.run(
            [*command, *quiet, "-r", file],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        raise Trouble(f"Python packages: {_meaning(log.read_text())}. What pip said is in {log}.")


def _meaning(words: str) -> str:
    for pattern, sentence in PIP_TROUBLE:
        if match := re.search(pattern, words):
            machine = f"Python {platform.python_version()} on {sys.platform} {platform.machine()}"
            return sentence.format(machine=machine, **match.groupdict())
    return "pip could not install them"
