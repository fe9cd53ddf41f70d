from django.urls import path

from monitoring.views import report

urlpatterns = [
    path("monitoring/report/", report.report, name="report"),
    path("monitoring/report/pdf/", report.report_pdf, name="report_pdf"),
    path("monitoring/report/prepare/", report.prepare, name="report_prepare"),
    path("monitoring/report/conclusions/<slug:code>/", report.conclude, name="report_conclude"),
    path("monitoring/report/<int:pk>/docx/", report.report_download, name="report_docx"),
]
