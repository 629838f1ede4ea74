"""How much memory does a worker need for the bundle of ten years: some hundred documents and a long record?"""

import os
import subprocess
import sys
from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.db import transaction

from monitoring.notices.bundle.making import ask
from monitoring.notices.case.actions import flag, unflag
from monitoring.notices.models import Bundle, CaseEvidence
from sil import clock
from sil.uploads.actions import store
from sil.uploads.formats import examine
from tests.conftest import NOW, TODAY, load_liverpool
from tests.factories import cases

DOCUMENTS, TURNS = 300, 750
LIMIT_KB = 200 * 2**10
# A process of its own, so that nothing is counted that a worker would not have.
WORK = """
from pathlib import Path
import django
django.setup()
from monitoring.notices.bundle.making import make_next
assert make_next()
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


def scan(chance: Random) -> bytes:
    """A document of four pages that cannot be made smaller, as a scanner leaves it."""
    made, target = pikepdf.new(), BytesIO()
    for _ in range(4):
        page = made.add_blank_page(page_size=(595, 842))
        page.obj.Scan = pikepdf.Stream(made, chance.randbytes(100_000))
    made.save(target)
    return target.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel says elsewhere how much memory a process had at most")
@pytest.mark.feature("C11")
def test_three_hundred_documents_and_ten_years_fit_into_a_worker(own_database: str) -> None:
    load_liverpool()
    made, chance = cases.scene(), Random(341)
    with transaction.atomic():
        for turn in range(TURNS):
            flag(
                made.case,
                by=made.officer,
                on=TODAY,
                reason=f"{turn} The risk is high for a reason of some length. " * 4,
            )
            unflag(made.case, by=made.officer, on=TODAY, reason=f"{turn} It is so no longer for another reason. " * 4)
        for number in range(DOCUMENTS):
            upload = store(examine(f"scan-{number}.pdf", scan(chance)), by=made.officer, on=TODAY)
            said: dict[str, Any] = {"text": f"Scan {number} of the minutes.", "source": "Minutes"}
            CaseEvidence.objects.create(
                case=made.case,
                bears_on="concern",
                dated=date(2016, 11, 20) + timedelta(days=12 * number),
                document=upload,
                added_by=made.officer,
                added_on=TODAY,
                **said,
            )
        ask(made.case, by=made.officer, on=TODAY)
    environment = os.environ | {"DATABASE_URL": own_database, "DJANGO_SETTINGS_MODULE": "sil.settings"}
    environment[clock.FILE_VARIABLE] = ""
    worker = subprocess.run(
        [sys.executable, "-c", WORK],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert worker.returncode == 0, worker.stderr
    bundle = Bundle.objects.get()
    assert bundle.made_at and bundle.made_at > NOW and bundle.pages > 4 * DOCUMENTS
    assert int(worker.stdout.split()[-1]) < LIMIT_KB
