"""What the authority tells the Secretary of State before it uses a power, and that the Secretary of State is to act
(Education and Inspections Act 2006, sections 70A to 70C, for the authority's lawyer to confirm)."""

from django.db import models

from schools.models import School
from sil.accounts.models import User
from sil.uploads.models import Upload

from ..act import POWERS
from .cases import Case, StandingNotice


class StateNotification(models.Model):
    """That the Secretary of State was notified that a power is to be used. Append-only: the latest counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="state_notifications")
    power = models.CharField(max_length=20, choices=[(slug, power.name) for slug, power in POWERS.items()])
    notified_on = models.DateField()
    # How it went, and to whom.
    how = models.CharField(max_length=200)
    reference = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-notified_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.power} of {self.case_id}, notified {self.notified_on}"


class StateAct(StandingNotice):
    """A notice of the Secretary of State to the authority to act at a school instead of it: while it stands the
    authority uses no power."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="acts_of_state")

    def __str__(self) -> str:
        return f"The Secretary of State acts at {self.school_id}, {self.given_on}"
