from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "sil.audit"
    label = "audit"
    verbose_name = "Audit"
