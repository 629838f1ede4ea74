from django.urls import path

from . import views

urlpatterns = [
    path("accounts/session/", views.session, name="session"),
    path("accounts/session/end/", views.end, name="session_end"),
]
