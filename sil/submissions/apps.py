from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "sil.submissions"
    label = "submissions"
    verbose_name = "Submissions"
