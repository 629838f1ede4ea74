from django.urls import path

from .report import views

urlpatterns = [
    path("scrutiny/", views.reports, name="scrutiny_reports"),
    path("scrutiny/make/", views.make, name="scrutiny_make"),
    path("scrutiny/<int:pk>/", views.report, name="scrutiny_report"),
    path("scrutiny/<int:pk>/report.pdf", views.take, name="scrutiny_file"),
]
