from django.urls import path

from .log import views

urlpatterns = [
    path("information-requests/", views.requests, name="information_requests"),
    path("information-requests/log/", views.log, name="information_request_log"),
    path("information-requests/<int:pk>/", views.one, name="information_request"),
    path("information-requests/<int:pk>/correct/", views.correct, name="information_request_correct"),
    path("information-requests/<int:pk>/act/<slug:slug>/", views.act, name="information_request_act"),
]
