from django.urls import path

from . import views
from .returned.views import delivered

urlpatterns = [
    path("messages/", views.sent, name="messages"),
    path("messages/<uuid:pk>/", views.message, name="message"),
    path("messages/<uuid:pk>/retry/", views.retry, name="message_retry"),
    path("notify/receipts/", delivered, name="notify_receipt"),
]
