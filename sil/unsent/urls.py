from django.urls import path

from . import views

urlpatterns = [path("unsent/", views.unsent_text, name="unsent_text")]
