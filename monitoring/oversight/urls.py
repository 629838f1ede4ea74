from django.urls import path

from .concern import views as concern
from .home import views as home

urlpatterns = [
    path("", home.home, name="home"),
    path("causing-concern/", concern.causing_concern, name="causing_concern"),
]
