"""Fetch the newest files of the registers from their publishers' addresses, and have a worker check them."""

import logging
import os
from datetime import date
from pathlib import PurePosixPath
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from sil import clock
from sil.framework.queries import current
from sil.workflow import Denied

from ...models import RegisterFetch, RegisterFile, RegisterRun
from ..catalogue import owners
from ..file import actions as files
from ..file.actions import Sent
from ..table.archive import FileRefused
from ..table.reading import table_in
from .download import NotFetched, fetched

log = logging.getLogger(__name__)
NO_FRAMEWORK = "No framework is loaded yet, so the service does not know whose schools to read."
NOT_KNOWN = "The columns of the file fit none of the registers."
SEVERAL = "The columns of the file fit more than one register. Download it and read it in by hand."
PATTERN = "The address has a mistake in curly brackets. Write the day like {day:%Y%m%d}."


def fetch_all(*, on: date) -> int:
    """Fetch what each address of the settings has on a day, once; an address that failed is tried again when this is
    called again. Returns how many files came that were not here."""
    RegisterFetch.objects.exclude(address__in=settings.REGISTER_ADDRESSES).delete()
    done = set(RegisterFetch.objects.filter(fetched_on=on).values_list("address", flat=True))
    return sum(fetch(address, on=on) for address in settings.REGISTER_ADDRESSES if address not in done)


def fetch(address: str, *, on: date) -> bool:
    """Fetch the file of an address, note how that went, and say whether it was a new one. `{day:%Y%m%d}` in the
    address stands for the day."""
    refusal, file, register = "", None, ""
    try:
        with fetched(address_on(address, on)) as content:
            register, file = _take(content, _name(address_on(address, on)))
    except (NotFetched, FileRefused, Denied) as refused:
        refusal = refused.sentence[:1].upper() + refused.sentence[1:]
        log.warning("A file of a register was not fetched from %s: %s", urlsplit(address).hostname, refusal)
    said = {"tried_at": clock.now(), "refusal": refusal}
    if not refusal:
        said |= {"fetched_on": on, "register": register}
    RegisterFetch.objects.update_or_create(address=address, defaults=said)
    return file is not None


def address_on(address: str, on: date) -> str:
    """The address of a day. Raises NotFetched."""
    try:
        return address.format(day=on)
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        raise NotFetched(PATTERN) from error


def _name(address: str) -> str:
    """The name of the file that an address ends in."""
    parts = urlsplit(address)
    return PurePosixPath(parts.path).name or parts.hostname or ""


def _take(content: BinaryIO, name: str) -> tuple[str, RegisterFile | None]:
    """The register of a file that came, and the file that was stored; None where it was here before."""
    framework = current()
    if framework is None:
        raise NotFetched(NO_FRAMEWORK)
    size = content.seek(0, os.SEEK_END)
    with table_in(content) as table:
        about, fitting = table.about, owners(table.header)
    if len(fitting) != 1:
        raise NotFetched(SEVERAL if fitting else NOT_KNOWN)
    (register,) = fitting
    same = Q(register=register.slug, sha256=about.sha256)
    if RegisterFile.objects.filter(same).exists() or RegisterRun.objects.filter(same).exists():
        return register.slug, None
    sent = Sent(register, content, about, name, size)
    with transaction.atomic():
        # Nobody needs yesterday's any more.
        for older in RegisterFile.objects.filter(
            register=register.slug, sent_in_by=None, status=RegisterFile.Status.CHECKED
        ):
            files.set_aside(older, by=None)
        file, is_new = files.send_in(sent, by=None, authority=framework.authority.code)
    return register.slug, file if is_new else None
