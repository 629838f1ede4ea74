"""What is logged, in which form and where to (Django's LOGGING)."""

from typing import Any

from . import lines

# No personal data in logs: requests are named by path, never by what was typed, and without the keys in it. What
# gunicorn writes of each request: sil/access_log.py. Outside the demonstration lines are JSON: sil/logs/lines.py.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "sil.logs.lines.Lines"},
    },
    "filters": {"mask keys": {"()": "sil.log_masks.MaskKeys"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if lines.are_json() else "line",
            "filters": ["mask keys"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "fido2": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
