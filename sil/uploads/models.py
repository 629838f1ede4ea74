"""Files that people attached."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import QuerySet

from sil.accounts.models import User


class UploadManager(models.Manager["Upload"]):
    def get_queryset(self) -> QuerySet["Upload"]:
        return super().get_queryset().defer("content")


class Upload(models.Model):
    """One file as it was sent. A trigger refuses any change of it; retention may delete it.

    `content` stays in the database until it is asked for, even if it is reached from another record.
    `select_related` alone passes the manager by: use `prefetch_related`, or defer the content there too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    stored_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stored_at = models.DateTimeField()

    objects: ClassVar[UploadManager] = UploadManager()

    class Meta:
        ordering = ["-stored_at", "-pk"]
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.name
