from django.urls import path

from .views import allocation, rounds

urlpatterns = [
    path("allocations/", rounds.rounds, name="rounds"),
    path("allocations/rounds/<int:year>/", rounds.round_, name="round"),
    path("allocations/rounds/<int:year>/open/", rounds.open_round, name="round_open"),
    path("allocations/<int:pk>/", allocation.allocation, name="allocation"),
    path("allocations/<int:pk>/propose/", allocation.propose, name="allocation_propose"),
    path("allocations/<int:pk>/propose/check/", allocation.check, name="allocation_check"),
    path("allocations/<int:pk>/agree/", allocation.agree, name="allocation_agree"),
]
