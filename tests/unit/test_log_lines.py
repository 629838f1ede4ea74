"""What a line of the logs holds, and by which reference a request goes."""

import json
import logging
import sys

import pytest

from sil.logs import lines, reference


def line(record: logging.LogRecord) -> dict[str, object]:
    found: dict[str, object] = json.loads(lines.Lines().format(record))
    return found


def record(message: str, *, name: str = "sil.example", **more: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.ERROR, "file.py", 1, message, (), None)
    made.__dict__.update(more)
    return made


def test_a_line_has_the_same_few_fields_and_nothing_that_a_library_adds() -> None:
    with reference.working_on("a-reference-of-ours"):
        found = line(record("Letter 7 could not be made", request="<GET '/people/?search=ada'>", args=()))
    assert set(found) == {"time", "level", "logger", "message", "process", "request_id"}
    assert (found["level"], found["logger"], found["message"]) == ("ERROR", "sil.example", "Letter 7 could not be made")
    assert found["request_id"] == "a-reference-of-ours"
    assert reference.current() == ""


def test_an_exception_is_told_by_its_kind_and_place_and_without_its_sentence() -> None:
    """Sentences of exceptions hold values of rows: “Key (email)=(ada@example.org) already exists”."""
    try:
        try:
            int("ada@example.org")
        except ValueError as error:
            raise KeyError("ada@example.org") from error
    except KeyError:
        made = record("It broke", exc_info=sys.exc_info())
    text = lines.Lines().format(made)
    assert "ada@" not in text
    told = json.loads(text)["exception"]
    assert told[0] == "builtins.KeyError" and "builtins.ValueError" in told
    assert any("test_log_lines.py" in place for place in told)


def test_a_task_that_failed_is_named_without_what_the_library_says_of_it() -> None:
    found = record(
        "Task raised unexpected: ValueError('ada@example.org')",
        name="celery.app.trace",
        data={"name": "sil.outbox.tasks.send_due", "id": "12345678", "args": "['ada@example.org']"},
    )
    assert "ada@" not in lines.Lines().format(found)
    assert line(found) | {"task_name": "sil.outbox.tasks.send_due", "task_id": "12345678"} == line(found)


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "with space in it", "line\nbreak-1234", "-starts-with-a-dash", "é" * 10]
)
def test_a_reference_of_another_shape_is_not_taken(given: str) -> None:
    assert reference.checked(given) != given


@pytest.mark.parametrize("given", ["12345678", "0af7651916cd43dd8448eb211c80319c", "a_b-C3d4", "a" * 64])
def test_a_reference_of_its_shape_is_taken(given: str) -> None:
    assert reference.checked(given) == given
