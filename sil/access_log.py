"""The access log of the web process: which page, how it went and how long it took, and nothing about a person.

A request is named by its path. What stands behind the question mark is what somebody searched for, the address of the
page before may hold the same, and who asked is in the audit; none of it is written.
"""

from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

from .log_masks import masked

FORMAT = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(L)s'


class Logger(GunicornLogger):
    """Gunicorn's own, with `FORMAT` whatever it was started with. The path is the one that was sent, with its escapes,
    so that nobody writes a line of their own."""

    def setup(self, cfg: Any) -> None:
        cfg.set("access_log_format", FORMAT)
        super().setup(cfg)

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        path = str(environ.get("RAW_URI", "")).partition("?")[0]
        return {name: found[name] for name in ("t", "m", "s", "B", "L")} | {"U": masked(path)}
