from django.urls import path

from . import views

urlpatterns = [
    path("summaries/", views.summaries, name="summaries"),
    path("summaries/terms/<int:pk>/make/", views.make_all, name="summaries_make_all"),
    path("summaries/runs/<int:pk>/", views.run, name="summary_run"),
    path("summaries/runs/<int:pk>/stop/", views.stop, name="summary_run_stop"),
    path("summaries/runs/<int:pk>/resume/", views.resume, name="summary_run_resume"),
    path("schools/<int:urn>/summaries/<int:pk>/make/", views.make, name="summary_make"),
    path("summaries/<int:pk>/", views.summary, name="summary"),
    path("summaries/<int:pk>/again/", views.again, name="summary_again"),
]
