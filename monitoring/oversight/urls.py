from django.urls import path

from .views import concern, home

urlpatterns = [
    path("", home.home, name="home"),
    path("causing-concern/", concern.causing_concern, name="causing_concern"),
]
