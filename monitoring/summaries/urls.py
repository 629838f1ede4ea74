from django.urls import path

from .runs import views as runs
from .summary import views

urlpatterns = [
    path("summaries/", views.summaries, name="summaries"),
    path("summaries/terms/<int:pk>/make/", runs.make_all, name="summaries_make_all"),
    path("summaries/runs/<int:pk>/", runs.run, name="summary_run"),
    path("summaries/runs/<int:pk>/stop/", runs.stop, name="summary_run_stop"),
    path("summaries/runs/<int:pk>/resume/", runs.resume, name="summary_run_resume"),
    path("schools/<int:urn>/summaries/<int:pk>/make/", views.make, name="summary_make"),
    path("summaries/<int:pk>/", views.summary, name="summary"),
    path("summaries/<int:pk>/again/", views.again, name="summary_again"),
]
