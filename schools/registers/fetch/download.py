"""Fetch one file from an address: whole or not at all, within limits of time, size and redirects."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO, cast
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings

from sil.connections.addresses import is_private

# In seconds: until somebody answers, between two pieces, and for the whole file.
CONNECT, SILENT, WHOLE = 10, 60, 900
MOST_REDIRECTS = 5
_PIECE = 1024 * 1024
# Nothing packs the file on its way: how long it is then says whether it came whole.
_HEADERS = {"Accept-Encoding": "identity"}
_PAGES = (b"<!doctype html", b"<html")


class NotFetched(Exception):
    """A file that did not come, with the sentence that an administrator reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@contextmanager
def fetched(address: str) -> Iterator[BinaryIO]:
    """The file at an address, on this machine's disk until the block ends. Raises NotFetched."""
    with TemporaryFile(prefix="register-") as kept:
        file = cast(BinaryIO, kept)
        try:
            with requests.Session() as session, _answer(session, address) as answer:
                _keep(answer, file)
        except requests.Timeout as error:
            raise NotFetched(f"{_host(address)} did not answer in time.") from error
        except requests.RequestException as error:
            raise NotFetched(f"The connection to {_host(address)} failed or broke off.") from error
        yield file


def _answer(session: requests.Session, address: str) -> requests.Response:
    """What an address, or the one that it leads to, answers; who was asked by TLS leads nowhere else."""
    host = _host(address)
    if not is_private(address):
        raise NotFetched("The address does not begin with https://.")
    for _ in range(MOST_REDIRECTS + 1):
        answer = session.get(address, stream=True, timeout=(CONNECT, SILENT), allow_redirects=False, headers=_HEADERS)
        if not answer.is_redirect:
            return answer
        answer.close()
        led = urljoin(address, answer.headers["Location"])
        if not is_private(led) or (_is_safe(address) and not _is_safe(led)):
            raise NotFetched(f"{host} led to an address that does not begin with https://.")
        address = led
    raise NotFetched(f"{host} led from one address to the next more than {MOST_REDIRECTS} times.")


def _is_safe(address: str) -> bool:
    return urlsplit(address).scheme == "https"


def _keep(answer: requests.Response, file: BinaryIO) -> None:
    if answer.status_code != requests.codes.ok:
        raise NotFetched(f"{_host(answer.url)} answered {answer.status_code} and not with a file.")
    ends, left = time.monotonic() + WHOLE, settings.REGISTER_MAX_BYTES
    for piece in answer.iter_content(_PIECE):
        left -= len(piece)
        if left < 0:
            raise NotFetched(f"The file is larger than {settings.REGISTER_MAX_BYTES // 1024**2} MB.")
        if time.monotonic() > ends:
            raise NotFetched(f"The file had not come whole after {WHOLE // 60} minutes.")
        file.write(piece)
    file.seek(0)
    if file.read(200).lstrip().lower().startswith(_PAGES):
        raise NotFetched("The address answered with a web page and not with a file. The file may have moved.")
    file.seek(0)


def _host(address: str) -> str:
    return urlsplit(address).hostname or "The address"
