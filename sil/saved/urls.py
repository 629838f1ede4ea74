from django.urls import path

from . import views

urlpatterns = [
    path("saved-filters/", views.saved_filters, name="saved_filters"),
    path("saved-filters/add/", views.saved_filter_add, name="saved_filter_add"),
    path("saved-filters/<int:pk>/", views.saved_filter, name="saved_filter"),
    path("saved-filters/<int:pk>/delete/", views.saved_filter_delete, name="saved_filter_delete"),
]
