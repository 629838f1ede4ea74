"""A stand-in for GOV.UK Notify's API as a process of this test: it checks the key, the template and the address, and
keeps what it was sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = "11111111-2222-4333-8444-555555555555", "99999999-8888-4777-8666-555555555555"
KEY = f"support-{SERVICE}-{SECRET}"
TEMPLATE, FILE_TEMPLATE = "template-of-an-email", "template-with-a-file"


class Api(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[dict[str, Any]] = []
        # What the next requests are answered instead, each once: a status and a sentence.
        self.refuses: list[tuple[int, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Api

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self._is_refused():
            return
        if "@" not in said["email_address"] or said["email_address"].endswith("@"):
            self._answer(
                400, {"errors": [{"error": "ValidationError", "message": "email_address Not a valid email address"}]}
            )
            return
        wanted = {"subject", "body", "file"} if said["template_id"] == FILE_TEMPLATE else {"subject", "body"}
        if said["template_id"] not in (TEMPLATE, FILE_TEMPLATE) or set(said["personalisation"]) != wanted:
            self._answer(400, {"errors": [{"error": "BadRequestError", "message": "Template not found"}]})
            return
        self.server.received.append(said)
        self._answer(201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "reference": said["reference"]})

    def do_GET(self) -> None:
        if self._is_refused():
            return
        (reference,) = parse_qs(urlsplit(self.path).query)["reference"]
        self._answer(200, {"notifications": [each for each in self.server.received if each["reference"] == reference]})

    def _is_refused(self) -> bool:
        if self.server.refuses:
            status, words = self.server.refuses.pop(0)
            self._answer(status, {"errors": [{"error": "Error", "message": words}]})
            return True
        token = self.headers["Authorization"].removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
        except jwt.InvalidTokenError:
            claims = {}
        if claims.get("iss") != SERVICE or "iat" not in claims:
            self._answer(403, {"errors": [{"error": "AuthError", "message": "Invalid token: API key not found"}]})
            return True
        return False

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[Api]:
    with Api() as api:
        threading.Thread(target=api.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield api
        api.shutdown()
