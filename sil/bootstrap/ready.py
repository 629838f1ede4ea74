"""Make sure that everything a command needs is there, and the environment of its processes."""

from __future__ import annotations

import os
from collections.abc import Mapping

from . import environment, frontend
from .machine import Machine, ensure_letters, ensure_writings
from .project import Busy, Project, lock, say


def is_complete(project: Project, kind: str) -> bool:
    """Are the packages of `kind` ("demo" or "dev") and the front-end files here?"""
    return environment.is_ready(project, kind) and frontend.is_ready(project)


def ensure(project: Project, machine: Machine, kind: str) -> None:
    """Set the machine up for `kind` ("demo" or "dev"), one command at a time.

    Raises Trouble with one sentence on what is missing and how to get it.
    """
    with (project.local / "setup.lock").open("a") as turn:
        try:
            lock(turn, wait=False)
        except Busy:
            say("Another command in this folder is setting it up; waiting for it…")
            lock(turn)
        environment.ensure(project, machine, kind)
        ensure_letters(machine, project.log("apt"))
        ensure_writings(machine, project.log("apt"), project.local / "fonts-tried")
        frontend.ensure(project)


def variables(project: Project, urls: Mapping[str, str], **more: str) -> dict[str, str]:
    """The environment for the project's processes: ours, the servers' addresses, and `more`."""
    found = dict(os.environ)
    if "DATABASE_URL" in urls:
        # The person's settings for another PostgreSQL would change where ours is looked for.
        found = {name: value for name, value in found.items() if not name.startswith("PG")}
    found.setdefault("DJANGO_SETTINGS_MODULE", "sil.settings")
    path = f"{project.venv / 'bin'}{os.pathsep}{found.get('PATH', os.defpath)}"
    return {**found, "PATH": path, **urls, **more}
