"""Ask the web process whether it is well, for Docker: `python sil/health/probe.py`; with `beat https://web:8000`,
whether `/health` says that beat is. Ends with 1 where not. Standard library only, so that asking costs little."""

import os
import socket
import ssl
import sys
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

SECONDS = 8
# The name in the certificate of every web process.
NAME = "web"


def main(part: str = "", address: str = "") -> int:
    """Return 0 if the web process at `address` (default: this container's) is well, or says that `part` is; else 1."""
    scheme = "https" if os.environ.get("SIL_TLS_CERTIFICATE") else "http"
    try:
        status, text = _asked(address or f"{scheme}://127.0.0.1:8000", "/health" if part else "/healthz")
    except OSError as error:
        sys.stdout.write(f"the web process does not answer: {type(error).__name__}\n")
        return 1
    sys.stdout.write(f"{status} {text}\n")
    if part:
        return int(part in text.splitlines()[0].removeprefix("down:").replace(",", " ").split())
    return int(status != 200)


def _asked(address: str, path: str) -> tuple[int, str]:
    at = urlsplit(address)
    connection = HTTPConnection(at.hostname or "", at.port, timeout=SECONDS)
    connection.sock = socket.create_connection((at.hostname or "", at.port or 80), timeout=SECONDS)
    if at.scheme == "https":
        trusted = ssl.create_default_context(cafile=os.environ.get("SIL_TRUSTED_CERTIFICATES") or None)
        connection.sock = trusted.wrap_socket(connection.sock, server_hostname=NAME)
    try:
        connection.request("GET", path, headers={"Host": os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]})
        response: HTTPResponse = connection.getresponse()
        return response.status, response.read().decode(errors="replace").strip()
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
