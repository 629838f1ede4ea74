"""The letter with the summary of a term: its content, its recipients and its readers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from monitoring.visits.visit.permissions import signs_as
from schools.queries import holders, own_schools, schools_in_post, scope
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.letters import actions as letters
from sil.letters.kinds import Address, Content, Kind
from sil.letters.models import Letter, Status

from ..models import Summary
from ..transitions import LETTER
from .notifications import tell_summary_sent


@dataclass(frozen=True, kw_only=True)
class SummaryLetter(Content):
    school: str
    urn: int
    term: str
    text: str
    missing: tuple[str, ...]


def sign_for(summary: Summary, *, by: User, on: date) -> Letter:
    """Sign the letter in the name of whoever approves it. The caller holds a transaction."""
    framework = framework_on(summary.term.starts_on)
    assert framework is not None, "a term with visits has a framework"
    rule = framework.letters.visit_summary
    posts = list(holders(summary.school, on, rule.to).order_by("pk"))
    lead = next((post for post in posts if post.role in LEADS), None)
    school = summary.school
    name = lead.user.name if lead else framework.title("headteacher")
    lines = [name, framework.title(lead.role)] if lead else [name]
    term = summary.term.words
    return letters.sign(
        LETTER,
        SummaryLetter(
            subject=f"Support in the {term}: {school.name}",
            address=Address(lines=(*lines, school.name, *school.address_lines), salutation=f"Dear {name}"),
            school=school.name,
            urn=school.pk,
            term=term,
            text=summary.text.strip(),
            missing=tuple(summary.missing),
        ),
        about=summary,
        urn=school.pk,
        history=scope(school),
        framework=framework,
        version=rule.version_on(on),
        by=by,
        signed_as=framework.title(signs_as(by, school, on)),
        to=letters.at_posts((post.user, framework.title(post.role)) for post in posts),
        on=on,
    )


def readers(who: UserRoles) -> Q:
    """Return the condition on letters that a person may read: the school's head and governors once issued, officers and
    oversight at any time."""
    if who.may(Permission.VISITS_READ_ALL):
        return Q()
    theirs = Q(urn__in=schools_in_post(who.user, who.on, (*LEADS, *GOVERNANCE)))
    own = Q(urn__in=own_schools(who.user, who.on)) if who.may(Permission.VISIT_RECORD) else Q(pk__in=[])
    return (theirs & Q(status=Status.ISSUED)) | own


KIND = Kind(slug=LETTER, name="Summary of a term", content=SummaryLetter, readers=readers, on_issue=tell_summary_sent)
