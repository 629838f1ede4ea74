from django.urls import path

from .report import views
from .terms import views as terms

urlpatterns = [
    path("scrutiny/", views.reports, name="scrutiny_reports"),
    path("scrutiny/make/", views.make, name="scrutiny_make"),
    path("scrutiny/<int:pk>/", views.report, name="scrutiny_report"),
    path("scrutiny/<int:pk>/report.pdf", views.take, name="scrutiny_file"),
    path("scrutiny/terms/", terms.reports, name="term_reports"),
    path("scrutiny/terms/start/", terms.start, name="term_report_start"),
    path("scrutiny/terms/<int:pk>/", terms.report, name="term_report"),
    path("scrutiny/terms/<int:pk>/write/", terms.write, name="term_report_write"),
    path("scrutiny/terms/<int:pk>/decide/", terms.decide, name="term_report_decide"),
    path("scrutiny/terms/<int:pk>/correct/", terms.correct, name="term_report_correct"),
    path("scrutiny/terms/<int:pk>/report.pdf", terms.take, name="term_report_file"),
]
