from django.urls import path

from .brokered.views import acts, lists
from .budgets import views as budgets
from .leaders import views as leaders
from .offers import views as offers
from .providers import views as providers

urlpatterns = [
    path("support/", lists.all_support, name="all_support"),
    path("schools/<int:urn>/support/ask/", lists.support_ask, name="support_ask"),
    path("support/<int:pk>/", lists.support, name="support"),
    path("support/<int:pk>/match/", acts.match, name="support_match"),
    path("support/<int:pk>/agree/", acts.agree, name="support_agree"),
    path("support/<int:pk>/approve/", acts.approve, name="support_approve"),
    path("support/<int:pk>/commission/", acts.commission, name="support_commission"),
    path("support/<int:pk>/deliver/", acts.deliver, name="support_deliver"),
    path("support-days/<int:pk>/correct/", acts.delivery_correct, name="support_delivery_correct"),
    path("support/<int:pk>/complete/", acts.complete, name="support_complete"),
    path("support/<int:pk>/evaluate/", acts.evaluate, name="support_evaluate"),
    path("support/<int:pk>/close/", acts.close, name="support_close"),
    path("support/<int:pk>/decline/", acts.decline, name="support_decline"),
    path("support/<int:pk>/withdraw/", acts.withdraw, name="support_withdraw"),
    path("support/<int:pk>/interest/", acts.conflict, name="support_conflict"),
    path("support/leaders/", leaders.directory, name="support_leaders"),
    path("support/leaders/add/", leaders.leader_add, name="support_leader_add"),
    path("support/leaders/read/", leaders.leaders_read, name="support_leaders_read"),
    path("support/leaders/template.<str:ending>", leaders.leaders_template, name="support_leaders_template"),
    path("support/leaders/files/<int:pk>/", leaders.leaders_file, name="support_leaders_file"),
    path("support/leaders/<int:pk>/", leaders.leader, name="support_leader"),
    path("support/leaders/<int:pk>/change/", leaders.leader_change, name="support_leader_change"),
    path("support/leaders/<int:pk>/end/", leaders.leader_end, name="support_leader_end"),
    path("support/offers/", offers.offers, name="support_offers"),
    path("schools/<int:urn>/support-offers/add/", offers.offer_add, name="support_offer_add"),
    path("support/offers/<int:pk>/", offers.offer, name="support_offer"),
    path("support/offers/<int:pk>/change/", offers.offer_change, name="support_offer_change"),
    path("support/providers/", providers.providers, name="support_providers"),
    path("support/providers/add/", providers.provider_add, name="support_provider_add"),
    path("support/providers/<int:pk>/", providers.provider, name="support_provider"),
    path("support/providers/<int:pk>/change/", providers.provider_change, name="support_provider_change"),
    path("support/budgets/", budgets.budgets, name="support_budgets"),
    path("support/budgets/add/", budgets.budget_add, name="support_budget_add"),
    path("support/budgets/<int:pk>/", budgets.budget, name="support_budget"),
    path("support/budgets/<int:pk>/change/", budgets.budget_change, name="support_budget_change"),
]
