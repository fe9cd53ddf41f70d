"""Routes of «Запросы и охват», of the list of topics and of bases approved on a day."""

from django.urls import path

from participants.enums import BaseKind
from participants.views import coverage, needs

urlpatterns = [
    path("needs/", needs.needs_list, name="needs_list"),
    path("needs/people/", needs.needs_people, name="needs_people"),
    path("needs/export/", needs.needs_export, name="needs_export"),
    path("needs/pdf/", needs.needs_pdf, name="needs_pdf"),
    path("needs/invite/", needs.invite, name="invite"),
    path("needs/invite/names/", needs.invite_names, name="invite_names"),
    path("needs/invite/link/", needs.invite_link, name="invite_link"),
    path("needs/invite/poster/", needs.invite_poster, name="invite_poster"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/export/", coverage.coverage_export, name="coverage_export"),
    path("coverage/pdf/", coverage.coverage_pdf, name="coverage_pdf"),
    path("coverage/population/", coverage.population_edit, name="population_edit"),
    path("settings/topics/", coverage.topic_list, name="topic_list"),
    path("settings/topics/ready/", coverage.topic_ready, name="topic_ready"),
    path("settings/topics/<int:pk>/", coverage.topic_edit, name="topic_edit"),
    path("settings/topics/<int:pk>/move/", coverage.topic_move, name="topic_move"),
    path("mentors/approve/", coverage.base_approve, {"base": BaseKind.MENTORS.value}, name="mentor_approve"),
    path("mentees/approve/", coverage.base_approve, {"base": BaseKind.MENTEES.value}, name="mentee_approve"),
]
