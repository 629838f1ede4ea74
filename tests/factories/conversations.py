"""Conversations about a visit or a plan, made by the real actions."""

from dataclasses import dataclass, field
from datetime import date

from monitoring.conversations import actions
from monitoring.conversations.models import Entry
from monitoring.conversations.things import Subject
from monitoring.visits.models import Visit
from monitoring.visits.visit.conversation import subject_of
from schools.models import School
from sil.accounts.models import User
from tests.conftest import TODAY

from . import people, schools, visits


@dataclass
class Scene:
    """A school with its headteacher and partner, and a visit that is planned."""

    school: School = field(default_factory=lambda: schools.school("Example Talking School"))
    head: User = field(init=False)
    sip: User = field(init=False)
    visit: Visit = field(init=False)

    def __post_init__(self) -> None:
        self.head = people.post(self.school, "headteacher", people.person("Ada Head")).user
        self.sip = people.assign(self.school, people.person("Sam Partner", role="sip")).user
        self.visit = visits.planned(self.school, self.sip, date(2026, 12, 8))

    @property
    def subject(self) -> Subject:
        return subject_of(self.visit)

    @property
    def url(self) -> str:
        return self.subject.url

    def says(self, by: User, text: str = "Is there parking?", *, asks: bool = False, on: date = TODAY) -> Entry:
        return actions.add(self.subject, text=text, asks=asks, by=by, on=on)
