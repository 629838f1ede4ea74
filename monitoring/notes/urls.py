from django.urls import path

from . import views

urlpatterns = [
    path("notes/", views.notes, name="notes"),
    path("notes/add/", views.add, name="note_add"),
    path("schools/<int:urn>/notes/add/", views.add_at, name="note_add_at"),
    path("notes/<int:pk>/", views.note, name="note"),
    path("notes/<int:pk>/correct/", views.correct, name="note_correct"),
    path("notes/<int:pk>/share/", views.share, name="note_share"),
    path("notes/<int:pk>/withdraw/", views.withdraw, name="note_withdraw"),
]
