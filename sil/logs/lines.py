"""Lines of the logs as JSON, one object a line, with the same few fields in each.

Only these fields are written: what libraries add to a record, such as a whole request, may hold what somebody typed. An
exception is written as its kind and where it arose, without its sentence, which may hold a value of a row.
"""

import logging
import os
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from . import reference

# Of a library that repeats the exception in its sentence: what is written in its place.
_SENTENCES = {"celery.app.trace": "A task failed", "celery.worker.request": "A task was lost"}
_TASK = ("name", "id")


def are_json() -> bool:
    """Whether the logs are JSON: everywhere but in the demonstration, whose log people read themselves."""
    return os.environ.get("SIL_DEMO", "").strip().lower() not in ("1", "true", "yes", "on", "ok", "y")


class Lines(JsonFormatter):
    """A record as a line. A record with `fields` brings more of them, which its logger answers for."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = record.message
        log_data["process"] = record.process
        log_data |= getattr(record, "fields", {})
        log_data.setdefault("request_id", reference.current())
        if record.name in _SENTENCES and (record.exc_info or record.levelno >= logging.WARNING):
            said = getattr(record, "data", {})
            log_data["message"] = _SENTENCES[record.name]
            log_data |= {f"task_{name}": said[name] for name in _TASK if name in said}
        if record.exc_info and record.exc_info[1]:
            log_data["exception"] = where(record.exc_info[1])


def where(error: BaseException) -> list[str]:
    """Return the kind of an exception and the places that it came through, the innermost last; then of its causes."""
    found = [f"{type(error).__module__}.{type(error).__qualname__}", *_places(error.__traceback__)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [*found, *(["caused by", *where(cause)] if cause else [])]


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
