"""Routes of mentors' reports and agreements of mentor and mentee."""

from django.urls import path

from pairing.views import mentor_reports as reports
from pairing.views import mentoring_agreements as agreements

urlpatterns = [
    path("reports/", reports.report_list, name="report_list"),
    path("pairs/<int:pk>/reports/add/", reports.report_create, name="report_create"),
    path("reports/<int:pk>/", reports.report_detail, name="report_detail"),
    path("reports/<int:pk>/edit/", reports.report_edit, name="report_edit"),
    path("reports/<int:pk>/submit/", reports.report_submit, name="report_submit"),
    path("reports/<int:pk>/accept/", reports.report_accept, name="report_accept"),
    path("reports/<int:pk>/return/", reports.report_return, name="report_return"),
    path("reports/<int:pk>/delete/", reports.report_delete, name="report_delete"),
    path("reports/<int:pk>/pdf/", reports.report_pdf, name="report_pdf"),
    path("pairs/agreements/", agreements.agreements_print, name="mentoring_agreements"),
    path("pairs/agreements/pdf/", agreements.agreements_pdf, name="mentoring_agreements_pdf"),
    path("pairs/<int:pk>/agreement-blank/", agreements.agreement_pdf, name="mentoring_agreement_pdf"),
]
