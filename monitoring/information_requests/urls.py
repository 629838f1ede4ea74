from django.urls import path

from .answer import views as answer
from .held import views as held
from .log import views
from .marks import views as marks
from .page.views import one

urlpatterns = [
    path("information-requests/", views.requests, name="information_requests"),
    path("information-requests/log/", views.log, name="information_request_log"),
    path("information-requests/<int:pk>/", one, name="information_request"),
    path("information-requests/<int:pk>/correct/", views.correct, name="information_request_correct"),
    path("information-requests/<int:pk>/act/<slug:slug>/", views.act, name="information_request_act"),
    path("information-requests/<int:pk>/collect/", held.collect, name="information_request_collect"),
    path("information-requests/<int:pk>/items/", held.items, name="information_items"),
    path("information-requests/items/<int:pk>/", marks.item, name="information_item"),
    path("information-requests/<int:pk>/bundle/", answer.make, name="information_bundle"),
    path("information-requests/bundles/<int:pk>/<slug:ending>/", answer.take, name="information_bundle_file"),
]
