from django.urls import path

from . import views

urlpatterns = [
    path("settings/seals/", views.seals, name="seals"),
]
