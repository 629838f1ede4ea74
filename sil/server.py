"""How gunicorn runs this service: `gunicorn --config python:sil.server sil.wsgi:application`.

A request is received whole before one of the few threads that answer, each with its database connection, takes it.
So requests that are sent by halves, or slowly, stop nobody: they wait among many cheap threads, and are cut off.
"""

import gc
import io
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from socket import SHUT_RDWR
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from gunicorn.http.errors import NoMoreData
from gunicorn.http.wsgi import Response
from gunicorn.workers.gthread import TConn, ThreadWorker

# Gunicorn's settings. What stands on its command line goes before them.
workers = 2
threads = 4
worker_class = "sil.server.Worker"
accesslog = "-"
logger_class = "sil.access_log.Logger"
control_socket_disable = True
# Long enough to outlive what a proxy in front keeps open.
keepalive = 75
# The proxy in front asks by TLS where these files are there (docs/adr/0182); TLS 1.2 is the least, as Python has it.
certfile = os.environ.get("SIL_TLS_CERTIFICATE") or None
keyfile = os.environ.get("SIL_TLS_KEY") or None
# Who is asked for, and by https or http, is read by sil.web.incoming.proxies.
forwarded_allow_ips = ""

# Requests that are being received at a time, in each process. Idle threads cost next to nothing.
RECEIVING = 200
# Seconds for everything before the body; for the body besides, at this many bytes a second at least.
HEAD_SECONDS, BODY_SECONDS, SLOWEST = 15, 20, 32 * 1024
# Seconds for each piece of an answer to be taken.
SEND_SECONDS = 30
# Larger requests are refused by their length, unread (sil.uploads.limits), so they need no receiving.
MOST_BYTES = 2 * int(os.environ.get("REGISTER_MAX_MB") or 200) * 1024 * 1024
_IN_MEMORY, _PIECE = 512 * 1024, 64 * 1024


def post_worker_init(worker: Any) -> None:
    """Leave what is loaded now out of the search for garbage: looking through all of it takes 0.1 s, in the middle of
    somebody's page (docs/adr/0085)."""
    gc.collect()
    gc.freeze()


def _headers_without_server(
    response: Response, own: Callable[[Response], list[str]] = Response.default_headers
) -> list[str]:
    return [header for header in own(response) if not header.startswith("Server:")]


# What answers, and in which version, is nobody's business; gunicorn has no setting for it.
Response.default_headers = _headers_without_server


class Worker(ThreadWorker):
    """Gunicorn's threaded worker, with threads that receive before those that answer."""

    def init_process(self) -> None:
        self.answering = ThreadPoolExecutor(max_workers=self.cfg.threads)
        # Until when each connection that is being received from has time.
        self.deadlines: dict[TConn, float] = {}
        super().init_process()

    def get_thread_pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=RECEIVING)

    def handle(self, conn: TConn) -> Any:
        self.deadlines[conn] = time.monotonic() + HEAD_SECONDS
        try:
            return super().handle(conn)
        finally:
            self.deadlines.pop(conn, None)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        length = next((int(value) for name, value in req.headers if name == "CONTENT-LENGTH"), None)
        is_refused = (length or 0) > MOST_BYTES
        self.deadlines[conn] = time.monotonic() + BODY_SECONDS + (length or 0) / SLOWEST
        sent = req.body
        with io.BytesIO() if is_refused else received(req, conn, length) as req.body:
            self.deadlines.pop(conn, None)
            conn.sock.settimeout(SEND_SECONDS)
            answer: Future[Any] = self.answering.submit(super().handle_request, req, conn)
            goes_on = answer.result()
        req.body = sent
        # What follows a body that was not read is no request.
        return False if is_refused else goes_on

    def murder_pending(self) -> None:
        """Called about once a second: end the connections whose time is over."""
        super().murder_pending()
        now = time.monotonic()
        for conn, until in list(self.deadlines.items()):
            if until < now:
                self.deadlines.pop(conn, None)
                with suppress(OSError):
                    conn.sock.shutdown(SHUT_RDWR)  # the thread that waits for it reads the end


def received(req: Any, conn: TConn, length: int | None) -> IO[bytes]:
    """Return the whole body of a request, on disk if it is large. Raises NoMoreData if it ends before its end."""
    if req._expected_100_continue:
        conn.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        req._expected_100_continue = False
    body, size = SpooledTemporaryFile(max_size=_IN_MEMORY), 0  # noqa: SIM115 - the caller closes it
    while piece := req.body.read(_PIECE):
        size += len(piece)
        if size > MOST_BYTES:
            raise NoMoreData(b"")
        body.write(piece)
    if length is not None and size < length:
        raise NoMoreData(b"")
    body.seek(0)
    return body
