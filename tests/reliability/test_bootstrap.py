"""Does the bootstrap tell foreseeable trouble in one sentence, and do its servers come and go in order?

Everything is real: processes, servers, virtual environments. Only facts about other machines are made
up, and they are arguments.
"""

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sil.bootstrap import checks, environment, home, interpreter, machine, processes, sharing
from sil.bootstrap.machine import Machine
from sil.bootstrap.project import Project, Trouble

# The servers of one scratch project serve several tests.
pytestmark = pytest.mark.xdist_group("bootstrap")

ROOT = Path(__file__).resolve().parents[2]
OWN_VARIABLES = re.compile(r"DATABASE_URL|BROKER_URL|SECRET_KEY|DJANGO_SETTINGS_MODULE|SIL_.*|PYTEST_.*")
SETTINGS = """
import environ
SECRET_KEY = "of a scratch project"
DATABASES = {"default": environ.Env().db("DATABASE_URL", default="postgresql:///nowhere")}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
"""
SHELL = ("shell", "--no-imports", "-c")
TABLES = "from django.db import connection as c; print('auth_user' in c.introspection.table_names())"


@contextmanager
def scratch_project(root: Path) -> Iterator[Project]:
    shutil.copytree(ROOT / "sil" / "bootstrap", root / "sil" / "bootstrap")
    (root / "sil" / "__init__.py").touch()
    (root / "sil" / "settings.py").write_text(SETTINGS)
    for name in ("manage.py", "requirements.txt", "requirements-demo.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, root / name)
    project = Project(root)
    yield project
    sharing.reset(project, Machine.here())
    assert not servers_of(project)
    assert not list(Path("/tmp").glob(f"school-support-*{project.digest}*"))


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Project]:
    """A project folder with the bootstrap, a small Django project, and no virtual environment."""
    with scratch_project(tmp_path / "scratch") as project:
        yield project


@pytest.fixture(scope="module")
def equipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A scratch project whose .venv is the one at work, and whose database may be there already."""
    with scratch_project(tmp_path_factory.mktemp("equipped") / "scratch") as project:
        project.venv.symlink_to(sys.prefix)
        yield project


def environ(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not OWN_VARIABLES.fullmatch(name)} | more


@contextmanager
def started(project: Project, *words: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A command of the project; what is left of it when the block ends is killed."""
    with subprocess.Popen(
        [sys.executable, project.manage, *words],
        env=environ(**more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def run(project: Project, *words: str, **more: str) -> tuple[int, str, str]:
    with started(project, *words, **more) as process:
        output, errors = process.communicate(timeout=120)
    return process.returncode, output, errors


def servers_of(project: Project) -> list[str]:
    lines = (processes.command_line(int(pid)) for pid in os.listdir("/proc") if pid.isdigit())
    return [line for line in lines if project.digest in line]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_for(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


# An old Python


@pytest.mark.parametrize(
    "name", ["manage.py", "sil/__init__.py", "sil/bootstrap/__init__.py", "sil/bootstrap/interpreter.py"]
)
def test_what_an_old_python_reads_is_in_old_syntax(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text(), feature_version=(3, 4))
    for node in ast.walk(tree):
        assert not isinstance(node, (ast.JoinedStr, ast.AnnAssign))
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            assert not arguments.kwonlyargs and not arguments.posonlyargs and node.returns is None
            assert all(argument.annotation is None for argument in arguments.args)
    at_the_top = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    imported = {alias.name for node in at_the_top for alias in node.names}
    assert imported <= {"os", "sys", "subprocess", "interpreter"}


def test_an_old_python_is_told_which_one_to_use(tmp_path: Path) -> None:
    unchosen, newer = tmp_path / "python3.11", tmp_path / "python3.12"
    unchosen.write_text("#!/bin/sh\nexit 127\n")
    newer.write_text("#!/bin/sh\nexit 0\n")
    for program in (unchosen, newer):
        program.chmod(0o755)
    words = ["manage.py", "demo", "--port", "8001"]
    told = interpreter.complaint((2, 7), "posix", words, f"/nowhere:{tmp_path}")
    assert told and "Python 3.11 or later is needed and this is Python 2.7" in told
    assert told.endswith("python3.12 manage.py demo --port 8001")
    newer.unlink()
    told = interpreter.complaint((3, 10), "posix", words, str(tmp_path))
    assert told and "install a newer Python" in told
    assert interpreter.complaint((3, 11), "posix", words, "") is None
    assert "WSL" in (interpreter.complaint((3, 12), "nt", words, "") or "")


# Packages


def test_without_a_network_one_sentence_says_so(scratch: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody_there = f"http://127.0.0.1:{closed.getsockname()[1]}/simple"
    only = {"PIP_INDEX_URL": nobody_there, "PIP_CONFIG_FILE": os.devnull}
    empty = {"PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PIP_NO_CACHE_DIR": "1"}
    code, output, errors = run(scratch, "demo", "--port", str(free_port()), **only, **empty)
    assert (code, output) == (1, "")
    assert "there is no connection to the package index" in errors.splitlines()[-1]
    assert "Traceback" not in errors


def test_a_half_made_environment_is_made_anew(scratch: Project) -> None:
    (scratch.root / "requirements-demo.txt").write_text("# nothing: this is about the environment\n")
    make = "from sil.bootstrap import environment, machine, project; "
    make += "environment.ensure(project.here(), machine.Machine.here(), 'demo')"
    words = [sys.executable, "-c", make]
    with subprocess.Popen(words, cwd=scratch.root, env=environ(), start_new_session=True) as process:
        wait_for((scratch.venv / "lib").exists)
        os.killpg(process.pid, signal.SIGKILL)
    assert not environment.is_ready(scratch, "demo")
    subprocess.run(words, cwd=scratch.root, env=environ(), check=True)
    assert environment.is_ready(scratch, "demo")
    subprocess.run([scratch.python, "-m", "pip", "--version"], check=True, stdout=subprocess.DEVNULL)


def test_every_name_in_pyproject_is_locked(tmp_path: Path) -> None:
    assert checks.unlocked(ROOT) == []
    for name in ("requirements.txt", "requirements-demo.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    pyproject = (ROOT / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(
        pyproject.replace("dependencies = [", 'dependencies = [\n"Un_locked[x]>=1",')
    )
    locked = (ROOT / "requirements.txt").read_text()
    (tmp_path / "requirements.txt").write_text(re.sub(r"^gunicorn==\S+", "gunicorn==1.0", locked, flags=re.MULTILINE))
    complaints = checks.unlocked(tmp_path)
    assert "un-locked is in pyproject.toml and not in requirements.txt" in complaints
    assert any(re.fullmatch(r"gunicorn is \S+ in requirements-demo.txt and 1.0 in another file", c) for c in complaints)


# What the machine lacks


@pytest.mark.parametrize(
    ("here", "line"),
    [
        (Machine("linux", False, "apt-get"), "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0"),
        (Machine("linux", False, "dnf"), "sudo dnf install -y pango"),
        (Machine("linux", True, "pacman"), "run  pacman -S --needed pango"),
        (Machine("darwin", False, "brew"), "run  brew install pango"),
        (Machine("linux", False, None), "install Pango, HarfBuzz and a sans-serif font"),
    ],
)
def test_a_missing_library_is_named_with_the_line_that_installs_it(here: Machine, line: str, tmp_path: Path) -> None:
    def refuse(name: str) -> object:
        raise OSError(name)

    lacking = machine.missing_for_letters(refuse, lambda _: None, [tmp_path])
    assert {"Pango", "HarfBuzz subset", "a sans-serif font"} <= set(lacking)
    with pytest.raises(Trouble, match=f"Letters need .*Pango.*{re.escape(line)}"):
        machine.ensure_letters(here, tmp_path / "log", lambda: lacking)


def test_this_machine_can_make_letters() -> None:
    assert machine.missing_for_letters() == []


def test_a_snap_is_no_browser_to_test_with(tmp_path: Path) -> None:
    stub = tmp_path / "chromium-browser"
    stub.write_text("#!/bin/sh\nexec snap run chromium\n")
    stub.chmod(0o755)
    only = {"PATH": str(tmp_path)}
    if not any(Path(file).exists() for file in machine.CHROMIUM_FILES):
        assert machine.find_chromium(only, home=tmp_path) is None
    browser = tmp_path / "google-chrome"
    shutil.copy("/bin/sh", browser)
    assert machine.find_chromium(only, home=tmp_path) == str(browser)
    with pytest.raises(Trouble, match="SIL_CHROMIUM is /no/browser"):
        machine.find_chromium({"SIL_CHROMIUM": "/no/browser"}, home=tmp_path)


def test_root_without_an_unprivileged_user_is_told_what_to_do() -> None:
    def nobody_known(name: str) -> object:
        raise KeyError(name)

    with pytest.raises(Trouble, match="no user nobody or daemon"):
        home.account_for_servers(True, ("nobody", "daemon"), nobody_known)  # type: ignore[arg-type]
    assert home.account_for_servers(False) is None


# The demo's refusals


def test_a_taken_port_is_named_with_the_way_out(scratch: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code, output, errors = run(scratch, "demo", "--port", str(port))
    assert (code, output) == (1, "")
    assert re.fullmatch(rf"Port {port} of 127.0.0.1 is taken .* manage.py demo --port \d+  instead\.\n", errors)


def test_reset_never_drops_a_database_of_somebody_else(scratch: Project) -> None:
    code, output, errors = run(scratch, "demo", "--reset", DATABASE_URL="postgresql://someone@/precious")
    assert (code, output) == (1, "")
    assert errors == "--reset deletes the demo's own data only: unset DATABASE_URL, or leave it out.\n"


# Servers


def test_a_command_has_servers_for_its_time_and_stdout_for_itself(equipped: Project) -> None:
    sharing.reset(equipped, Machine.here())
    code, output, errors = run(equipped, *SHELL, f"{TABLES}; import sys; sys.exit(3)")
    assert (code, output) == (3, "True\n")  # migrated: nobody meets an empty database
    assert "Making an empty database" in errors
    assert not servers_of(equipped)
    code, output, errors = run(equipped, *SHELL, TABLES)
    assert (code, output, errors) == (0, "True\n", "")


def test_commands_without_a_database_start_nothing(equipped: Project) -> None:
    log = home.lasting_folder(equipped, Machine.here()) / "postgresql.log"
    assert run(equipped, *SHELL, TABLES)[0] == 0
    started_last = log.stat().st_mtime_ns
    for words in ([], ["--help"], ["help", "migrate"], ["version"], ["help", "demo"], ["test", "--help"]):
        code, output, _ = run(equipped, *words)
        assert code == 0 and output
    assert log.stat().st_mtime_ns == started_last


def test_two_commands_at_once_do_not_stop_each_others_servers(equipped: Project, tmp_path: Path) -> None:
    go_on = tmp_path / "go on"
    slow = (
        f"import pathlib, time\n{TABLES}\nwhile not pathlib.Path({str(go_on)!r}).exists(): time.sleep(0.05)\n{TABLES}"
    )
    with started(equipped, *SHELL, slow) as first, started(equipped, *SHELL, TABLES) as second:
        assert second.communicate(timeout=60)[0] == "True\n"
        assert servers_of(equipped)
        go_on.touch()
        assert first.communicate(timeout=60)[0] == "True\nTrue\n"
    assert (first.returncode, second.returncode) == (0, 0)
    assert not servers_of(equipped)


def test_servers_of_a_killed_command_are_taken_over(equipped: Project) -> None:
    with started(equipped, *SHELL, "import time; print(1, flush=True); time.sleep(60)") as command:
        assert command.stdout and command.stdout.readline() == "1\n"
        command.kill()
    before = servers_of(equipped)
    assert len(before) >= 2
    assert run(equipped, *SHELL, TABLES) == (0, "True\n", "")
    assert not servers_of(equipped)


def test_a_stale_process_number_does_not_prevent_a_start(equipped: Project) -> None:
    assert run(equipped, *SHELL, TABLES)[0] == 0
    # After a reboot another program may have the number that PostgreSQL noted, even of the same user.
    data = home.lasting_folder(equipped, Machine.here()) / "postgresql"
    user, group = home.account_for_servers(Machine.here().root) or (None, None)
    with subprocess.Popen(["sleep", "60"], user=user, group=group) as stranger:
        lines = [stranger.pid, data, 1_700_000_000, 5432, "", "", 0]
        (data / "postmaster.pid").write_text("\n".join(map(str, lines)) + "\n")
        assert run(equipped, *SHELL, TABLES) == (0, "True\n", "")
        assert stranger.poll() is None
        stranger.kill()


def test_reset_waits_for_nobody_but_refuses_while_somebody_works(equipped: Project) -> None:
    with started(equipped, *SHELL, "import time; print(1, flush=True); time.sleep(60)") as command:
        assert command.stdout and command.stdout.readline() == "1\n"
        with pytest.raises(Trouble, match="Another command in this folder is using the demo's database"):
            sharing.reset(equipped, Machine.here())
        command.send_signal(signal.SIGINT)
        assert command.wait(30) == 130


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers need another user and another folder")
def test_no_folder_that_was_there_changes_its_mode_or_owner(equipped: Project) -> None:
    folder = home.lasting_folder(equipped, Machine.here())
    there = {*equipped.root.parents, *Path(sys.prefix).parents, *folder.parents, Path(sys.prefix), equipped.root}

    def modes() -> dict[Path, tuple[int, int, int]]:
        return {path: (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in there}

    sharing.reset(equipped, Machine.here())
    before = modes()
    assert run(equipped, *SHELL, TABLES)[0] == 0
    assert modes() == before
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_later_test_run_removes_what_a_killed_one_left(equipped: Project) -> None:
    use = "from sil.bootstrap import machine, project, sharing; import time\n"
    use += "with sharing.throwaway(project.here(), machine.Machine.here(), {}) as urls: "
    words = [sys.executable, "-c"]
    wait = use + "print(urls['DATABASE_URL'], flush=True); time.sleep(60)"
    with subprocess.Popen(
        [*words, wait], cwd=equipped.root, env=environ(), stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout
        left = Path(killed.stdout.readline().partition("host=")[2].strip()).parent
        killed.kill()
    assert left.is_dir() and servers_of(equipped)
    subprocess.run([*words, use + "pass"], cwd=equipped.root, env=environ(), check=True)
    assert not left.exists() and not servers_of(equipped)


# Processes and checks


def test_the_death_of_one_process_ends_its_crew_and_their_children(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log, processes.Crew(tmp_path, environ(), log, grace=1) as crew:
        crew.start("stone", ["sh", "-c", "sleep 98765 & echo $!; trap '' TERM; wait; wait"])
        crew.start("mayfly", ["sh", "-c", "sleep 0.5; printf 'last words'; exit 7"])
        with pytest.raises(Trouble, match=r"mayfly stopped unexpectedly \(exit code 7\)"):
            crew.follow(until=lambda: False, seconds=30)
    lines = (tmp_path / "log").read_text().splitlines()
    child = next(line.removeprefix("stone  | ") for line in lines if line.startswith("stone"))
    assert "mayfly | last words" in lines
    wait_for(lambda: not processes.command_line(int(child)))


def test_all_checks_run_and_all_failures_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = (
        checks.Check("first", ("sh", "-c", "echo one thing; exit 2")),
        checks.Check("second", ("sh", "-c", 'test "$A" = b'), {"A": "b", "HOME": None}),
        checks.Check("third", lambda _: ["another thing"]),
    )
    assert checks.run(table, tmp_path, environ()) == 1
    told = capsys.readouterr().out
    assert "one thing" in told and "another thing" in told
    assert [line.split()[:2] for line in told.splitlines()[-3:]] == [
        ["first", "FAILED"],
        ["second", "ok"],
        ["third", "FAILED"],
    ]
    assert checks.run(table[1:2], tmp_path, environ()) == 0


def test_a_check_that_passes_may_warn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("sh", "-c", "echo all is well; echo Warning: it is old")
    assert checks.run((checks.Check("one", words, warns=True), checks.Check("two", words)), tmp_path, environ()) == 0
    told = capsys.readouterr().out
    assert told.count("Warning: it is old") == 1 and "all is well" not in told
    assert [line.split()[:2] for line in told.splitlines()[-2:]] == [["one", "ok"], ["two", "ok"]]
