from django.urls import path

from . import views

urlpatterns = [
    path(
        "schools/<int:urn>/conversations/<slug:thing>/<int:key>/",
        views.conversation,
        name="conversation",
    ),
]
