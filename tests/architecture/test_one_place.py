"""What stands in one place stays there: the time, mail, PDFs, statuses; and rooms stay small."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("sil", "schools", "allocations", "monitoring")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if "/migrations/" not in name and "/bootstrap/" not in name:
                yield name, ast.parse(file.read_text(encoding="utf-8"))


TREES = dict(modules())


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def users_of(*prefixes: str) -> set[str]:
    return {name for name, tree in TREES.items() if any(i.startswith(prefixes) for i in imports(tree))}


def test_one_place_makes_pdfs() -> None:
    assert users_of("weasyprint") == {"sil/letters/pdf.py"}


def test_one_place_sends_mail() -> None:
    found = users_of("smtplib", "django.core.mail")
    assert found == {"sil/outbox/backend.py", "sil/outbox/ways/smtp.py"}
    assert "smtp" not in ast.dump(TREES["sil/outbox/backend.py"]).lower(), "the backend only stores"


def test_one_place_writes_calendars() -> None:
    """Sources give events to it; no other module makes a calendar or an event."""
    made = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Calendar", "Event"}
        if any(i.startswith("icalendar") for i in imports(tree))
    }
    assert made == {"sil/dates/calendars.py"}


def test_one_place_knows_the_time() -> None:
    asked = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr)
        in {
            ("datetime", "now"),
            ("datetime", "today"),
            ("datetime", "utcnow"),
            ("date", "today"),
            ("timezone", "now"),
            ("timezone", "localdate"),
            ("time", "time"),
        }
    }
    assert asked == {"sil/clock.py"}
    assert not users_of("django.utils.timezone.now", "django.utils.timezone.localdate")


def test_a_status_is_written_in_actions_alone() -> None:
    """Of guarded records. The outbox's own bookkeeping is no workflow, and is kept in three rooms."""
    assigned = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute) and part.attr == "status"
    }
    passed = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in {"update", "create", "bulk_create", "update_or_create"}
        if any(keyword.arg == "status" for keyword in node.keywords)
    }
    written = assigned | passed
    assert written == {
        "allocations/allocation/actions.py",
        "allocations/brought_in/actions.py",
        "allocations/round/actions.py",
        "monitoring/information_requests/log/actions.py",
        "monitoring/newsletters/actions.py",
        "monitoring/notices/case/actions.py",
        "monitoring/notices/letters/actions.py",
        "monitoring/notices/plans/actions.py",
        "monitoring/plans/sides/actions.py",
        "monitoring/offer/booking/actions.py",
        "monitoring/offer/event/actions.py",
        "monitoring/offer/request/actions.py",
        "monitoring/scrutiny/terms/actions.py",
        "monitoring/service/actions.py",
        "monitoring/summaries/summary/actions.py",
        "monitoring/support/brokered/actions/locking.py",
        "monitoring/surveys/cycle/actions.py",
        "monitoring/team/meeting/actions.py",
        "monitoring/team/support/actions.py",
        "monitoring/team/team/actions.py",
        "monitoring/visits/offers/actions.py",
        "monitoring/visits/report/actions/writing.py",
        "monitoring/visits/visit/actions.py",
        "schools/letters/actions.py",
        "schools/letters/authority_actions/actions.py",
        "schools/registers/file/actions.py",
        "monitoring/retention/disposals/actions.py",
        "sil/letters/actions.py",
        "sil/morning/actions.py",
        "sil/outbox/actions.py",
        "sil/outbox/delivery.py",
        "sil/outbox/returned/actions.py",
    }


def test_views_and_forms_write_nothing() -> None:
    """Data goes one way: view, form, action, model."""
    for name, tree in TREES.items():
        if not any(room in ("views", "views.py", "forms", "forms.py") for room in name.split("/")):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in {"save", "create", "bulk_create", "delete", "update_or_create"}, (
                    f"{name}:{node.lineno}"
                )


def test_a_room_can_be_seen_at_once() -> None:
    long = []
    for name, tree in TREES.items():
        if (lines := len((ROOT / name).read_text(encoding="utf-8").splitlines())) > 400:
            long.append(f"{name} has {lines} lines: split it by noun")
        long += [
            f"{name}:{node.lineno} {node.name} is too long to see at once"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno > 60
        ]
    assert long == []


def test_a_module_says_which_question_it_answers() -> None:
    asked = [name for name in TREES if not name.endswith(("__init__.py", "apps.py", "urls.py"))]
    assert [name for name in asked if not ast.get_docstring(TREES[name])] == []


def test_imports_run_downward() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
