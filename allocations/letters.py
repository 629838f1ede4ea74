"""What does the letter about an agreed allocation say, to whom does it go, and who may read it?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from schools.models import Post, School
from schools.queries import assigned, holders, in_post, scope, scopes
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.standing import Standing
from sil.clock import in_words
from sil.framework.schema import Framework, plain
from sil.framework.years import label
from sil.letters import actions as letters
from sil.letters.kinds import Address, Content, Kind
from sil.letters.models import Letter, Status

from . import notifications
from .models import Agreement, Allocation
from .support import support_of

AGREED = "allocation_agreed"


@dataclass(frozen=True, kw_only=True)
class DaysLine:
    text: str
    days: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AllocationAgreed(Content):
    """Everything the letter says; days and dates are in words, as they are to be printed."""

    school: str
    urn: int
    allocation_name: str
    year: str
    band: str
    headline_days: str
    lines: tuple[DaysLine, ...]
    open_days: str
    extra: tuple[DaysLine, ...]
    total_days: str
    offers: tuple[str, ...]
    reasons: str
    agreed_by: str
    agreed_as: str
    agreed_on: str
    copied_to: tuple[str, ...]
    principle: str


def sign_agreed(allocation: Allocation, agreement: Agreement, *, on: date) -> Letter:
    """Sign the letter in the name of whoever proposed, to the posts that the framework names."""
    framework = allocation.framework
    rule = framework.letters.allocation_agreed
    posts = _recipients(allocation.school, rule.to, on)
    content = agreed_content(allocation, agreement, posts)
    return letters.sign(
        AGREED,
        content,
        about=allocation,
        scope=scope(allocation.school),
        framework=framework,
        version=rule.version_on(on),
        by=agreement.proposal.proposed_by,
        signed_as=framework.title("sip"),
        to=[(post.user, framework.title(post.role)) for post in posts],
        on=on,
    )


def agreed_content(allocation: Allocation, agreement: Agreement, posts: list[Post]) -> AllocationAgreed:
    """The content of the letter. It is addressed to whoever leads the school; others get copies."""
    framework, proposal = allocation.framework, agreement.proposal
    support = support_of(framework, proposal.band, proposal.extra_days)
    year = label(allocation.round.academic_year)
    return AllocationAgreed(
        subject=f"{framework.allocation.name} {year}: {support.band.name}",
        address=_address(allocation.school, agreement),
        school=allocation.school.name,
        urn=allocation.school.urn,
        allocation_name=framework.allocation.name,
        year=year,
        band=support.band.name,
        headline_days=plain(support.band.headline_days),
        lines=tuple(
            DaysLine(
                text=line.text,
                days=plain(line.days),
                note="" if line.printed else "from the criteria; not in the printed list of days",
            )
            for line in support.lines
        ),
        open_days=plain(support.open_days) if support.open_days else "",
        extra=tuple(DaysLine(text=extra.text, days=plain(extra.days)) for extra in support.extra),
        total_days=plain(support.total),
        offers=support.offers,
        reasons=proposal.reasons,
        agreed_by=agreement.agreed_by.name,
        agreed_as=agreement.agreed_as,
        agreed_on=in_words(agreement.agreed_on),
        copied_to=_copies(framework, posts, agreement.agreed_by),
        principle=framework.allocation.principle,
    )


def readers(standing: Standing) -> Q:
    """Officers of the school and oversight read the letter; the school once it is issued."""
    if standing.may(Permission.ALLOCATIONS_READ_ALL):
        return Q()
    who, on = standing.user, standing.on
    officers = School.objects.filter(assigned(who, on, school="pk"))
    school_side = School.objects.filter(in_post(who, on, (*LEADS, *GOVERNANCE), school="pk"))
    return Q(scope__in=scopes(officers)) | Q(scope__in=scopes(school_side), status=Status.ISSUED)


def _recipients(school: School, roles: tuple[str, ...], on: date) -> list[Post]:
    """The posts a letter goes to, in the framework's order; a person with two posts gets one."""
    posts = sorted(holders(school, on, roles), key=lambda post: (roles.index(post.role), post.starts_on))
    found: dict[User, Post] = {}
    for post in posts:
        found.setdefault(post.user, post)
    return list(found.values())


def _address(school: School, agreement: Agreement) -> Address:
    name = agreement.agreed_by.name
    return Address(
        lines=(name, agreement.agreed_as, school.name, *school.address_lines),
        salutation=f"Dear {name}",
    )


def _copies(framework: Framework, posts: list[Post], addressee: User) -> tuple[str, ...]:
    return tuple(f"{post.user.name}, {framework.title(post.role)}" for post in posts if post.user_id != addressee.pk)


KIND = Kind(
    slug=AGREED,
    name="Confirmation of an agreed allocation",
    content=AllocationAgreed,
    readers=readers,
    on_issue=notifications.tell_letter_issued,
)
