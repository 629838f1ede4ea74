"""Remember answers of the database for as long as one page is read.

Only while a page is read: a request that may change something asks afresh each time, and so does
everything outside a request.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers of this page", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Remember answers within the block: for a request that only reads."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def is_reading() -> bool:
    """Whether a page is read, so that what was asked a moment ago still holds."""
    return _answers.get() is not None


def remembered(ask: Callable[P, T]) -> Callable[P, T]:
    """Decorator: remember the answer while a page is read. Arguments must be hashable, and nobody may
    change the answer."""

    @wraps(ask)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        answers = _answers.get()
        if answers is None:
            return ask(*args, **kwargs)
        key = (ask, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = ask(*args, **kwargs)
        found: T = answers[key]
        return found

    return answer
