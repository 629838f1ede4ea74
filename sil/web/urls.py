from django.urls import path, re_path

from .history import views as history
from .settings import views as settings
from .shell import views as shell

urlpatterns = [
    re_path(r"^theme/([0-9a-f]{6})\.([0-9a-f]{12})\.css$", shell.theme, name="theme"),
    path("accessibility/", shell.accessibility, name="accessibility"),
    path("privacy/", shell.privacy, name="privacy"),
    path("help/", shell.help_page, name="help"),
    path("contact/", shell.contact, name="contact"),
    path("history/<slug:slug>/<slug:key>/", history.history, name="history"),
    path("framework/", settings.framework, name="framework"),
    path("settings/bank-holidays/", settings.bank_holidays, name="bank_holidays"),
    path("settings/bank-holidays/<int:pk>/remove/", settings.remove_bank_holiday, name="bank_holiday_remove"),
]
