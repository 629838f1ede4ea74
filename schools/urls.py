from django.urls import path

from . import views
from .people import officers
from .people import views as people

urlpatterns = [
    path("schools/", views.schools, name="schools"),
    path("schools/<int:urn>/", views.school, name="school"),
    path("schools/<int:urn>/posts/give/", people.give_post, name="post_give"),
    path("posts/<int:pk>/end/", people.end_post, name="post_end"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="person_invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.edit, name="person_edit"),
    path("people/<int:pk>/invite-again/", people.invite_again, name="person_invite_again"),
    path("people/<int:pk>/close/", people.close, name="person_close"),
    path("people/<int:pk>/roles/give/", people.give_role, name="role_give"),
    path("roles/<int:pk>/end/", people.end_role, name="role_end"),
    path("officers/", officers.officers, name="officers"),
]
