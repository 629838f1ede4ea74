"""What a person is typing in a form that keeps no draft of its own."""

from django.db import models

from sil.accounts.models import User


class UnsentText(models.Model):
    """What somebody typed and has not sent yet: theirs alone, and gone once it is sent or after some days."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # Where the form posts to, and which of the forms of its page that post there it is, from 0.
    path = models.CharField(max_length=300)
    place = models.PositiveSmallIntegerField(default=0)
    # [[name of a control, value]], in the order of the page
    content = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "path", "place"], name="one_unsent_text_a_form")]

    def __str__(self) -> str:
        return f"Unsent text of {self.user} for {self.path}"
