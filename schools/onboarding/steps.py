"""What one line of a spreadsheet of people does: each step is done by the action that its page would call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sil.accounts import actions as accounts
from sil.accounts.models import RoleGrant, User
from sil.accounts.roles import TWO_PEOPLE_ROLES
from sil.clock import in_words
from sil.workflow import Denied

from ..models import Assignment, AssignmentRole, Post, School
from ..people import actions as people
from ..people.permissions import check_assists_nobody
from .queries import Here
from .reading import POSTS, Row

# Kind of step -> its name for one and for several.
KINDS = {
    "account": ("new account", "new accounts"),
    "details": ("change of name or telephone", "changes of names or telephones"),
    "role": ("role", "roles"),
    "post": ("post", "posts"),
    "ended": ("post that ends", "posts that end"),
    "officer": ("assignment", "assignments"),
}


@dataclass
class Doing:
    """What is done for a file: who does it, when, what there is, from which day each officer is needed in a role, and
    what was done so far for the line in hand."""

    by: User | None
    on: date
    here: Here
    titles: Mapping[str, str]
    needed_from: Mapping[tuple[str, str], date]
    steps: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def do_line(doing: Doing, row: Row) -> None:
    """Do what a line says, and add to `steps` what was done, in words, and to `notes` what its reader should know. What
    is so already is left alone. Raises Denied with the sentence for the line."""
    school = _school(doing, row)
    _check_role(doing, row)
    user = _account(doing, row)
    if row.role in POSTS:
        assert school, "a line of a post without a school is refused as it is read"
        _post(doing, row, user, school)
        return
    _role(doing, row, user)
    if school:
        _officer(doing, row, user, school)


def forget(doing: Doing, row: Row) -> None:
    """Forget of what was done for a line whatever the database has taken back."""
    kinds = {kind for kind, _ in doing.steps}
    if "account" in kinds:
        del doing.here.users[row.email]
    if "role" in kinds:
        doing.here.grants[row.email, row.role].pop()


def _school(doing: Doing, row: Row) -> School | None:
    if row.urn is None:
        return None
    school = doing.here.schools.get(row.urn)
    if school is None:
        raise Denied("unknown_school", f"There is no school with URN {row.urn} here. Check the number.")
    if not school.is_open and not row.ends_on:
        raise Denied("closed_school", f"{school.name} is closed. Use the URN of the school that took its place.")
    if row.school and _plain(row.school) not in _plain(school.name):
        doing.notes.append(f"The school with URN {school.pk} is {school.name}; the line says {row.school}.")
    return school


def _check_role(doing: Doing, row: Row) -> None:
    """Whoever decides or signs for the authority, or gives access, is given that by two people: never by a file."""
    if row.role not in TWO_PEOPLE_ROLES:
        return
    first = row.starts_on or doing.on
    held = [each for each in doing.here.grants[row.email, row.role] if each.ends_on is None or each.ends_on >= doing.on]
    if not any(each.starts_on <= max(first, doing.on) for each in held):
        raise Denied(
            "two_people",
            f"{row.email} does not hold the role {doing.titles[row.role]}. Two people give this role, so a file "
            "cannot. Give it on the person’s page, have it confirmed, and upload the file again; or take the line out.",
        )


def _account(doing: Doing, row: Row) -> User:
    user = doing.here.users.get(row.email)
    if user is None:
        if not row.name:
            raise Denied("no_name", "“Name”: enter the full name, since nobody here has this email address yet.")
        user = accounts.add(by=doing.by, on=doing.on, email=row.email, name=row.name, is_invited=False)
        doing.here.users[row.email] = user
        doing.steps.append(("account", f"Add an account for {user.name}"))
        if row.telephone:
            accounts.edit(user, by=doing.by, on=doing.on, email=user.email, name=user.name, telephone=row.telephone)
        return user
    if not user.is_active:
        raise Denied("closed", f"The account of {user.name} is closed. Reopen it first, or take the line out.")
    name, telephone = row.name or user.name, row.telephone or user.telephone
    if (name, telephone) != (user.name, user.telephone):
        accounts.edit(user, by=doing.by, on=doing.on, email=user.email, name=name, telephone=telephone)
        if name != user.name:
            doing.steps.append(("details", f"Change the name from {user.name} to {name}"))
        if telephone != user.telephone:
            doing.steps.append(("details", f"Change the telephone from {user.telephone or 'none'} to {telephone}"))
        user.name, user.telephone = name, telephone
    return user


def _post(doing: Doing, row: Row, user: User, school: School) -> None:
    title = f"{doing.titles[row.role]} of {school.name}"
    there = [post for post in doing.here.posts[row.email, row.role, school.pk] if _was_held(post)]
    still = next((post for post in there if post.ends_on is None), None)
    if still:
        _check_same_day(still.starts_on, row, f"{user.name} is {title}")
        if row.first_headship and not still.first_headship:
            raise Denied(
                "first_headship", f"“First headship”: {user.name} holds this post already without it. Leave it empty."
            )
        if row.ends_on:
            people.end_post(still, by=doing.by, on=doing.on, ends_on=row.ends_on)
            doing.steps.append(("ended", f"End the post {title} on {in_words(row.ends_on)}"))
        return
    if any((post.starts_on, post.ends_on) == (row.starts_on, row.ends_on) for post in there):
        return
    first = _first_day(row)
    if over := next((post for post in there if post.ends_on and post.ends_on >= first), None):
        assert over.ends_on
        raise Denied(
            "held",
            f"{user.name} was {title} from {in_words(over.starts_on)} to {in_words(over.ends_on)}. "
            "Enter a later first day, or put the post right on the page of the school.",
        )
    post = people.give_post(
        school=school, user=user, role=row.role, starts_on=first, first_headship=row.first_headship,
        by=doing.by, on=doing.on,
    )  # fmt: skip
    said = f"Give the post {title} from {in_words(first)}"
    if row.ends_on:
        people.end_post(post, by=doing.by, on=doing.on, ends_on=row.ends_on)
        said += f" to {in_words(row.ends_on)}"
    doing.steps.append(("post", f"{said}, as their first headship" if row.first_headship else said))
    others = [each.user.name for each in doing.here.in_office[row.role, school.pk] if each.user_id != user.pk]
    if others and not row.ends_on:
        names = ", ".join(others)
        doing.notes.append(
            f"{names} holds this post now, too. Enter their last day in a line of their own, unless they share it."
        )


def _role(doing: Doing, row: Row, user: User) -> None:
    """Give a role of the authority that one person may give, from the day on which any line of the file needs it."""
    held = doing.here.grants[row.email, row.role]
    first = row.starts_on or doing.on
    if row.role in TWO_PEOPLE_ROLES or any(_holds(each, first) for each in held):
        return
    check_assists_nobody(user)
    first = min(_first_day(row), doing.needed_from.get((row.email, row.role), first))
    title = doing.titles[row.role]
    grant = accounts.give_role(user, by=doing.by, on=doing.on, role=row.role, starts_on=first, title=title)
    held.append(grant)
    doing.steps.append(("role", f"Give the role {title} from {in_words(first)}"))


def _officer(doing: Doing, row: Row, user: User, school: School) -> None:
    role, title = AssignmentRole(row.role), doing.titles[row.role]
    there = doing.here.officers[row.role, school.pk]
    own = next((each for each in there if each.user_id == user.pk), None)
    if own:
        _check_same_day(own.starts_on, row, f"{user.name} is the {title} of {school.name}")
        return
    first = _first_day(row)
    people.assign([school], user=user, role=role, starts_on=first, by=doing.by, on=doing.on)
    said = f"Make them the {title} of {school.name} from {in_words(first)}"
    before = [
        each.user.name for each in there if each.starts_on < first and (not each.ends_on or each.ends_on >= first)
    ]
    if before:
        said += f". {before[0]} finishes on {in_words(first - timedelta(days=1))}"
    doing.steps.append(("officer", said))


def _check_same_day(since: date, row: Row, what: str) -> None:
    if row.starts_on and row.starts_on != since:
        raise Denied(
            "another_day",
            f"{what} since {in_words(since)}; the line says {in_words(row.starts_on)}. Put the day right on the page "
            "of the school, or in the file.",
        )


def _first_day(row: Row) -> date:
    if row.starts_on is None:
        raise Denied("no_day", "“From”: enter the first day, like 1 September 2026.")
    return row.starts_on


def _holds(row: RoleGrant | Assignment, on: date) -> bool:
    return row.starts_on <= on and (row.ends_on is None or row.ends_on >= on)


def _was_held(post: Post) -> bool:
    return post.ends_on is None or post.ends_on >= post.starts_on


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
