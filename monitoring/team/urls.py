from django.urls import path

from .action import views as action
from .meeting import views as meeting
from .page import views as page
from .support import views as support
from .team import views as team

urlpatterns = [
    path("teams/", page.teams, name="teams"),
    path("schools/<int:urn>/team/set-up/", team.set_up, name="team_set_up"),
    path("teams/<int:pk>/", page.team, name="team"),
    path("teams/<int:pk>/lead/", team.lead, name="team_lead"),
    path("teams/<int:pk>/end/", team.end, name="team_end"),
    path("teams/<int:pk>/reopen/", team.reopen, name="team_reopen"),
    path("teams/<int:pk>/members/add/", team.join, name="team_join"),
    path("teams/members/<int:pk>/end/", team.leave, name="team_leave"),
    path("teams/<int:pk>/actions/", action.actions, name="team_actions"),
    path("teams/<int:pk>/actions/add/", action.add, name="team_action_add"),
    path("teams/actions/<int:pk>/", action.action, name="team_action"),
    path("teams/actions/<int:pk>/update/", action.update, name="team_action_update"),
    path("teams/actions/<int:pk>/change/", action.change, name="team_action_change"),
    path("teams/<int:pk>/meetings/plan/", meeting.plan, name="team_meeting_plan"),
    path("teams/meetings/<int:pk>/", meeting.meeting, name="team_meeting"),
    path("teams/meetings/<int:pk>/notes/", meeting.record, name="team_meeting_record"),
    path("teams/meetings/<int:pk>/move/", meeting.move, name="team_meeting_move"),
    path("teams/meetings/<int:pk>/cancel/", meeting.cancel, name="team_meeting_cancel"),
    path("teams/<int:pk>/financial-support/", support.requests, name="team_supports"),
    path("teams/<int:pk>/financial-support/ask/", support.ask, name="team_support_ask"),
    path("teams/financial-support/<int:pk>/", support.support, name="team_support"),
    path("teams/financial-support/<int:pk>/decide/", support.decide, name="team_support_decide"),
    path("teams/financial-support/<int:pk>/withdraw/", support.withdraw, name="team_support_withdraw"),
    path("teams/financial-support/<int:pk>/pay/", support.pay, name="team_support_pay"),
    path("teams/financial-support/payments/<int:pk>/take-back/", support.take_back, name="team_payment_take_back"),
]
