"""Permissions of bands of the years before: who brings them in, corrects them and takes them back?"""

from datetime import date

from schools.models import BroughtInFile
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.framework.queries import titles
from sil.workflow import Denied


def check_bring_in(*, by: User | None, on: date) -> None:
    """Raises Denied("not_allowed") unless the person may open rounds. `by=None` is the server's command line."""
    title = titles()["principal_officer"]
    sentence = f"Only a {title} can bring in bands of earlier years, correct them or take them back."
    check_may(by, on, Permission.ROUND_OPEN, sentence=sentence)


def check_own(file: BroughtInFile, *, by: User) -> None:
    """Raises Denied("not_yours") unless the person uploaded the file."""
    if file.made_by_id != by.pk:
        raise Denied("not_yours", "Only the person who uploaded the file can bring it in.")
