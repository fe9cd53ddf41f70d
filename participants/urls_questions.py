"""Addresses of applications and questionnaires; part of participants.urls."""

from django.urls import path

from participants.views import applications, grid, posters, questionnaires, questions

urlpatterns = [
    path("applications/", applications.application_list, name="application_list"),
    path("applications/links/", posters.poster_list, name="poster_list"),
    path("applications/links/<int:pk>/pdf/", posters.poster_pdf, name="poster_pdf"),
    path("applications/links/<int:pk>/revoke/", posters.poster_revoke, name="poster_revoke"),
    path("applications/<int:pk>/", applications.application_detail, name="application_detail"),
    path("applications/<int:pk>/accept/", applications.application_accept, name="application_accept"),
    path("applications/<int:pk>/ask/", applications.application_ask, name="application_ask"),
    path("applications/<int:pk>/decline/", applications.application_decline, name="application_decline"),
    path("applications/<int:pk>/link/", applications.application_renew_link, name="application_renew_link"),
    path("questionnaires/", questionnaires.questionnaire_list, name="questionnaire_list"),
    path("questionnaires/add/", questions.questionnaire_create, name="questionnaire_create"),
    path("questionnaires/samples/", questionnaires.questionnaire_samples, name="questionnaire_samples"),
    path("questionnaires/linked/", questionnaires.questionnaire_linked, name="questionnaire_linked"),
    path("questionnaires/<int:pk>/", questionnaires.questionnaire_detail, name="questionnaire_detail"),
    path("questionnaires/<int:pk>/edit/", questions.questionnaire_edit, name="questionnaire_edit"),
    path(
        "questionnaires/<int:pk>/preview/", questionnaires.questionnaire_preview, name="questionnaire_preview"
    ),
    path("questionnaires/<int:pk>/pdf/", questionnaires.questionnaire_pdf, name="questionnaire_pdf"),
    path("questionnaires/<int:pk>/open/", questionnaires.questionnaire_open, name="questionnaire_open"),
    path("questionnaires/<int:pk>/close/", questionnaires.questionnaire_close, name="questionnaire_close"),
    path("questionnaires/<int:pk>/copy/", questionnaires.questionnaire_copy, name="questionnaire_copy"),
    path("questionnaires/<int:pk>/delete/", questionnaires.questionnaire_delete, name="questionnaire_delete"),
    path("questionnaires/<int:pk>/grid/", grid.questionnaire_grid, name="questionnaire_grid"),
    path(
        "questionnaires/<int:pk>/grid/check/",
        grid.questionnaire_grid_check,
        name="questionnaire_grid_check",
    ),
    path("questionnaires/<int:pk>/scan/", grid.questionnaire_scan, name="questionnaire_scan"),
    path("questionnaires/<int:pk>/questions/add/", questions.question_create, name="question_create"),
    path("questions/<int:pk>/", questions.question_edit, name="question_edit"),
    path("questions/<int:pk>/move/", questions.question_move, name="question_move"),
    path("questions/<int:pk>/delete/", questions.question_delete, name="question_delete"),
    path("responses/<int:pk>/scan/", questionnaires.response_download, name="response_download"),
]
