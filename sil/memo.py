"""Remember answers of the database for as long as one page is read.

Only while a page is read: a request that may change something asks afresh each time, and so does
everything outside a request.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers of this page", default=None)
_page: ContextVar[bool] = ContextVar("a page is read", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Remember answers within the block: for a request that only reads."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


@contextmanager
def reading_page() -> Iterator[None]:
    """As `reading`, for a request of a person that only reads."""
    token = _page.set(True)
    try:
        with reading():
            yield
    finally:
        _page.reset(token)


def page_is_read() -> bool:
    """Whether a person reads a page. False in every request that may change something, and in the worker."""
    return _page.get()


def keep(asked: Callable[[], Any], answer: Any) -> None:
    """Remember an answer that came along with another question, for as long as the page is read. `asked` is
    `remembered`."""
    answers = _answers.get()
    if answers is not None:
        answers[(getattr(asked, "__wrapped__", asked), (), ())] = answer


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


def asked_at_once(make: Callable[P, T]) -> Callable[P, T]:
    """Decorator: while one condition is made, or one message written, what several of its parts ask is asked once, in a
    request that changes something too. Whatever comes after it asks afresh."""

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        with nullcontext() if is_reading() else reading():
            return make(*args, **kwargs)

    return made
