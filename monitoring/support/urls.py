from django.urls import path

from .brokered.views import acts, lists, matching
from .budgets import views as budgets
from .leaders import views as leaders
from .offers import views as offers
from .providers import views as providers

urlpatterns = [
    path("support/", lists.all_support, name="all_support"),
    path("schools/<int:urn>/support/ask/", lists.support_ask, name="support_ask"),
    path("support/<int:pk>/", lists.support, name="support"),
    path("support/<int:pk>/match/", matching.match, name="support_match"),
    *(
        path(f"support/<int:pk>/{place}/", acts.view_of(slug), name=f"support_{slug}")
        for slug, place in ((slug, "interest" if slug == "conflict" else slug) for slug in acts.BY_SLUG)
    ),
    path("support-days/<int:pk>/correct/", acts.delivery_correct, name="support_delivery_correct"),
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
