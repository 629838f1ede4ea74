"""Each command that the documentation for installations names exists, with the options that it is given there."""

import re
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

ROOT = Path(__file__).parent.parent.parent
PAGES = ("deployment", "troubles", "operation", "release", "dependencies", "breached-passwords", "identity-provider")
SERVICES = set(yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"])
GUIDES = ["deployment", "troubles"]
# After manage.py, or after the service that runs it: the name, and what follows on the line.
_COMMAND = re.compile(r"(?:manage\.py|run --rm manage)\s+([a-z_]+)([^`\n&#]*)")
_SERVICE = re.compile(r"docker compose (?:exec|run|restart|stop|logs)((?: +-{1,2}\S+(?: \d+)?)*)((?: +[a-z]+)+)")
_OPTION = re.compile(r"--[a-z][a-z-]+")
# Those of the project that are no commands of Django (sil/bootstrap/verbs.py).
VERBS = {"demo", "test", "check_all", "measure", "fix", "help"}


def text(page: str) -> str:
    return re.sub(r"\\\n\s*", "", (ROOT / "docs" / "how-to" / f"{page}.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES)
def test_each_command_exists_with_its_options(page: str) -> None:
    known = get_commands()
    found = [(name, rest) for name, rest in _COMMAND.findall(text(page)) if name not in VERBS]
    assert [name for name, _ in found if name not in known] == []
    for name, rest in found:
        app = known[name]
        command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
        options = {
            option for action in command.create_parser("manage.py", name)._actions for option in action.option_strings
        }
        assert [option for option in _OPTION.findall(rest) if option not in options] == [], name


@pytest.mark.parametrize("page", GUIDES)
def test_each_service_is_one_of_the_compose_file(page: str) -> None:
    named = {words.split()[0] for _, words in _SERVICE.findall(text(page))}
    assert named and named - SERVICES == set()


def test_the_guides_name_something() -> None:
    names = {name for page in GUIDES for name, _ in _COMMAND.findall(text(page))}
    assert {
        "make_secrets",
        "backup",
        "restore",
        "systemd_units",
        "migrate",
        "grant_roles",
        "create_administrator",
    } <= names
