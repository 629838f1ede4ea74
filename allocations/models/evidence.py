"""Documents, web addresses and documents of the school that a party puts forward as evidence."""

from django.db import models
from django.db.models import Q

from schools.models import DocumentVersion
from sil.accounts.models import User
from sil.uploads.models import Upload

from ..states import Party
from .allocations import Allocation
from .positions import Position


class Evidence(models.Model):
    """A file, a web address or a version of one of the school's documents. Its own party reads it at once, others who
    read the allocation once the party sends its position; from then on it is kept."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="evidence")
    party = models.CharField(max_length=30, choices=Party)
    # Blank: about the school as a whole.
    criterion = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=150)
    # The day the document itself bears, by which its age is told.
    dated = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What is cited stays readable here, whatever the school does with its document.
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="cited_by_allocations"
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()
    position = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")

    class Meta:
        ordering = ["allocation_id", "criterion", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(url="", upload__isnull=False, version__isnull=True)
                | ~Q(url="") & Q(upload__isnull=True, version__isnull=True)
                | Q(url="", upload__isnull=True, version__isnull=False),
                name="evidence_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def file(self) -> Upload | None:
        """The file, its own or that of the version it cites; None for a web address."""
        return self.version.upload if self.version else self.upload
