from django.urls import path

from participants.views import papers

urlpatterns = [
    path("participation/", papers.participation_print, name="participation_print"),
    path("participation/pdf/", papers.participation_pdf, name="participation_pdf"),
    path("destruction/requests/pdf/", papers.request_journal_pdf, name="request_journal_pdf"),
    path("destruction/access/pdf/", papers.access_journal_pdf, name="access_journal_pdf"),
]
