from django.apps import AppConfig


class IdentityProviderConfig(AppConfig):
    name = "sil.identity_provider"
    label = "identity_provider"
    verbose_name = "Signing in by an identity provider"
