from django.urls import path

from . import views

urlpatterns = [
    path("service-concerns/", views.concerns, name="service_concerns"),
    path("schools/<int:urn>/service-concerns/raise/", views.raise_concern, name="service_concern_raise"),
    path("service-concerns/<int:pk>/", views.concern, name="service_concern"),
    path("service-concerns/<int:pk>/answer/", views.answer, name="service_concern_answer"),
    path("service-concerns/<int:pk>/correct/", views.correct, name="service_concern_correct"),
    path("service-concerns/<int:pk>/pass-on/", views.pass_on, name="service_concern_pass_on"),
    path("service-concerns/<int:pk>/reopen/", views.reopen, name="service_concern_reopen"),
]
