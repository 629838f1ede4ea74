from django.urls import path

from . import views

urlpatterns = [
    path("accounts/provider/", views.start, name="account_provider_start"),
    path("accounts/provider/confirm/", views.confirm, name="account_provider_confirm"),
    path("accounts/provider/confirmed/", views.confirmed, name="account_provider_confirmed"),
    path("accounts/provider/return/", views.come_back, name="account_provider_return"),
    path("accounts/provider/sign-out/", views.sign_out, name="account_provider_sign_out"),
]
