"""Make bundles in a worker, each once."""

import hashlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string

from monitoring.notices.models import Case
from sil import clock
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.framework.queries import framework_on
from sil.framework.schema import Framework
from sil.letters.made import laid_out, make_one, still_to_make
from sil.workflow import Denied

from ..events import SCOPE
from ..held.queries import found_for, readable
from ..log.permissions import check_keep, check_not_about
from ..models import AnswerArchive, AnswerBundle, AnswerFile
from .contents import Leaf, files, leaves

# More bytes than this do not go by post, and not into one answer of the service.
LARGEST = 200 * 1024 * 1024


def make_next() -> bool:
    """Make the bundle that has waited longest. Return False where none waits."""
    waiting = AnswerBundle.objects.select_related("request__person", "asked_by").order_by("asked_at", "pk")
    return make_one(waiting, _make)


def html_of(bundle: AnswerBundle, bundled: list[Leaf], framework: Framework) -> str:
    """Return the bundle as HTML."""
    context = {
        "asked": bundle.request,
        "leaves": bundled,
        "withheld": [leaf for leaf in bundled if leaf.is_withheld],
        "authority": framework.authority,
        "made": clock.local(clock.now()),
    }
    return render_to_string("information_requests/pdf/answer.html", context)


def _make(bundle: AnswerBundle) -> None:
    """The two files, of what whoever asked may still read."""
    on = clock.today()
    held, framework = still_to_make(bundle), framework_on(on)
    if held is None or framework is None:
        return
    check_keep(by=bundle.asked_by, on=on)
    check_not_about(bundle.request.person, by=bundle.asked_by)
    who = roles_of(bundle.asked_by, on)
    items = list(readable(bundle.request, who).order_by("day", "pk"))
    bundled = leaves(items)
    name = f"information-request-{bundle.request_id}-{bundle.pk}"
    made = AnswerFile.objects.create(bundle=held, name=f"{name}.pdf", **laid_out(html_of(bundle, bundled, framework)))
    _archive(held, name, bytes(made.content), bundled)
    held.cases.set(Case.objects.filter(pk__in={each.case_id for each in items if each.case_id}))
    held.hidden, held.taken_until = found_for(bundle.request, who).hidden, None
    held.save(update_fields=["hidden", "taken_until"])
    said = {"number": bundle.request_id, "pages": made.pages, "sha256": made.sha256}
    events.record("information_request.bundled", subject=bundle.request, by=None, scope=SCOPE, **said)


def _archive(bundle: AnswerBundle, name: str, pdf: bytes, bundled: list[Leaf]) -> None:
    target, number, total = BytesIO(), 0, len(pdf)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.pdf", pdf)
        for called, content in files(bundled):
            total += len(content)
            if total > LARGEST:
                raise Denied("too_large", "The files are too large for one bundle.")
            archive.writestr(called, content)
            number += 1
    content = target.getvalue()
    AnswerArchive.objects.create(
        bundle=bundle,
        files=number,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        name=f"{name}.zip",
        content=content,
    )
