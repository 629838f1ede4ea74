from django.urls import path

from .agreed import views as agreed
from .calendar import views as calendar
from .capacity import views as capacity
from .days import lists as days_lists
from .days import views as days
from .days_table import views as days_table
from .more_days import views as more_days
from .offers import views as offers
from .planning import views as planning
from .priorities import views as priorities
from .prompts import views as prompts
from .put_right import views as put_right
from .report.views import answering, checking, writing
from .report.views import lists as report_lists
from .requests import views as requests
from .terms import views as terms
from .visit.views import acts, lists

one = "visits/<int:pk>/"

urlpatterns = [
    path("visits/", lists.visits, name="visits"),
    path("visits/plan/", planning.term, name="term_plan"),
    path("visits/actions/", agreed.actions, name="agreed_actions"),
    path("actions/<int:pk>/", agreed.agreed_action, name="agreed_action"),
    path("actions/<int:pk>/update/", agreed.update, name="agreed_action_update"),
    path("actions/<int:pk>/school/", agreed.tell, name="agreed_action_tell"),
    path("visits/log/", acts.log, name="visit_log"),
    path("schools/<int:urn>/visits/plan/", acts.plan, name="visit_plan"),
    path("schools/<int:urn>/visits/record/", acts.record, name="visit_record"),
    path("schools/<int:urn>/times/offer/", offers.offer, name="times_offer"),
    path("times/<int:pk>/", offers.times, name="times"),
    path("times/<int:pk>/none/", offers.none_suits, name="times_none"),
    path("times/<int:pk>/withdraw/", offers.withdraw, name="times_withdraw"),
    path("visits/priorities/", priorities.priorities, name="priorities"),
    path("visits/priorities/<slug:source>/<slug:slug>/", priorities.priority, name="priority"),
    path("visits/days/", days_table.days_table, name="days_table"),
    path("visits/capacity/", capacity.capacities, name="capacity"),
    path("visits/capacity/scenario/", capacity.scenario, name="capacity_scenario"),
    path("visits/capacity/<int:pk>/", capacity.person, name="capacity_person"),
    path("visits/capacity/<int:pk>/contract/", capacity.contract, name="capacity_contract"),
    path("leave/<int:pk>/remove/", capacity.remove, name="leave_remove"),
    path("visits/owed/", days_lists.owed, name="visits_owed"),
    path("schools/<int:urn>/days/", days.days, name="days"),
    path("visits/over/", days_lists.over, name="days_over"),
    path("schools/<int:urn>/days/ask-partner/", more_days.ask, name="more_days_ask"),
    path("more-days/<int:pk>/", more_days.more_days, name="more_days"),
    path("more-days/<int:pk>/pass-on/", more_days.pass_on, name="more_days_pass_on"),
    path("more-days/<int:pk>/decline/", more_days.decline, name="more_days_decline"),
    path("more-days/<int:pk>/withdraw/", more_days.withdraw, name="more_days_withdraw"),
    path("schools/<int:urn>/days/ask/", requests.ask, name="days_ask"),
    path("days-requests/<int:pk>/", requests.answer, name="days_request"),
    path("schools/<int:urn>/days/more/", days.approve, name="days_approve"),
    path("extra-days/<int:pk>/take-back/", days.take_back, name="days_take_back"),
    path(one, lists.visit, name="visit"),
    path(f"{one}hold/", acts.hold, name="visit_hold"),
    path(f"{one}move/", acts.reschedule, name="visit_reschedule"),
    path(f"{one}cancel/", acts.cancel, name="visit_cancel"),
    path(f"{one}miss/", acts.miss, name="visit_miss"),
    path(f"{one}again/", planning.again, name="visit_again"),
    path(f"{one}undo/", put_right.undo, name="visit_undo"),
    path(f"{one}change/", put_right.change, name="visit_change"),
    path(f"{one}put-right/", put_right.put_right, name="visit_put_right"),
    path(f"{one}put-right/date/", put_right.redate, name="visit_redate"),
    path(f"{one}put-right/school/", put_right.move_school, name="visit_move_school"),
    path(f"{one}put-right/no-visit/", put_right.strike, name="visit_strike"),
    path(f"{one}prepare/", prompts.prepare, name="visit_prepare"),
    path(f"{one}prepare/withdraw/", prompts.withdraw, name="visit_prepare_withdraw"),
    path(f"{one}report/", writing.report, name="report"),
    path(f"{one}report/issue/", writing.issue, name="report_issue"),
    path(f"{one}report/take-back/", writing.take_back, name="report_take_back"),
    path(f"{one}report/withdraw/", put_right.withdraw, name="report_withdraw"),
    path(f"{one}report/rewrite/", put_right.rewrite, name="report_rewrite"),
    path(f"{one}report/check/", checking.check, name="report_check"),
    path(f"{one}report/answer/", answering.answer_report, name="report_answer"),
    path("reports/to-check/", checking.queue, name="reports_to_check"),
    path("reports/late/", report_lists.late, name="reports_late"),
    path("reports/quality/", report_lists.quality, name="reports_quality"),
    path("settings/terms/", terms.terms, name="terms"),
    path("settings/terms/<int:pk>/", terms.change, name="term_change"),
    path("settings/terms/<int:pk>/remove/", terms.remove, name="term_remove"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/renew/", calendar.renew, name="calendar_renew"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
]
