"""The composition root as an app: it makes Celery known to every process of Django.

`sil/__init__.py` stays empty, since the bootstrap imports the package on a bare Python.
"""

from django.apps import AppConfig


class RootConfig(AppConfig):
    name = "sil"
    verbose_name = "School support"

    def ready(self) -> None:
        from . import celery  # noqa: F401
