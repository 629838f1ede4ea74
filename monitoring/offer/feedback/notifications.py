"""One message to each person about an event: how useful was it?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import School
from sil.clock import weekday_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached

from ..booking.policies import names_in_words
from ..booking.queries import people_to_tell
from ..models import Booking, OfferedEvent
from .policies import last_day


@dataclass(frozen=True, kw_only=True)
class FeedbackAsked(Content):
    kind: ClassVar[str] = "event_feedback"

    school: str
    title: str
    # The day of the event, and the last day to answer, in words.
    day: str
    until: str
    # Who came of the school, in words.
    people: str
    url: str


MESSAGES = (FeedbackAsked,)


def ask_people(event: OfferedEvent, came: Iterable[Booking], *, on: date) -> None:
    """Ask those who booked for each school. Nobody is asked twice about an event, whatever is corrected later, and a
    school where nobody can be reached is not asked: nobody else can say how useful it was."""
    of_school: dict[School, list[Booking]] = defaultdict(list)
    for each in came:
        of_school[each.school].append(each)
    for school, theirs in of_school.items():
        said = FeedbackAsked(
            school=school.name,
            title=event.title,
            day=weekday_in_words(event.day),
            until=weekday_in_words(last_day(on)),
            people=names_in_words([each.name for each in theirs]),
            url=link("school_event", urn=school.pk, pk=event.pk),
        )
        if people := people_to_tell(school, theirs, on):
            for person in reached(people, FeedbackAsked):
                key = f"event_feedback-{event.pk}-{school.pk}-{person.pk}"
                put(said, to=person.email, name=person.name, dedupe_key=key)
