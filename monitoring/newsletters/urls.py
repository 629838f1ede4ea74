from django.urls import path

from . import views

urlpatterns = [
    path("newsletters/", views.newsletters, name="newsletters"),
    path("newsletters/write/", views.newsletter_write, name="newsletter_write"),
    path("newsletters/<int:pk>/", views.newsletter, name="newsletter"),
    path("newsletters/<int:pk>/change/", views.newsletter_change, name="newsletter_change"),
    path("newsletters/<int:pk>/send/", views.newsletter_send, name="newsletter_send"),
    path("newsletters/<int:pk>/discard/", views.newsletter_discard, name="newsletter_discard"),
    path("newsletters/<int:pk>/file/", views.newsletter_file, name="newsletter_file"),
    path("newsletters/stop/<str:token>/", views.newsletters_stop, name="newsletters_stop"),
]
