"""Every address of the product. Each view says who may open it (sil.accounts.access)."""

from allauth.account import views as sign_in
from django.urls import include, path, re_path

# Django reads these names.
handler400 = "sil.web.kept.bad_request"
handler403 = "sil.web.incoming.plain.permission_denied"
handler404 = "sil.web.incoming.plain.not_found"
handler500 = "sil.web.incoming.patience.failed"

urlpatterns = [
    path("", include("monitoring.oversight.urls")),
    path("", include("monitoring.conversations.urls")),
    path("", include("monitoring.visits.urls")),
    path("", include("schools.urls")),
    path("", include("allocations.urls")),
    path("", include("monitoring.notes.urls")),
    path("", include("monitoring.plans.urls")),
    path("", include("monitoring.service.urls")),
    path("", include("monitoring.support.urls")),
    path("", include("monitoring.surveys.urls")),
    path("", include("monitoring.team.urls")),
    path("", include("monitoring.offer.urls")),
    path("", include("monitoring.newsletters.urls")),
    path("", include("monitoring.notices.urls")),
    path("", include("monitoring.summaries.urls")),
    path("", include("monitoring.scrutiny.urls")),
    path("", include("monitoring.access_review.urls")),
    path("", include("monitoring.retention.urls")),
    path("", include("monitoring.information_requests.urls")),
    path("", include("sil.letters.urls")),
    path("", include("sil.seals.urls")),
    path("", include("sil.outbox.urls")),
    path("", include("sil.web.urls")),
    path("", include("sil.unsent.urls")),
    path("", include("sil.saved.urls")),
    path("", include("sil.morning.urls")),
    path("", include("sil.health.urls")),
    path("", include("sil.second_factor.urls")),
    path("", include("sil.sign_in.urls")),
    path("", include("sil.identity_provider.urls")),
    # Of allauth's addresses, those that the product uses: nobody signs themselves up.
    path("accounts/login/", sign_in.login, name="account_login"),
    path("accounts/logout/", sign_in.logout, name="account_logout"),
    path("accounts/inactive/", sign_in.account_inactive, name="account_inactive"),
    path("accounts/signup/", sign_in.signup, name="account_signup"),
    path("accounts/reauthenticate/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", sign_in.password_change, name="account_change_password"),
    path("accounts/password/set/", sign_in.password_set, name="account_set_password"),
    path("accounts/password/reset/", sign_in.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", sign_in.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        sign_in.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
