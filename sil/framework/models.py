"""Versions of the framework. They are added, never changed."""

from functools import lru_cache

from django.db import models

from .schema import Framework


class FrameworkVersion(models.Model):
    """An authority's framework as loaded from one file. Append-only by trigger.

    What it says is apart, in `FrameworkFile`: every record names its version, and no list needs the text.
    """

    name = models.CharField(max_length=200)
    authority_code = models.CharField(max_length=3)
    first_academic_year = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-first_academic_year", "-pk"]

    def __str__(self) -> str:
        return f"{self.name}, from {self.first_academic_year}"

    @property
    def framework(self) -> Framework:
        return read_version(self.sha256)


class FrameworkFile(models.Model):
    """The text of a version's file and what was read from it. Append-only by trigger."""

    version = models.OneToOneField(FrameworkVersion, on_delete=models.PROTECT, related_name="file")
    content = models.JSONField()
    source = models.TextField()

    def __str__(self) -> str:
        return f"The file of {self.version_id}"


@lru_cache(maxsize=32)
def read_version(sha256: str) -> Framework:
    """The framework of a version. A version never changes, so a process reads each one once."""
    return Framework.model_validate(FrameworkFile.objects.values_list("content", flat=True).get(version__sha256=sha256))
