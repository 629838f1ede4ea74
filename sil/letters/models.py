"""Letters as they were signed and issued, their recipients, and the proof of delivery."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from sil.accounts.models import User
from sil.clock import time_in_words
from sil.uploads.downloads import file_name
from sil.uploads.models import Upload


class Method(models.TextChoices):
    """How a letter reaches somebody. Where nothing hangs on it, it is read here and a message says so."""

    EMAIL = "email", "Email"
    HAND = "hand", "By hand"
    POST = "post", "First-class post"
    RECORDED = "recorded", "Recorded delivery"


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
    # What the letter is about, and the school it belongs to. No foreign key: the kernel knows no schools.
    about_table = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    urn = models.IntegerField("URN")
    # The scope of its events, which is not the school's where not everybody who reads of the school reads the letter.
    history = models.CharField(max_length=40)
    context = models.JSONField(encoder=DjangoJSONEncoder)
    html = models.TextField()
    html_sha256 = models.CharField(max_length=64)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=100)
    signed_at = models.DateTimeField()
    dated = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.SIGNED)
    issued_at = models.DateTimeField(null=True, blank=True)
    # The letter whose place it takes, which was withdrawn. More than one can be signed for one place: a
    # letter that did not go on its day is signed again as another.
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacements")

    class Meta:
        ordering = ["-dated", "-pk"]
        indexes = [
            models.Index(fields=["about_table", "about_id"], name="letter_about"),
            models.Index(fields=["urn", "-dated"], name="letter_of_school"),
            # For the minutely look at what is signed and not issued yet.
            models.Index(fields=["id"], condition=Q(status="signed"), name="letter_to_issue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="issued", issued_at__isnull=False) | Q(status="signed", issued_at__isnull=True),
                name="letter_issued_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"

    @property
    def file_name(self) -> str:
        """What its PDF is called: the school, the kind and the date."""
        return file_name(self.context.get("school", ""), self.kind_name, day=self.dated, ending="pdf")

    @property
    def kind_name(self) -> str:
        """The name of this kind of letter."""
        from .kinds import KINDS

        return KINDS[self.kind].name


class Recipient(models.Model):
    """Somebody a letter goes to, by name and post as on the day: a person who signs in here, or an office
    outside, which has an address. Append-only by trigger."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="recipients")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    name = models.CharField(max_length=150)
    post = models.CharField(max_length=100)
    # In whose place they get it, such as "governing_body"; blank where only the person counts.
    party = models.CharField(max_length=30, blank=True)
    is_copy = models.BooleanField(default=False)
    method = models.CharField(max_length=10, choices=Method, default=Method.EMAIL)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["letter", "user"], name="recipient_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}" if self.post else self.name


class Proof(models.Model):
    """What proves that a letter reached somebody: who took it and where, or from where it was posted, the hour, and the
    number of the receipt or of the item; `proof` is what else there is to say."""

    taken_by = models.CharField(max_length=150, blank=True)
    place = models.CharField(max_length=200, blank=True)
    done_at = models.TimeField(null=True, blank=True)
    receipt = models.CharField(max_length=100, blank=True)
    proof = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def said(self) -> str:
        """All of it in a line; blank where there is nothing."""
        at = f"at {time_in_words(self.done_at)}" if self.done_at else ""
        first = ", ".join(filter(None, (self.taken_by, self.place, at)))
        number = f"number {self.receipt}" if self.receipt else ""
        return ". ".join(filter(None, ("; ".join(filter(None, (first, number))), self.proof)))


class Delivery(Proof):
    """The proof that a letter went to one recipient: how, when it went, and when it counts as given.

    `rule` says in words why it counts from that day. Append-only by trigger; the first one counts.
    """

    recipient = models.OneToOneField(Recipient, on_delete=models.PROTECT, related_name="delivery")
    method = models.CharField(max_length=10, choices=Method)
    sent_on = models.DateField()
    given_on = models.DateField()
    rule = models.CharField(max_length=200)
    document = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # None if the product sent it automatically.
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.recipient_id} on {self.given_on}"

    @property
    def corrected(self) -> "models.QuerySet[ProofCorrection]":
        """The corrections of the proof, the latest first, without the contents of their documents."""
        return self.corrections.select_related("recorded_by", "document").defer("document__content")


class ProofCorrection(Proof):
    """What the proof of a delivery should have said, or a document that came later, and why. Append-only by trigger:
    the latest holds, and those before stay. It never changes a day."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="corrections")
    document = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.delivery_id} corrected {self.recorded_at:%d.%m.%Y}"


class Receipt(models.Model):
    """When somebody first opened a letter that was addressed to them. Append-only by trigger."""

    recipient = models.OneToOneField(Recipient, on_delete=models.PROTECT, related_name="receipt")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.recipient_id} at {self.at}"


class Withdrawal(models.Model):
    """That a letter no longer applies, and why. It stays readable as it was, unless its text is `withheld` from those
    whom it should never have reached; the authority reads it still. Append-only by trigger."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    withheld = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.letter_id} withdrawn {self.on}"


class Document(models.Model):
    """The PDF of a letter, in a table of its own so that lists do not read it. Append-only by trigger."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, primary_key=True)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
