"""What is kept of rounds beside their allocations, so that pages of an authority of any size need not read them all.
Rows are written by triggers, which only add, so that no act waits for another (docs/adr/0088)."""

from django.db import models

from schools.models import School

from .allocations import Round


class RoundTally(models.Model):
    """By how many the allocations of a round in a state and a band became more, or fewer: the sum of such rows is
    their number. `holds` where no review took their place; `is_sum` where rows of the same were added up."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tally", db_constraint=False)
    status = models.CharField(max_length=30)
    band = models.CharField(max_length=20, blank=True)
    holds = models.BooleanField()
    number = models.IntegerField()
    is_sum = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["round"], condition=models.Q(is_sum=False), name="tally_not_added_up")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.number} {self.status} {self.band}"


class SchoolToCompare(models.Model):
    """A school that may be out of step with a round. Without a round it, or one of its allocations, changed, and it
    was not compared since. With one, it was found to lack an allocation there (`lacks`), or to have one that is needed
    no longer. Every school that is not among them is in step with every round."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False, null=True
    )
    lacks = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["round"], include=["lacks", "school"], name="school_out_of_step")]

    def __str__(self) -> str:
        return str(self.school_id)
