from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "sil.uploads"
    label = "uploads"
    verbose_name = "Uploads"
