"""The reference of a request: in each line that is logged for it, in the tasks that it starts, in its answer and on the
page of an error, so that what somebody tells the help desk is found in the logs.

It says nothing about a person: a random number, or what a trusted proxy gave the request.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

HEADER = "X-Request-ID"
# Another shape is not taken from anybody: it goes into logs.
_SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}", re.ASCII)
_current: ContextVar[str] = ContextVar("reference of the request", default="")


def current() -> str:
    """Return the reference of the request or task that is worked on; blank outside of one."""
    return _current.get()


def new() -> str:
    return uuid4().hex


def checked(text: str) -> str:
    """Return a reference that was given, or a new one where its shape is not that of a reference."""
    return text if _SHAPE.fullmatch(text) else new()


@contextmanager
def working_on(reference: str) -> Iterator[None]:
    """Name a reference in everything that is logged within the block."""
    token = _current.set(reference)
    try:
        yield
    finally:
        _current.reset(token)


def begin(reference: str) -> None:
    """Name a reference from now on, where beginning and end are told apart, as a worker tells them; blank ends it."""
    _current.set(reference)
