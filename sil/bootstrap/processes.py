"""Run several processes as one: started together, logged together, ended together."""

from __future__ import annotations

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, BinaryIO, Self

from .project import Trouble

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
COLOURS = (36, 33, 35)  # cyan, yellow, magenta
PR_SET_PDEATHSIG = 1
Handler = Callable[[int, FrameType | None], None]


class Interrupted(KeyboardInterrupt):
    """The person, or the system, asked this process to end; Django's commands know what to do."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


@contextmanager
def handling(handler: Handler) -> Iterator[None]:
    """Give the signals that end a program to `handler` for a while."""
    before = {number: signal.getsignal(number) for number in ENDING_SIGNALS}
    for number in ENDING_SIGNALS:
        # Whoever started this with nohup wants it to outlive the terminal.
        if not (number == signal.SIGHUP and before[number] == signal.SIG_IGN):
            signal.signal(number, handler)
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def interrupt(number: int, _frame: FrameType | None) -> None:
    """A handler that raises Interrupted, so that everything on the way out is tidied up."""
    raise Interrupted(number)


def not_now(_number: int, _frame: FrameType | None) -> None:
    """A handler for the time of tidying up: ending is what happens already."""


def command_line(pid: int) -> str:
    """The command line of a running process; empty if there is none, or it has ended."""
    if Path("/proc/self").exists():
        with suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            return words.replace(b"\0", b" ").decode(errors="replace").strip()
        return ""
    listed = subprocess.run(["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True)
    return listed.stdout.strip()


def end_with_parent() -> Callable[[], None] | None:
    """What a child runs before its program, so that it ends when we are killed (Linux only)."""
    if sys.platform != "linux":
        return None
    parent = os.getpid()
    prctl = ctypes.CDLL(None).prctl

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def run_attached(command: Sequence[str | Path], environment: Mapping[str, str], folder: Path | None = None) -> int:
    """Run one command in the foreground with our terminal, pass signals on, return its exit code."""
    with subprocess.Popen(command, cwd=folder, env=environment, preexec_fn=end_with_parent()) as child:

        def pass_on(number: int, _frame: FrameType | None) -> None:
            # What is typed at the terminal reaches the child anyway; twice would cut its tidying short.
            if number != signal.SIGINT or not _terminal_is_ours():
                child.send_signal(number)

        with handling(pass_on):
            code = child.wait()
    return code if code >= 0 else 128 - code


def _terminal_is_ours() -> bool:
    try:
        with open("/dev/tty", "rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False


@dataclass
class Member:
    """One process of a crew: its log prefix, and the part of a line not yet finished."""

    name: str
    process: subprocess.Popen[bytes]
    prefix: bytes
    rest: bytes = b""

    @property
    def output(self) -> IO[bytes]:
        assert self.process.stdout is not None
        return self.process.stdout


class Crew:
    """Processes that live and end together, each in a group of its own, their logs on one output.

    A context: when it ends, however it ends, they are asked to end too; what has not done so within
    `grace` seconds is made to.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        output: BinaryIO,
        coloured: bool = False,
        grace: float = 10,
    ) -> None:
        self.folder = folder
        self.environment = {**environment, "PYTHONUNBUFFERED": "1"}
        self.output = output
        self.coloured = coloured
        self.grace = grace
        self.members: list[Member] = []
        self.pipes = selectors.DefaultSelector()
        self.has_reader = True
        # What is said of the log where it is not on the screen.
        self.hint = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with handling(not_now):
            self._stop()

    def start(self, name: str, command: Sequence[str | Path]) -> None:
        """Start a process whose log lines bear `name`."""
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent(),
        )
        prefix = f"{name:<6} | "
        if self.coloured:
            prefix = f"\033[{COLOURS[len(self.members) % len(COLOURS)]}m{prefix}\033[0m"
        member = Member(name, process, prefix.encode())
        self.members.append(member)
        self.pipes.register(member.output, selectors.EVENT_READ, member)

    def print_into(self, log: BinaryIO, hint: str) -> None:
        """From now on the logs go into a file, which `hint` names where a process ends unasked."""
        self.output, self.hint = log, hint
        for member in self.members:
            member.prefix = f"{member.name:<6} | ".encode()

    def follow(self, until: Callable[[], bool], seconds: float = float("inf")) -> None:
        """Print the logs until `until()` holds.

        Raises Trouble when a process ends unasked, or `seconds` have passed.
        """
        deadline = time.monotonic() + seconds
        while not until():
            self._print_for(0.3)
            if not self.has_reader:
                raise Interrupted(signal.SIGPIPE)
            for member in self.members:
                if (code := member.process.poll()) is not None:
                    how = f"exit code {code}" if code >= 0 else signal.Signals(-code).name
                    raise Trouble(f"{member.name} stopped unexpectedly ({how}), so everything was stopped.{self.hint}")
            if time.monotonic() > deadline:
                raise Trouble(f"It did not answer within {seconds:.0f} seconds; its log is above.")

    def _stop(self) -> None:
        for member in self.members:
            # Only the leader is asked: gunicorn and Celery end their own children, work in hand first.
            if member.process.poll() is None:
                member.process.terminate()
        deadline = time.monotonic() + self.grace
        while time.monotonic() < deadline and any(m.process.poll() is None for m in self.members):
            self._print_for(0.1)
        for member in self.members:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(member.process.pid, signal.SIGKILL)
            member.process.wait()
        self._print_for(1, until_closed=True)
        self.pipes.close()
        for member in self.members:
            member.output.close()

    def _print_for(self, seconds: float, until_closed: bool = False) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not self.pipes.get_map():
                if until_closed:
                    return
                time.sleep(left)
            for key, _ in self.pipes.select(left):
                self._print(key)

    def _print(self, key: selectors.SelectorKey) -> None:
        member: Member = key.data
        piece = os.read(key.fd, 65536)
        if not piece:
            self.pipes.unregister(key.fileobj)
            piece = b"\n" if member.rest else b""
        *lines, member.rest = (member.rest + piece).split(b"\n")
        if not self.has_reader:
            return
        try:
            self.output.writelines(member.prefix + line + b"\n" for line in lines)
            self.output.flush()
        except BrokenPipeError:
            # What reads our output is gone (`demo | tee` and Ctrl-C): end, but tidy up all the same.
            self.has_reader = False
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.output.fileno())
