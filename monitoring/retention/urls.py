from django.urls import path

from .disposals import views as disposals
from .holds import views as holds

urlpatterns = [
    path("legal-holds/", holds.holds, name="holds"),
    path("legal-holds/place/", holds.place, name="hold_place"),
    path("legal-holds/<int:pk>/end/", holds.end, name="hold_end"),
    path("disposals/", disposals.disposals, name="disposals"),
    path("disposals/start/", disposals.start, name="disposal_start"),
    path("disposals/<int:pk>/", disposals.disposal, name="disposal"),
    path("disposals/<int:pk>/decide/", disposals.decide, name="disposal_decide"),
    path("disposals/<int:pk>/withdraw/", disposals.withdraw, name="disposal_withdraw"),
    path("disposals/<int:pk>/certificate/", disposals.certificate, name="disposal_certificate"),
    path("disposals/<int:pk>/digests.txt", disposals.digests, name="disposal_digests"),
]
