from django.urls import path

from .answer.views import survey_answer, survey_told
from .cycle import views as cycle
from .results import views as results

urlpatterns = [
    path("surveys/", cycle.surveys, name="surveys"),
    path("surveys/plan/", cycle.survey_plan, name="survey_plan"),
    path("surveys/<int:pk>/", results.survey, name="survey"),
    path("surveys/<int:pk>/change/", cycle.survey_change, name="survey_change"),
    path("surveys/<int:pk>/open/", cycle.survey_open, name="survey_open"),
    path("surveys/<int:pk>/extend/", cycle.survey_extend, name="survey_extend"),
    path("surveys/<int:pk>/close/", cycle.survey_close, name="survey_close"),
    path("surveys/<int:pk>/cancel/", cycle.survey_cancel, name="survey_cancel"),
    path("surveys/<int:pk>/comments/", results.survey_comments, name="survey_comments"),
    path("surveys/<int:pk>/answers/", results.survey_answers, name="survey_answers"),
    path("surveys/<int:pk>/themes/add/", results.survey_theme_add, name="survey_theme_add"),
    path("surveys/<int:pk>/share/", results.survey_share, name="survey_share"),
    path("surveys/<int:pk>/told/", survey_told, name="survey_told"),
    path("survey-comments/<uuid:pk>/", results.survey_comment, name="survey_comment"),
    path("survey-themes/<int:pk>/", results.survey_theme, name="survey_theme"),
    path("survey-answers/<int:pk>/", survey_answer, name="survey_answer"),
]
