from django.urls import path

from . import views

urlpatterns = [
    path("letters/<str:reference>/", views.letter, name="letter"),
    path("letters/<str:reference>/letter.pdf", views.document, name="letter_document"),
]
