"""What an authority needs before its first round, and how much of it is there. Nothing is ticked off by hand: each step
reads what is on record, so that one which comes undone says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from allocations.models import Round
from monitoring.visits.terms.queries import terms_of
from schools.lacking import open_without_lead, open_without_officer
from schools.models import AssignmentRole, School
from schools.registers.file.queries import RegisterStatus, register_statuses
from sil.accounts.models import RoleGrant, User, in_force
from sil.accounts.roles import ROLES
from sil.accounts.user_roles import UserRoles
from sil.clock import in_london, in_words
from sil.deadlines.models import BankHoliday
from sil.framework.queries import framework_on
from sil.framework.schema import Framework
from sil.framework.years import academic_year, label
from sil.outbox.models import Message, Status
from sil.second_factor.queries import STEPS as SECOND_STEPS

from .notifications import TestEmail

# The roles that a round needs, each held by at least so many: a signing role is given by two administrators, and who
# proposes a band does not decide on it.
NEEDED = {"administrator": 2, "sip": 1, "principal_officer": 1, "director_of_education": 1}
# The registers that a round needs. Their files are published every month at least.
REGISTERS = {"gias": "schools", "ofsted": "inspections"}
OLD = timedelta(days=40)


@dataclass(frozen=True)
class Step:
    """What is to be set up: what there is, in sentences, and where to go on."""

    slug: str
    name: str
    is_done: bool
    says: str
    act: str = ""
    href: str = ""


def is_begun() -> bool:
    """Return whether a round was ever opened: until then the first page of an administrator leads through the steps."""
    return Round.objects.exists()


def steps(who: UserRoles) -> list[Step]:
    """Return the steps in the order in which they are taken. Its queries are the same for any number of schools."""
    framework = framework_on(who.on)
    return [
        _framework(who, framework),
        *_registers(who),
        _terms(who),
        _bank_holidays(who),
        _test_email(who),
        _officers(who, framework),
        _heads(who),
        _partners(who, framework),
        _first_sign_ins(),
        _second_steps(),
        _round(who, framework),
    ]


def _framework(who: UserRoles, framework: Framework | None) -> Step:
    if framework is None:
        says = "No framework is loaded. Bands, criteria, letters and time limits come from it."
        return Step("framework", "Framework", False, says, "Load a framework file", reverse("framework_load"))
    says = f"The framework of {framework.authority.name} is in force."
    return Step("framework", "Framework", True, says, "See the framework", reverse("framework"))


def _registers(who: UserRoles) -> Iterator[Step]:
    found = {each.register.slug: each for each in register_statuses(who.on)}
    number = School.objects.filter(is_open=True).count()
    for slug, name in REGISTERS.items():
        yield _register(found[slug], name, number if name == "schools" else None, who)


def _register(found: RegisterStatus, name: str, number: int | None, who: UserRoles) -> Step:
    act, href = f"Read in a file of {name}", reverse("register_read")
    title = f"Register of {name}"
    if found.run is None:
        return Step(name, title, False, f"No file of {name} was read in yet.", act, href)
    read_on = in_london(found.run.started_at)
    is_old = who.on - read_on > OLD
    said = [f"The last file was read in on {in_words(read_on)}."]
    if number is not None:
        said.insert(0, f"{number} {'school is' if number == 1 else 'schools are'} open.")
    if is_old:
        said.append("It is more than 40 days old.")
    return Step(name, title, bool(number or number is None) and not is_old, " ".join(said), act, href)


def _terms(who: UserRoles) -> Step:
    year = academic_year(who.on)
    missing = [label(each) for each in (year, year + 1) if not terms_of(each)]
    says = f"No terms are on record for {' and '.join(missing)}." if missing else "This year and the next have terms."
    return Step("terms", "School terms", not missing, says, "Add terms", reverse("terms"))


def _bank_holidays(who: UserRoles) -> Step:
    last = BankHoliday.objects.order_by("-date").values_list("date", flat=True).first()
    is_done = last is not None and last.year > who.on.year
    says = f"They are on record up to {in_words(last)}." if last else "None are on record: working days would be wrong."
    if last and not is_done:
        says += " Add those of next year."
    return Step("bank-holidays", "Bank holidays", is_done, says, "Add bank holidays", reverse("bank_holidays"))


def _test_email(who: UserRoles) -> Step:
    sent = Message.objects.filter(kind=TestEmail.kind).order_by("-created_at").first()
    if sent is None:
        says = "Send yourself an email, to see that emails of this service arrive."
    elif sent.status == Status.SENT:
        says = f"An email to {sent.email} was sent on {in_words(in_london(sent.created_at))}. Check that it arrived."
    elif sent.status == Status.FAILED:
        says = f"An email to {sent.email} could not be sent. Messages says why."
    else:
        says = f"An email to {sent.email} is waiting to be sent. Load this page again in a minute."
    is_done = sent is not None and sent.status == Status.SENT
    return Step("email", "Emails", is_done, says)


def _officers(who: UserRoles, framework: Framework | None) -> Step:
    held = RoleGrant.objects.filter(in_force(who.on), role__in=NEEDED, user__is_active=True).order_by()
    numbers = dict(held.values_list("role").annotate(number=Count("user", distinct=True)))
    titles = {role: framework.title(role) if framework else ROLES[role].name for role in NEEDED}
    said = [f"{titles[role]}: {numbers.get(role, 0)}" for role in NEEDED]
    lacking = [f"{titles[role]} ({least})" for role, least in NEEDED.items() if numbers.get(role, 0) < least]
    needed = f" At least needed: {', '.join(lacking)}." if lacking else ""
    says = f"{'; '.join(said)}.{needed}"
    return Step("people", "People at the authority", not lacking, says, "Invite people", reverse("people"))


def _heads(who: UserRoles) -> Step:
    lacking = len(open_without_lead(who.on))
    says = f"{_schools(lacking)} no headteacher here." if lacking else "Every open school has a headteacher here."
    is_done = not lacking and School.objects.exists()
    return Step("heads", "Headteachers", is_done, says, "See the schools", reverse("without_a_person"))


def _partners(who: UserRoles, framework: Framework | None) -> Step:
    title = framework.title("sip") if framework else "School Improvement Partner"
    lacking = len(open_without_officer(AssignmentRole.SIP, who.on))
    says = f"{_schools(lacking)} no {title}." if lacking else f"Every open school has a {title}."
    is_done = not lacking and School.objects.exists()
    return Step("partners", f"A {title} for each school", is_done, says, "Assign officers", reverse("officers"))


def _first_sign_ins() -> Step:
    waiting = User.objects.filter(is_active=True, last_login__isnull=True).count()
    people = f"{waiting} {'person has' if waiting == 1 else 'people have'}"
    says = f"{people} not signed in yet." if waiting else "Everybody with an account has signed in."
    href = f"{reverse('people')}?state=invited"
    return Step("sign-ins", "First sign-ins", not waiting, says, "See who has not signed in", href)


def _second_steps() -> Step:
    steps = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
    without = User.objects.filter(~Exists(steps), is_active=True, last_login__isnull=False).count()
    says = "Everybody who signed in has one."
    if without:
        people = "person who signed in has" if without == 1 else "people who signed in have"
        says = f"{without} {people} no second step."
    if not settings.SECOND_FACTOR_REQUIRED:
        says += " This installation does not ask for one."
    return Step("second-steps", "Second steps", not without, says, "See your own", reverse("mfa_index"))


def _round(who: UserRoles, framework: Framework | None) -> Step:
    year = academic_year(who.on)
    opened = Round.objects.filter(academic_year__gte=year).order_by("academic_year").first()
    if opened:
        says = f"The round for {label(opened.academic_year)} was opened."
    else:
        title = framework.title("principal_officer") if framework else ROLES["principal_officer"].name
        says = f"No round is open. The {title} opens it when the steps above are done."
    return Step("round", "Round of allocations", opened is not None, says)


def _schools(number: int) -> str:
    return f"{number} open {'school has' if number == 1 else 'schools have'}"
