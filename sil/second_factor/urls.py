from allauth.mfa.base import views as library
from django.urls import path

from . import views
from .emailed import views as emailed
from .passkeys import views as passkeys

# Names that begin with mfa_ are those by which the library leads here.
urlpatterns = [
    path("accounts/second-step/", views.index, name="mfa_index"),
    path("accounts/second-step/enter/", views.enter, name="mfa_authenticate"),
    path("accounts/second-step/emailed/", emailed.enter, name="mfa_emailed"),
    path("accounts/second-step/emailed/again/", emailed.send, name="mfa_emailed_again"),
    path("accounts/second-step/set-up/", views.set_up, name="mfa_set_up"),
    path("accounts/second-step/set-up/passkey/", passkeys.set_up, name="mfa_set_up_passkey"),
    path("accounts/second-step/set-up/codes/", views.set_up_codes, name="mfa_set_up_codes"),
    path("accounts/second-step/app/", views.app, name="mfa_app"),
    path("accounts/second-step/codes/", views.codes, name="mfa_codes"),
    path("accounts/second-step/confirm/", library.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/second-step/<int:pk>/remove/", views.remove, name="mfa_remove"),
    path("accounts/second-step/passkeys/add/", passkeys.add, name="mfa_passkey_add"),
    path("accounts/second-step/passkeys/confirm/", passkeys.confirm, name="mfa_reauthenticate_webauthn"),
    path("accounts/second-step/passkeys/<int:pk>/", passkeys.rename, name="mfa_passkey_rename"),
]
