from django.urls import path

from . import views

urlpatterns = [
    path("letters/<str:reference>/", views.letter, name="letter"),
    path("letters/<str:reference>/letter.pdf", views.document, name="letter_document"),
    path("letters/<str:reference>/proof/<int:pk>/", views.proof, name="letter_proof"),
    path("letters/<str:reference>/later-proof/<int:pk>/", views.later_proof, name="letter_proof_later"),
]
