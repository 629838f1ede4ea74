"""The conversation about a record, in short, at the foot of the record's page."""

from typing import Any

from sil.accounts.user_roles import UserRoles

from .permissions import may_read, voice_of
from .queries import last_entries
from .things import Subject


def section_of(subject: Subject, who: UserRoles) -> dict[str, Any]:
    """Return the context of templates/conversations/_section.html: nothing for whoever may not read it. One query
    besides those of who works with the school."""
    if not may_read(who, subject.school, subject.officers):
        return {}
    entries = last_entries(subject)
    writes = voice_of(who.user, subject.school, who.on, subject.officers) is not None
    return {
        "conversation": {
            "url": subject.url,
            "entries": entries,
            "count": entries[0].count if entries else 0,
            "writes": writes,
        }
    }
