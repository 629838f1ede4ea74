from allauth.mfa.base import views as library
from django.urls import path

from . import views

# Names that begin with mfa_ are those by which the library leads here.
urlpatterns = [
    path("accounts/second-step/", views.index, name="mfa_index"),
    path("accounts/second-step/enter/", views.enter, name="mfa_authenticate"),
    path("accounts/second-step/set-up/", views.set_up, name="mfa_set_up"),
    path("accounts/second-step/set-up/codes/", views.set_up_codes, name="mfa_set_up_codes"),
    path("accounts/second-step/app/", views.app, name="mfa_app"),
    path("accounts/second-step/codes/", views.codes, name="mfa_codes"),
    path("accounts/second-step/confirm/", library.reauthenticate, name="mfa_reauthenticate"),
]
