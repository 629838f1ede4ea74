"""States of requests for information, with their words and colours, and what can be asked for."""

from django.db import models


class Kind(models.TextChoices):
    SUBJECT_ACCESS = "subject_access", "Subject access"
    FREEDOM = "freedom_of_information", "Freedom of information"


class RequestState(models.TextChoices):
    OPEN = "open", "Being answered"
    CLARIFYING = "clarifying", "Waiting for clarification"
    ANSWERED = "answered", "Answered"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class How(models.TextChoices):
    """How an item was found."""

    RECORD = "record", "By the record"
    NAME = "name", "By name, to be looked at"


class Decision(models.TextChoices):
    NONE = "", "To be decided"
    DISCLOSED = "disclosed", "Disclosed"
    PART = "part", "Disclosed in part"
    WITHHELD = "withheld", "Withheld"
    NOT_ABOUT = "not_about", "Not what was asked"


COLOURS = {
    RequestState.OPEN: "blue",
    RequestState.CLARIFYING: "yellow",
    RequestState.ANSWERED: "green",
    RequestState.REFUSED: "red",
    RequestState.WITHDRAWN: "grey",
}
# Those in which nothing is owed.
OVER = frozenset({RequestState.ANSWERED, RequestState.REFUSED, RequestState.WITHDRAWN})
