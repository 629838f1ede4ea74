"""Which letters were signed and issued, in which words, to whom?"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from sil.accounts.models import User


class Status(models.TextChoices):
    SIGNED = "signed", "Being prepared"
    ISSUED = "issued", "Issued"


class Letter(models.Model):
    """A letter as it was signed: its words are frozen, and once issued it never changes.

    Issued means that the PDF is stored. A trigger refuses any change of an issued letter, of its
    recipients and of its document.
    """

    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=40)
    template_version = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    # What the letter is about, and the scope (a school) it belongs to.
    about_table = models.CharField(max_length=60)
    about_id = models.CharField(max_length=40)
    scope = models.CharField(max_length=40)
    context = models.JSONField(encoder=DjangoJSONEncoder)
    html = models.TextField()
    html_sha256 = models.CharField(max_length=64)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=100)
    signed_at = models.DateTimeField()
    dated = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.SIGNED)
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-dated", "-pk"]
        indexes = [models.Index(fields=["about_table", "about_id"], name="letter_about")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="issued", issued_at__isnull=False) | Q(status="signed", issued_at__isnull=True),
                name="letter_issued_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"

    @property
    def kind_name(self) -> str:
        """What this kind of letter is called."""
        from .kinds import kind_of

        return kind_of(self.kind).name


class Recipient(models.Model):
    """One person a letter goes to, by name and post as they were on the day."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="recipients")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="letters")
    name = models.CharField(max_length=150)
    post = models.CharField(max_length=100)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["letter", "user"], name="recipient_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}"


class Document(models.Model):
    """The PDF of a letter, apart from it so that lists never read it. Append-only by trigger."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, primary_key=True)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
