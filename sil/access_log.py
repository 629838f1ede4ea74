"""The access log of the web process: which page, how it went and how long it took, and nothing about a person.

A request is named by its path. What stands behind the question mark is what somebody searched for, the address of the
page before may hold the same, and who asked is in the audit; none of it is written. Outside the demonstration a line is
JSON, as all logs are (sil/logs/lines.py).
"""

from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

from .log_masks import MaskKeys, masked
from .logs import lines, reference

FORMAT = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(L)s'
_REFERENCE = reference.HEADER.lower()


class Logger(GunicornLogger):
    """Gunicorn's own, with `FORMAT` whatever it was started with. The path is the one that was sent, with its escapes,
    so that nobody writes a line of their own."""

    def setup(self, cfg: Any) -> None:
        cfg.set("access_log_format", FORMAT)
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.addFilter(MaskKeys())
                if lines.are_json():
                    handler.setFormatter(lines.Lines())

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        if not lines.are_json():
            super().access(resp, req, environ, request_time)
        elif self.access_log_enabled:
            found = self.atoms(resp, req, environ, request_time)
            fields = {
                "method": found["m"],
                "path": found["U"],
                "status": int(found["s"]),
                "bytes": found["B"],
                "seconds": float(found["L"]),
                "request_id": found["id"],
            }
            self.access_log.info("request", extra={"fields": fields})

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        path = str(environ.get("RAW_URI", "")).partition("?")[0]
        given = next((value for name, value in resp.headers if name.lower() == _REFERENCE), "")
        return {name: found[name] for name in ("t", "m", "s", "B", "L")} | {"U": masked(path), "id": given}
