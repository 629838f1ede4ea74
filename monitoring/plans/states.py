"""States of a partnership plan, its two sides and the reasons why one ends."""

from django.db import models


class PlanState(models.TextChoices):
    ASKED = "asked", "Asked for"
    WRITING = "writing", "Being written"
    AGREED = "agreed", "Agreed"
    CHANGING = "changing", "Agreed, a change is being written"
    ENDED = "ended", "Ended"


class Side(models.TextChoices):
    """The two who write and agree a plan."""

    PARTNER = "partner", "Partner"
    HEAD = "head", "Headteacher"

    @property
    def other(self) -> "Side":
        return Side.HEAD if self == Side.PARTNER else Side.PARTNER


class EndReason(models.TextChoices):
    IMPROVED = "improved", "The school has improved"
    BAND = "band", "The school's band no longer asks for a plan"
    SUPERSEDED = "superseded", "Another plan has taken its place"


COLOURS = {
    PlanState.ASKED: "grey",
    PlanState.WRITING: "yellow",
    PlanState.AGREED: "green",
    PlanState.CHANGING: "turquoise",
    PlanState.ENDED: "grey",
}
# Those in which the text can be changed: one that was only asked for has none yet.
WRITABLE = frozenset({PlanState.WRITING, PlanState.CHANGING})
# Those in which somebody has to do something before the plan is agreed.
OPEN = frozenset({PlanState.ASKED, PlanState.WRITING, PlanState.CHANGING})


class Rating(models.IntegerChoices):
    """How an objective is going, from good to bad; a shape goes with each, so that colour alone says nothing."""

    ON_TRACK = 1, "On track"
    BEHIND = 2, "Behind"
    OFF_TRACK = 3, "Off track"

    @property
    def shape(self) -> str:
        return SHAPES[self]

    @property
    def words(self) -> str:
        return f"{self.label} {self.shape}"

    @property
    def colour(self) -> str:
        return RATING_COLOURS[self]


SHAPES = {Rating.ON_TRACK: "●", Rating.BEHIND: "▲", Rating.OFF_TRACK: "■"}
RATING_COLOURS = {Rating.ON_TRACK: "green", Rating.BEHIND: "yellow", Rating.OFF_TRACK: "red"}
