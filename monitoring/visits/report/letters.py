"""The letter with the report of a visit: its content, its recipients and its readers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from schools.models import Post, School
from schools.queries import assigned_schools, holders, schools_in_post, scope
from sil.accounts.models import User
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words, weekday_in_words
from sil.framework.schema import Framework
from sil.letters import actions as letters
from sil.letters.kinds import Address, Content, Kind
from sil.letters.models import Letter, Recipient, Status, Withdrawal

from ..models import Report, Visit
from ..visit.permissions import casework, signs_as
from . import notifications
from .queries import period

KIND = "visit_report"


@dataclass(frozen=True, kw_only=True)
class Section:
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Followed:
    """The answer to a follow-up question; `about` is the heading of its source."""

    about: str
    text: str
    progress: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Agreed:
    text: str
    owner: str
    due: str


@dataclass(frozen=True, kw_only=True)
class ReportLetter(Content):
    """The report of a visit; days are in words, as they are to be printed."""

    school: str
    urn: int
    kind_name: str
    mode_name: str
    days: str
    lead: str
    met: str
    number: int
    sections: tuple[Section, ...]
    followed: tuple[Followed, ...]
    actions: tuple[Agreed, ...]
    copied_to: tuple[str, ...]
    # Until when the school says whether it is accurate; blank where no period is set.
    until: str
    # Whether the version before was withdrawn, rather than corrected because the school asked.
    after_withdrawal: bool = False


def sign_for(
    report: Report, content: Mapping[str, Any], *, number: int, by: User, on: date, replaces: Letter | None = None
) -> Letter:
    """Sign the letter of a version in the name of whoever issues it. `replaces` is the letter that was withdrawn and
    whose place it takes. The caller holds a transaction, in which the period for an answer has started."""
    visit = report.visit
    framework = visit.framework
    posts = recipients(visit, on)
    running = period(report, "report_answer")
    until = running.due_on if running else None
    printed = content_of(visit, content, number=number, posts=posts, until=until)
    return letters.sign(
        KIND,
        replace(printed, after_withdrawal=replaces is not None),
        about=visit,
        urn=visit.school_id,
        history=scope(visit.school),
        framework=framework,
        version=framework.letters.visit_report.version_on(on),
        by=by,
        signed_as=framework.title(signs_as(by, visit.school, on)),
        to=letters.at_posts((post.user, framework.title(post.role)) for post in posts),
        on=on,
        replaces=replaces,
    )


def content_of(
    visit: Visit, content: Mapping[str, Any], *, number: int, posts: list[Post], until: date | None
) -> ReportLetter:
    """Return the content of the letter. It is addressed to whoever leads the school; others get copies."""
    framework, school = visit.framework, visit.school
    addressee = next((post for post in posts if post.role in LEADS), next(iter(posts), None))
    days = days_in_words(visit)
    return ReportLetter(
        subject=f"Report of the {visit.kind_name.lower()} on {days}"[:200],
        address=_address(framework, school, addressee),
        school=school.name,
        urn=school.urn,
        kind_name=visit.kind_name,
        mode_name=visit.mode_name,
        days=days,
        lead=visit.lead.name,
        met=visit.met,
        number=number,
        sections=tuple(Section(name=s["name"], text=s["text"]) for s in content["sections"]),
        followed=tuple(Followed(**said) for said in content["followed"]),
        actions=tuple(
            Agreed(
                text=action["text"],
                owner=action["owner"],
                due=in_words(date.fromisoformat(action["due_on"])) if action["due_on"] else "",
            )
            for action in content["actions"]
        ),
        copied_to=tuple(f"{post.user.name}, {framework.title(post.role)}" for post in posts if post != addressee),
        until=weekday_in_words(until) if until else "",
    )


def recipients(visit: Visit, on: date) -> list[Post]:
    """Return the posts that the report goes to, in the framework's order; the chair only where the authority has them
    read it, or where nobody leads the school. A person with two posts gets one."""
    visits = visit.framework.visits
    roles = visit.framework.letters.visit_report.to
    if visits is None or not visits.chair_reads:
        roles = tuple(role for role in roles if role != "chair")
    posts = sorted(holders(visit.school, on, roles), key=lambda post: (roles.index(post.role), post.starts_on))
    if not any(post.role in LEADS for post in posts):
        posts = posts or list(holders(visit.school, on, ["chair"]).order_by("starts_on"))
    found: dict[User, Post] = {}
    for post in posts:
        found.setdefault(post.user, post)
    return list(found.values())


def days_in_words(visit: Visit) -> str:
    """Return the dates of a visit in words."""
    first, last = in_words(visit.starts_on), in_words(visit.ends_on)
    return first if first == last else f"{first} to {last}"


def readers(who: UserRoles) -> Q:
    """Return the condition on letters that a person may read: officers and oversight all of theirs; of the school, once
    issued, its head and those they went to who are still in post."""
    if who.may(Permission.VISITS_READ_ALL):
        return Q()
    user, on = who.user, who.on
    visits = Visit.objects.filter(casework(who, visit=""))
    led, present = schools_in_post(user, on, LEADS), schools_in_post(user, on, (*LEADS, "chair"))
    # Without joins: the keys of all letters that somebody may read would be looked for to show one of them.
    addressed = Exists(Recipient.objects.filter(letter=OuterRef("pk"), user=user))
    of_school = Q(urn__in=led) | Q(addressed, urn__in=present)
    # A visit that was moved has left its first letters at the school they went to.
    own = Q(urn__in=assigned_schools(user, on)) | Q(about_id__in=visits.order_by().values("pk"))
    # One that was withdrawn before it was issued never reached the school.
    taken_back = Exists(Withdrawal.objects.filter(letter=OuterRef("pk"), at__lt=OuterRef("issued_at")))
    return own | of_school & Q(~taken_back, status=Status.ISSUED)


def _address(framework: Framework, school: School, addressee: Post | None) -> Address:
    """To a person; where nobody leads the school at present, to the post."""
    title = framework.title(addressee.role if addressee else "headteacher")
    name = addressee.user.name if addressee else title
    lines = [name, title] if addressee else [name]
    return Address(lines=(*lines, school.name, *school.address_lines), salutation=f"Dear {name}")


KINDS = (
    Kind(
        slug=KIND,
        name="Report of a visit",
        content=ReportLetter,
        readers=readers,
        on_issue=notifications.tell_report_issued,
    ),
)
