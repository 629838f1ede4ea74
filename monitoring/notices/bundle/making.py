"""Make evidence bundles in a worker, each once, with its progress.

A lease says who has one in hand; the files are stored in the transaction that says it is made.
"""

import gc
import hashlib
import logging
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.letters import pdf
from sil.outbox.queue import enqueue
from sil.uploads.intact import Altered
from sil.uploads.reading import reader
from sil.workflow import Denied

from ..case.permissions import check_read
from ..models import Bundle, BundleFile, BundlePart, Case
from .collecting import Item, collect
from .front import Leaf, index, record
from .joining import Chapter, add_blank_pages, join, pages_of
from .permissions import Shared, shared
from .taking import Taken, left_out, take_in

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
ATTEMPTS = 3
PART = 2**19


@transaction.atomic
def ask(case: Case, *, by: User, on: date) -> Bundle:
    """Have a bundle of a case made. Raises Denied("not_a_reader", "being_made")."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    check_read(case, by=by, on=on)
    if case.bundles.filter(made_at__isnull=True, failed=False).exists():
        raise Denied("being_made", "A bundle of this case is already being made.")
    bundle = Bundle.objects.create(case=case, asked_by=by, asked_at=clock.now())
    events.record("case.bundle_asked", subject=case, by=by, scope=case.scope, reference=case.reference)
    enqueue("monitoring.notices.tasks.make_bundles")
    return bundle


def make_next() -> bool:
    """Make the bundle that has waited longest. Returns False where none waits."""
    bundle = _claim()
    if bundle is None:
        return False
    try:
        if bundle.attempts > ATTEMPTS:  # the worker died each time and could not say so itself
            raise RuntimeError(f"given up after {ATTEMPTS} attempts")
        _make(bundle)
    except Exception:
        log.exception("Bundle %s broke, attempt %s", bundle.pk, bundle.attempts)
        Bundle.objects.filter(pk=bundle.pk, made_at__isnull=True).update(
            failed=bundle.attempts >= ATTEMPTS, taken_until=None
        )
    return True


def _claim() -> Bundle | None:
    with transaction.atomic():
        now = clock.now()
        free = Q(taken_until__isnull=True) | Q(taken_until__lte=now)
        waiting = Bundle.objects.filter(free, made_at__isnull=True, failed=False).order_by("asked_at", "pk")
        bundle = waiting.select_for_update(skip_locked=True).first()
        if bundle is None:
            return None
        Bundle.objects.filter(pk=bundle.pk).update(taken_until=now + LEASE, attempts=F("attempts") + 1, done=0)
    return Bundle.objects.select_related("case__school", "case__owner", "case__framework_version").get(pk=bundle.pk)


def _make(bundle: Bundle) -> None:
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        told = shared(bundle.case, clock.today())
        made, notes = _write(bundle, told, Path(folder))
        with transaction.atomic():
            held = Bundle.objects.select_for_update().filter(pk=bundle.pk, made_at__isnull=True).first()
            if held is None:
                return
            for ending, path in made.items():
                _store(held, ending, path)
            held.cases.set(told.line)
            Bundle.objects.filter(pk=bundle.pk).update(
                made_at=clock.now(),
                pages=pages_of(made["pdf"]),
                taken_until=None,
                done=F("total"),
                has_school_record=told.has_school_record,
                notes=notes,
            )


def _write(bundle: Bundle, told: Shared, folder: Path) -> tuple[dict[str, Path], list[dict[str, str]]]:
    """The PDF and the ZIP of a bundle, below a folder, and what its PDF does not show of which document."""
    items = collect(told.line)
    Bundle.objects.filter(pk=bundle.pk).update(total=len(items))
    sheets = folder / "sheets"
    sheets.mkdir()
    taken: dict[int, Taken] = {}
    with ZipFile(folder / "bundle.zip", "w", ZIP_DEFLATED) as archive, reader() as here:
        for item in items:
            path = sheets / f"{item.number}{item.ending}"
            try:
                path.write_bytes(item.read())
            except Altered as refused:
                found = left_out(replace(item, sha256=""), refused.sentence)
            else:
                archive.write(path, item.name)
                room = settings.BUNDLE_MOST_PAGES - sum(each.pages for each in taken.values())
                found = take_in(item, path, here, room=room)
            taken[item.number] = replace(found, path=found.path or _sheet(found, sheets))
            # Each document pushes the end of the lease away.
            Bundle.objects.filter(pk=bundle.pk).update(done=F("done") + 1, taken_until=clock.now() + LEASE)
        items = [each.item for each in taken.values()]
        front = _front(bundle, told, items, {number: each.pages for number, each in taken.items()}, folder)
        target = folder / "bundle.pdf"
        behind = [(f"{each.item.number}. {each.item.title}", each.path) for each in taken.values() if each.path]
        chapters = _chapters([*front, *behind])
        join(chapters, target, title=f"Evidence bundle {bundle.case.reference}", note=bundle.case.reference)
        archive.write(target, bundle.name("pdf"))
        archive.writestr("sha256.txt", "".join(_fingerprints(bundle, items, target)))
    notes = [{"document": f"{i.number}. {i.title}", "note": i.note, "name": i.name} for i in items if i.note]
    return {"pdf": target, "zip": folder / "bundle.zip"}, notes


def _front(
    bundle: Bundle, told: Shared, items: list[Item], counts: Mapping[int, int], folder: Path
) -> list[tuple[str, Path]]:
    """Write the first pages; gives each file with the words of its bookmark. The index says where each document
    begins, which its own length moves, so it is made twice at least."""
    behind = [_leaf(bundle, leaf, folder / f"record-{place}.pdf") for place, leaf in enumerate(record(bundle, told))]
    length, after = 1, sum(pages_of(path) for _, path in behind)
    while True:
        starts, page = {}, length + after + 1
        for item in items:
            starts[item.number] = page
            page += counts[item.number]
        leaves = enumerate(index(bundle, items, starts))
        before = [_leaf(bundle, leaf, folder / f"index-{place}.pdf") for place, leaf in leaves]
        found = sum(pages_of(path) for _, path in before)
        if found <= length:
            # Shorter numbers can make a page fewer than was counted on; the printed ones stay true.
            add_blank_pages(before[-1][1], length - found)
            return [*before, *behind]
        length = found


def _leaf(bundle: Bundle, leaf: Leaf, path: Path) -> tuple[str, Path]:
    path.write_bytes(_page("front", {"reference": bundle.case.reference, **leaf.context}))
    return leaf.title, path


def _chapters(files: Iterable[tuple[str, Path]]) -> list[Chapter]:
    """The files in their order, each with the page it begins on."""
    chapters, start = [], 0
    for title, path in files:
        chapters.append(Chapter(title, path, start))
        start += pages_of(path)
    return chapters


def _sheet(taken: Taken, folder: Path) -> Path:
    """The page that stands for a document: its picture, or why it is not shown."""
    path = folder / f"{taken.item.number}-sheet.pdf"
    path.write_bytes(_page("sheet", {"item": taken.item, "picture": taken.picture}))
    return path


def _page(name: str, context: dict[str, Any]) -> bytes:
    made = pdf.make(render_to_string(f"notices/bundle/{name}.html", context), tagged=False, pictures=name == "sheet")
    # The boxes of a laid-out page point at each other, so they would pile up over some dozens of files.
    gc.collect()
    return made


def _fingerprints(bundle: Bundle, items: list[Item], whole: Path) -> Iterator[str]:
    """Lines as `sha256sum --check` reads them, without what is not in the ZIP since it was altered."""
    yield f"{_sha256(whole)}  {bundle.name('pdf')}\n"
    for item in items:
        if item.sha256:
            yield f"{item.sha256}  {item.name}\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _store(bundle: Bundle, ending: str, path: Path) -> None:
    file = BundleFile.objects.create(bundle=bundle, ending=ending, size=path.stat().st_size, sha256=_sha256(path))
    with path.open("rb") as content:
        place = 0
        while part := content.read(PART):
            BundlePart.objects.create(file=file, place=place, content=part)
            place += 1
