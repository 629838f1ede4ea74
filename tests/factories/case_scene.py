"""A school with a concern case about it and everybody around both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from monitoring.notices.models import ActionPlan, Case, CaseLetter, EmailConsent
from schools.models import AssignmentRole, Post, School
from sil import clock
from sil.accounts.models import User

from . import people

PEOPLE = ("sip", "officer", "director", "dcs", "head", "chair", "clerk")


@dataclass(frozen=True)
class Scene:
    """The officer opened the case and owns it. `case` is read anew each time."""

    school: School
    pk: int
    sip: User
    officer: User
    director: User
    dcs: User
    head: User
    chair: User
    clerk: User

    @property
    def case(self) -> Case:
        return Case.objects.select_related("school", "owner", "framework_version").get(pk=self.pk)

    def notice(self, kind: str = "formal_notice") -> CaseLetter:
        return self.case.letters.get(kind=kind)

    @property
    def plan(self) -> ActionPlan:
        return ActionPlan.objects.get(notice__case=self.pk)

    def signer(self, letter: CaseLetter) -> User:
        return self.director if letter.step.signed_by == "director_of_education" else self.dcs


def agree(post: Post, by: User, *, on: date = date(2026, 9, 1)) -> EmailConsent:
    """Whoever holds a post agrees to be given notices by email."""
    said = "Agreed at the meeting of the governing body."
    return EmailConsent.objects.create(
        post=post, given_on=on, words=said, recorded_by=by, recorded_at=datetime.combine(on, time(10), clock.LONDON)
    )


def everybody(school: School) -> dict[str, User]:
    """The people of a scene, new ones."""
    officer = people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    chair, clerk = people.post(school, "chair"), people.post(school, "clerk")
    for post in (chair, clerk):
        agree(post, officer)
    return {
        "officer": officer,
        "sip": people.assign(school).user,
        "head": people.post(school, "headteacher").user,
        "chair": chair.user,
        "clerk": clerk.user,
        "director": people.person("Dora Director", role="director_of_education"),
        "dcs": people.person("Dan Director", role="director_of_childrens_services"),
    }


def scene_of(case: Case, who: Mapping[str, User]) -> Scene:
    return Scene(case.school, case.pk, **{name: who[name] for name in PEOPLE})
