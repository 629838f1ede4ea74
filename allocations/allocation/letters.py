"""The letter of each end of an allocation: its content, its recipients and its readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from schools.models import Post, School
from schools.queries import assigned_schools, holders, schools_in_post, scope
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words, weekday_in_words
from sil.deadlines.models import Deadline
from sil.framework.schema import Framework, LetterRule, Line, plain
from sil.framework.years import label
from sil.letters import actions as letters
from sil.letters.kinds import Address, Content, Kind
from sil.letters.models import Letter, Status

from ..models import Allocation, Position, Settlement
from ..states import Party
from .issuing import tell_letter_issued
from .queries import last_position
from .support import support_of


@dataclass(frozen=True, kw_only=True)
class DaysLine:
    text: str
    days: str


@dataclass(frozen=True, kw_only=True)
class AllocationLetter(Content):
    """The content of every letter about a band, with days and dates in words. The template of each kind uses what
    applies to it; the rest is blank."""

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
    copied_to: tuple[str, ...]
    principle: str
    # Who works with the school, and how the authority calls those who decide.
    partner: str
    first_decider: str
    last_decider: str
    # The bands that were named: by the proposal, by the school, by the first decision.
    proposed: str
    wanted: str
    decided: str
    # Whose band it is, and since when it was put to the school.
    taken_as: str
    taken_on: str
    is_first_decision: bool
    # How it came to hold.
    made_by: str
    made_as: str
    made_on: str
    made_because: str
    met_on: str
    met_with: str
    # Until when the school may answer or object.
    until: str
    # The day the proposal was written, where that was after the meeting; else blank.
    written_after: str = ""


def sign_for(
    kind: str,
    allocation: Allocation,
    *,
    position: Position,
    settlement: Settlement | None,
    deadline: Deadline | None,
    on: date,
) -> Letter:
    """Sign a letter in the name of whoever answers for the band, to the posts that the framework names. The caller
    holds a transaction."""
    framework = allocation.framework
    rule = rule_of(framework, kind)
    posts = _recipients(allocation.school, rule.to, on)
    signatory, signed_as = signatory_of(framework, position, settlement)
    return letters.sign(
        kind,
        content_of(allocation, position, settlement, deadline, posts),
        about=allocation,
        urn=allocation.school_id,
        history=scope(allocation.school),
        framework=framework,
        version=rule.version_on(on),
        by=signatory,
        signed_as=signed_as,
        to=letters.at_posts((post.user, framework.title(post.role)) for post in posts),
        on=on,
    )


def preview(kind: str, allocation: Allocation, position: Position, deadline: Deadline | None, on: date) -> str:
    """Return the HTML of a letter as it would be signed now. Nothing is stored."""
    framework = allocation.framework
    rule = rule_of(framework, kind)
    return letters.render(
        kind,
        rule.version_on(on),
        content_of(allocation, position, None, deadline, _recipients(allocation.school, rule.to, on)),
        framework=framework,
        reference="added when the letter is signed",
        dated=on,
        signatory=(position.taken_by.name, position.taken_as),
    )


def content_of(
    allocation: Allocation,
    position: Position,
    settlement: Settlement | None,
    deadline: Deadline | None,
    posts: list[Post],
) -> AllocationLetter:
    """Return the content of a letter. It is addressed to whoever leads the school; others get copies."""
    framework, school = allocation.framework, allocation.school
    support = support_of(framework, position.band, position.extra_days)
    addressee = _addressee(posts, settlement)
    year = label(allocation.round.academic_year)
    return AllocationLetter(
        subject=f"{framework.allocation.name} {year}: {support.band.name}",
        address=_address(framework, school, addressee),
        school=school.name,
        urn=school.urn,
        allocation_name=framework.allocation.name,
        year=year,
        band=support.band.name,
        headline_days=support.band.days_number,
        lines=_days(support.lines),
        open_days=plain(support.open_days) if support.open_days else "",
        extra=tuple(DaysLine(text=extra.text, days=plain(extra.days)) for extra in support.extra),
        total_days=f"up to {plain(support.total)}" if support.band.up_to else plain(support.total),
        offers=support.offers,
        reasons=position.reasons,
        copied_to=tuple(f"{post.user.name}, {framework.title(post.role)}" for post in posts if post != addressee),
        principle=framework.allocation.principle,
        partner=framework.title("sip"),
        first_decider=framework.title("principal_officer"),
        last_decider=framework.title("director_of_education"),
        proposed=_band_of(allocation, Party.SIP),
        wanted=_band_of(allocation, Party.SCHOOL),
        decided=_band_of(allocation, Party.OFFICER),
        taken_as=position.taken_as,
        taken_on=in_words(position.taken_on),
        is_first_decision=position.party == Party.OFFICER,
        made_by=settlement.made_by.name if settlement else "",
        made_as=settlement.made_as if settlement else "",
        made_on=in_words(settlement.made_on) if settlement else "",
        made_because=settlement.reason if settlement and not settlement.is_agreed else "",
        met_on=in_words(settlement.met_on) if settlement and settlement.met_on else "",
        met_with=settlement.met_with if settlement else "",
        until=weekday_in_words(deadline.due_on) if deadline else "",
        written_after=in_words(position.taken_on) if settlement and settlement.met_before_proposal else "",
    )


def signatory_of(framework: Framework, position: Position, settlement: Settlement | None) -> tuple[User, str]:
    """Return who signs the letter and as what: the officer who confirmed the band, else whoever took the position."""
    if settlement and settlement.is_confirmed:
        return settlement.made_by, settlement.made_as
    return position.taken_by, position.taken_as or framework.title(position.party)


def rule_of(framework: Framework, kind: str) -> LetterRule:
    """Return the framework's rule for a kind of letter."""
    rule: LetterRule = getattr(framework.letters, kind)
    return rule


def readers(who: UserRoles) -> Q:
    """Return the condition on letters that a person may read: officers at any time, the school once they are issued."""
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return Q()
    user, on = who.user, who.on
    school_side = schools_in_post(user, on, (*LEADS, *GOVERNANCE))
    return Q(urn__in=assigned_schools(user, on)) | Q(urn__in=school_side, status=Status.ISSUED)


def _recipients(school: School, roles: tuple[str, ...], on: date) -> list[Post]:
    """The posts a letter goes to, in the framework's order; a person with two posts gets one."""
    posts = sorted(holders(school, on, roles), key=lambda post: (roles.index(post.role), post.starts_on))
    found: dict[User, Post] = {}
    for post in posts:
        found.setdefault(post.user, post)
    return list(found.values())


def _addressee(posts: list[Post], settlement: Settlement | None) -> Post | None:
    """Whoever answered for the school, otherwise the first who leads it."""
    leads = [post for post in posts if post.role in LEADS]
    answered = (post for post in leads if settlement and settlement.made_by_id == post.user_id)
    return next(answered, next(iter(leads), None))


def _address(framework: Framework, school: School, addressee: Post | None) -> Address:
    """To a person; where nobody leads the school at present, to the post."""
    title = framework.title(addressee.role if addressee else "headteacher")
    name = addressee.user.name if addressee else title
    lines = [name, title] if addressee else [name]
    return Address(lines=(*lines, school.name, *school.address_lines), salutation=f"Dear {name}")


def _days(lines: Sequence[Line]) -> tuple[DaysLine, ...]:
    return tuple(
        DaysLine(
            text=line.text,
            days=plain(line.days),
        )
        for line in lines
    )


def _band_of(allocation: Allocation, party: Party) -> str:
    position = last_position(allocation, party)
    return allocation.framework.band(position.band).name if position else ""


_NAMES = {
    "allocation_agreed": "Confirmation of an agreed allocation",
    "allocation_recorded": "Confirmation of an allocation agreed in a meeting",
    "allocation_decided": "Decision on a disagreement",
    "allocation_determined": "Determination of a referred allocation",
    "allocation_confirmed": "Confirmation of an allocation without an answer",
}

KINDS = tuple(
    Kind(slug=slug, name=name, content=AllocationLetter, readers=readers, on_issue=tell_letter_issued)
    for slug, name in _NAMES.items()
)
