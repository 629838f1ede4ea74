"""Newsletters of the made-up authority: one that was sent, and a draft."""

from collections.abc import Mapping
from datetime import date, timedelta

from monitoring.newsletters import actions
from monitoring.newsletters.models import Newsletter
from monitoring.newsletters.policies import NewsletterInput
from sil import clock
from sil.accounts.models import User

_SENT_AGO, _DRAFT_AGO = timedelta(days=8), timedelta(days=1)
_SENT = NewsletterInput(
    title="What is new this term",
    text="""The networks and briefings of the term can be booked on the page “What we offer you”.

# Reading network

The network meets again after the holidays. Please send the colleague who leads on early reading.

- Bring one book that children ask for again and again.
- Bring a question to which you have no answer yet.

# Attendance

The guidance of the Department for Education has changed. Read it here: [Working together to improve school attendance](https://www.gov.uk/government/publications/working-together-to-improve-school-attendance).""",
    audience=Newsletter.Audience.BOTH,
)
_DRAFT = NewsletterInput(
    title="Questions for your next governors’ meeting",
    text="""# Three questions

- What has changed since our last visit?
- Which pupils does the improvement plan not reach yet?
- What do we want to know before the next inspection?""",
    audience=Newsletter.Audience.GOVERNORS,
)


def make(known: Mapping[str, User], today: date) -> None:
    for typed, ago, sends in ((_SENT, _SENT_AGO, True), (_DRAFT, _DRAFT_AGO, False)):
        on = today - ago
        with clock.at(on):
            made = actions.write(typed, by=known["officer"], on=on)
            if sends:
                actions.send(made, by=known["officer"], on=on)
                actions.send_waiting()
