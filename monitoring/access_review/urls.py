from django.urls import path

from . import views

urlpatterns = [
    path("access-reviews/", views.access_reviews, name="access_reviews"),
    path("access-reviews/<int:pk>/", views.access_review, name="access_review"),
    path("access-reviews/<int:pk>/finish/", views.access_review_finish, name="access_review_finish"),
    path("access-reviews/lines/<int:pk>/end/", views.access_review_end, name="access_review_end"),
]
