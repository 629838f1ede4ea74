"""States of disposals, with their words and colours."""

from django.db import models


class DisposalState(models.TextChoices):
    GATHERING = "gathering", "Being worked out"
    PROPOSED = "proposed", "Waiting for a director"
    APPROVED = "approved", "Approved, under way"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


COLOURS = {
    DisposalState.GATHERING: "grey",
    DisposalState.PROPOSED: "yellow",
    DisposalState.APPROVED: "blue",
    DisposalState.DONE: "green",
    DisposalState.REFUSED: "red",
    DisposalState.WITHDRAWN: "grey",
}
# Those in which nothing further happens.
OVER = frozenset({DisposalState.DONE, DisposalState.REFUSED, DisposalState.WITHDRAWN})


class Obstacle(models.TextChoices):
    """Why a record that is due is kept."""

    NONE = "", "Can go"
    HELD = "held", "Under a legal hold"
    RESTS = "rests", "Something that is kept depends on it"
    GONE = "gone", "Not due any more"
