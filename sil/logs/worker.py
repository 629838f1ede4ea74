"""A task goes by the reference of the request that started it; one that beat started, by its own key."""

from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun

from . import reference

_HEADER = "request_id"


def connect() -> None:
    """Have tasks carry the reference, and the worker name it."""
    before_task_publish.connect(_send, dispatch_uid="send the reference", weak=False)
    task_prerun.connect(_begin, dispatch_uid="name the reference", weak=False)
    task_postrun.connect(_end, dispatch_uid="forget the reference", weak=False)


def _send(headers: dict[str, Any], **kwargs: Any) -> None:
    if found := reference.current():
        headers[_HEADER] = found


def _begin(task_id: str, task: Any, **kwargs: Any) -> None:
    given = (task.request.headers or {}).get(_HEADER) or getattr(task.request, _HEADER, None)
    reference.begin(reference.checked(str(given or task_id)))


def _end(**kwargs: Any) -> None:
    reference.begin("")
