"""Check a framework file and store it as a version."""

import hashlib

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.audit import events

from .loader import parse
from .models import FrameworkFile, FrameworkVersion
from .schema import Framework
from .years import label


def check_file(text: str, *, file_name: str) -> Framework:
    """The framework in a file's text. Raises FrameworkError naming file, line and key."""
    return parse(text, name=file_name)[0]


def digest(text: str) -> str:
    """By what a version knows the text of its file."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def load(text: str, *, file_name: str, by: User | None) -> tuple[FrameworkVersion, bool]:
    """Keep a file as a version; the same text again is the same version (second value False).

    `by` is None for the command. Raises FrameworkError naming file, line and key, and Denied("not_allowed").
    """
    check_may(by, clock.today(), Permission.SETTINGS_MANAGE, sentence="Only an administrator can load a framework.")
    framework, content = parse(text, name=file_name)
    sha256 = digest(text)
    version, created = FrameworkVersion.objects.get_or_create(
        sha256=sha256,
        defaults={
            "name": framework.framework.name,
            "authority_code": framework.authority.code,
            "first_academic_year": framework.framework.first_academic_year,
            "file_name": file_name,
            "loaded_at": clock.now(),
        },
    )
    if created:
        FrameworkFile.objects.create(version=version, content=content, source=text)
        events.record(
            "framework.loaded",
            subject=version,
            by=by,
            name=version.name,
            file=file_name,
            first_year=label(version.first_academic_year),
        )
    return version, created
