from django.urls import path

from . import views

urlpatterns = [path("account/emails/", views.mail_choice, name="mail_choice")]
