from django.urls import path

from . import views

urlpatterns = [
    path("accounts/provider/", views.start, name="account_provider_start"),
    path("accounts/provider/return/", views.come_back, name="account_provider_return"),
    path("accounts/provider/sign-out/", views.sign_out, name="account_provider_sign_out"),
]
