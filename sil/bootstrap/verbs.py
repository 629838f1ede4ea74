"""Which verb was asked for, and what does it do? What is no verb of ours is Django's."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

from . import checks, demo, environment, processes, ready, sharing
from .machine import Machine, ensure_chromium
from .project import Command, Project, Trouble, here, is_named, say

VERBS = {
    "demo": "Set this machine up, load a made-up authority and run the service until Ctrl-C."
    " A second start finds its data again.",
    "test": "Run the test suite. Arguments go to pytest; without any that choose tests, or how"
    " many processes run them, they run in parallel.",
    "check_all": "Run every lint, type, import, migration, deployment and documentation check, and"
    " report all that fail.",
    "measure": "Fill a database that is thrown away with 700 schools, and print how long some pages of it take."
    " Judges no time, since machines differ.",
    "fix": "Fix what can be fixed automatically: lint, format, generated documents.",
}
# What `measure` runs: some pages of one person, in an authority that is made within a minute or two.
MEASURED = (
    ("migrate", "--noinput", "-v0"),
    ("seed", "--schools", "700", "--years", "3"),
    ("bench", "--role", "head", "--pages", "^(home|school|visits?|letters?|allocation)$", "--no-judging"),
)
EVERY_CASE = "also the cases that a usual run leaves out of its long tables (docs/explanation/test-time.md)"
HELP = ("help", "-h", "--help")
# Commands that never touch the database: no server is started for them.
WITHOUT_DATABASE = (
    "help",
    "version",
    "collectstatic",
    "compilemessages",
    "startapp",
    "startproject",
    "advisories",
    "features",
    "words",
    "make_secrets",
    "systemd_units",
)
# What changes tables or passes triggers by runs as the owner of the database, if the environment names one.
AS_OWNER = (
    "migrate",
    "makemigrations",
    "squashmigrations",
    "showmigrations",
    "sqlmigrate",
    "grant_roles",
    "backup",
    "restore",
    "dbshell",
    "seed",
    "bench",
)
# Those that may be what mends the migrations, so a new database is not filled for them.
WITHOUT_TABLES = ("migrate", "makemigrations", "squashmigrations", "showmigrations", "optimizemigration", "restore")
# Arguments of pytest that choose tests or processes.
CHOOSING = ("-n", "-p", "-k", "-m", "--numprocesses", "--lf", "--last-failed", "--co", "--pdb")


def main(arguments: Sequence[str]) -> int:
    """Run a verb or a Django command and return its exit code; trouble is one sentence and 1."""
    project, machine = here(), Machine.here()
    with processes.handling(processes.interrupt):
        try:
            return _choose(project, machine, list(arguments))
        except Trouble as trouble:
            say(str(trouble))
            return 1
        except KeyboardInterrupt as interrupted:
            return 128 + getattr(interrupted, "number", 2)


def _choose(project: Project, machine: Machine, arguments: list[str]) -> int:
    if arguments[:1] == ["help"] and arguments[1:2] and arguments[1] in VERBS:
        arguments = [arguments[1], "--help"]
    if not arguments or (len(arguments) == 1 and arguments[0] in HELP):
        return overview(project, machine)
    if arguments[0] not in VERBS:
        return hand_over(project, machine, arguments)
    verb, *words = arguments
    options, others = parser(verb).parse_known_args(words)
    if others and verb != "test":
        parser(verb).error(f"unrecognised arguments: {' '.join(others)}")
    if verb == "demo":
        return demo.run(project, machine, options.port, options.reset)
    ready.ensure(project, machine, "dev")
    if verb == "test":
        return test(project, machine, ["--all", *others] if options.all else others)
    if verb == "measure":
        return measure(project, machine)
    return check(project, machine, checks.CHECKS if verb == "check_all" else checks.FIXES)


def parser(verb: str) -> argparse.ArgumentParser:
    """What a verb takes, with its help."""
    made = argparse.ArgumentParser(prog=f"python3 manage.py {verb}", description=VERBS[verb], allow_abbrev=False)
    if verb == "demo":
        made.add_argument("--port", type=_port, default=8000, help="port of 127.0.0.1 (default 8000)")
        made.add_argument("--reset", action="store_true", help="delete the demo's data first")
    if verb == "test":
        made.usage = "%(prog)s [--help] [--all] [arguments for pytest ...]"
        made.add_argument("--all", action="store_true", help=EVERY_CASE)
    return made


def overview(project: Project, machine: Machine) -> int:
    """Print our verbs and then Django's own help, if Django is here already."""
    inside = _has_django(project)
    if not inside and ready.is_complete(project, "demo"):
        return hand_over(project, machine, ["help"])  # .venv's Python comes back here
    print("Verbs of this project (each has --help):")
    for verb, description in VERBS.items():
        print(f"  {verb:<10} {description.split('. ')[0].rstrip('.')}.")
    print(flush=True)
    if inside:
        return hand_over(project, machine, ["help"])
    print("Django's commands are listed here once  python3 manage.py demo  has set this folder up.")
    return 0


def hand_over(project: Project, machine: Machine, arguments: list[str]) -> int:
    """Run a Django command, with the servers it needs unless the environment names others."""
    inside = _has_django(project)
    if not inside and not ready.is_complete(project, "demo"):
        say("Setting this folder up first…")
        ready.ensure(project, machine, "demo")
    if not any(is_named(name, os.environ) for name in ("DATABASE_URL", "SECRET_KEY")):
        # No installation is configured here, so this is a developer's folder: the demo's settings.
        os.environ.setdefault("SIL_DEMO", "1")
    if (command := _command(arguments)) in AS_OWNER:
        os.environ["SIL_AS_OWNER"] = "1"
    os.environ["SIL_COMMAND"] = "1"  # a command may run without the secret that a server must have
    python = sys.executable if inside else str(project.python)
    words = [python, str(project.manage), *arguments]

    def fill(urls: dict[str, str]) -> None:
        migrate = [python, str(project.manage), "migrate", "--noinput", "-v0"]
        if subprocess.run(migrate, env=ready.variables(project, urls), stdout=sys.stderr).returncode:
            raise Trouble("The new database could not be filled, for the reason above.")

    if command in WITHOUT_DATABASE or set(HELP) & set(arguments):
        servers: AbstractContextManager[dict[str, str]] = nullcontext({})
    else:
        servers = sharing.shared(project, machine, os.environ, None if command in WITHOUT_TABLES else fill)
    with servers as urls:
        variables = ready.variables(project, urls)
        if not inside:
            return processes.run_attached(words, variables)
        os.environ.clear()
        os.environ.update(variables)
        return _run_django(words[1:])


def _command(arguments: Sequence[str]) -> str:
    return next((word for word in arguments if not word.startswith("-")), "help")


def test(project: Project, machine: Machine, arguments: list[str]) -> int:
    """Run pytest against servers of its own; returns pytest's exit code."""
    chromium = ensure_chromium(machine, project.log("apt"), os.environ, project.python)
    if not any(_chooses(word) for word in arguments):
        arguments = ["-n", "auto", "--dist", "loadgroup", *arguments]
    with sharing.throwaway(project, machine, os.environ) as urls:
        variables = _trial(project, urls, SIL_CHROMIUM=chromium)
        pytest: Command = [project.python, "-m", "pytest", *arguments]
        return processes.run_attached(pytest, variables, project.root)


def measure(project: Project, machine: Machine) -> int:
    """Seed an authority on servers of its own and measure some pages; returns the exit code of what failed, else 0."""
    with sharing.throwaway(project, machine, os.environ) as urls:
        variables = ready.variables(project, urls, SIL_DEMO="1", SIL_COMMAND="1")
        for words in MEASURED:
            command: Command = [project.python, project.manage, *words]
            if failed := processes.run_attached(command, variables, project.root):
                return failed
    return 0


def check(project: Project, machine: Machine, table: Sequence[checks.Check]) -> int:
    """Run a table of checks or repairs; returns 1 if any failed."""
    with sharing.throwaway(project, machine, os.environ) as urls:
        return checks.run(table, project.root, _trial(project, urls))


def _trial(project: Project, urls: Mapping[str, str], **more: str) -> dict[str, str]:
    # Settings refuse to load without secrets, except where they are told that it is a trial.
    found = ready.variables(project, urls, SIL_TESTING="1", **more)
    # Python starts a hundred times in a run, and would compile the project again each time.
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


def _has_django(project: Project) -> bool:
    """Is the Python at work .venv's, or that of a container image with the locked packages?"""
    in_image = not project.venv.exists() and environment.provides(project.root / "requirements.txt")
    return project.runs_this_python() or in_image


def _run_django(arguments: list[str]) -> int:
    # Not above: most of the bootstrap runs before Django is installed.
    from django.core.management import execute_from_command_line

    execute_from_command_line(arguments)
    return 0


def _chooses(word: str) -> bool:
    """Does this argument of pytest choose tests, or how they run? A bare word is a path or a value."""
    return not word.startswith("-") or word.split("=")[0] in CHOOSING or word[:2] in CHOOSING


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError(f"{port} is not a port: choose one from 1024 to 65535")
    return port
