"""The roadmap over time: the picture, the month, the week, revisions, years."""

from django.urls import path

from roadmap.views import calendar, digest, revisions, timeline, years

urlpatterns = [
    path("timeline/", timeline.timeline, name="timeline"),
    path("calendar/", calendar.month, name="calendar"),
    path("digest/", digest.digest, name="digest"),
    path("digest/choice/", digest.digest_choice, name="digest_choice"),
    path("revisions/", revisions.revisions, name="revisions"),
    path("revisions/reason/", revisions.reason_save, name="revision_reason"),
    path("years/", years.years, name="years"),
    path("years/export/", years.years_export, name="years_export"),
    path("years/pdf/", years.years_pdf, name="years_pdf"),
]
