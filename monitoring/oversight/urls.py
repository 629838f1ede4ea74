from django.urls import path

from .account import views as account
from .audit import views as audit
from .concern import views as concern
from .criteria import views as criteria
from .framework_file import views as framework_file
from .home import views as home
from .letters import views as letters
from .outcomes import views as outcomes
from .promises import views as promises
from .running import views as running
from .setting_up import views as setting_up

urlpatterns = [
    path("", home.home, name="home"),
    path("causing-concern/", concern.causing_concern, name="causing_concern"),
    path("account/", account.account, name="account"),
    path("audit/", audit.audit, name="audit"),
    path("settings/state/", running.service_state, name="service_state"),
    path("metrics", running.metrics, name="metrics"),
    path("framework/load/", framework_file.load, name="framework_load"),
    path("framework/load/confirm/", framework_file.confirm, name="framework_confirm"),
    path("letters/", letters.letters, name="letters"),
    path("inspections/outcomes/", outcomes.inspection_outcomes, name="inspection_outcomes"),
    path("inspections/outcomes/schools/", outcomes.outcome_schools, name="outcome_schools"),
    path("settings/set-up/", setting_up.setting_up, name="setting_up"),
    path("promises/", promises.promises, name="promises"),
    path("promises/criteria/", criteria.criteria, name="criteria"),
    path("promises/criteria/reports/", criteria.checked_reports, name="checked_reports"),
    path("promises/<slug:slug>/", promises.promise, name="promise"),
]
