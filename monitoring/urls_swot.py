"""Where the room is, results of surveys, the SWOT, the six tasks and the settings of the monitoring."""

from django.urls import path

from monitoring.views import expectations, overview, survey_results, swot

urlpatterns = [
    path("monitoring/", overview.overview, name="overview"),
    path("monitoring/tasks/<int:number>/", overview.task, name="task"),
    path("monitoring/settings/", overview.monitoring_settings, name="settings"),
    path("monitoring/surveys/<int:pk>/results/", survey_results.survey_results, name="survey_results"),
    path(
        "monitoring/surveys/<int:pk>/results/export/",
        survey_results.survey_results_export,
        name="survey_results_export",
    ),
    path(
        "monitoring/surveys/<int:pk>/results/answers/",
        survey_results.survey_answers_export,
        name="survey_answers_export",
    ),
    path(
        "monitoring/surveys/<int:pk>/results/pdf/",
        survey_results.survey_results_pdf,
        name="survey_results_pdf",
    ),
    path("monitoring/moderation/", survey_results.moderation, name="moderation"),
    path("monitoring/moderation/<int:pk>/", survey_results.moderation_detail, name="moderation_detail"),
    path("monitoring/moderation/<int:pk>/save/", survey_results.moderation_save, name="moderation_save"),
    path("monitoring/swot/", swot.swot, name="swot"),
    path("monitoring/swot/take/", swot.swot_take, name="swot_take"),
    path("monitoring/swot/add/", swot.swot_add, name="swot_add"),
    path("monitoring/swot/hints/", swot.swot_hints, name="swot_hints"),
    path("monitoring/swot/analysis/", overview.swot_analysis, name="swot_analysis"),
    path("monitoring/swot/pdf/", swot.swot_pdf, name="swot_pdf"),
    path("monitoring/swot/docx/", swot.swot_word, name="swot_docx_download"),
    path("monitoring/swot/<int:pk>/edit/", swot.swot_edit, name="swot_edit"),
    path("monitoring/swot/<int:pk>/remove/", swot.swot_remove, name="swot_remove"),
    path("monitoring/swot/<int:pk>/move/", swot.swot_move, name="swot_move"),
    path("monitoring/swot/expectations/", expectations.expectations, name="expectations"),
    path(
        "monitoring/swot/expectations/export/", expectations.expectations_export, name="expectations_export"
    ),
]
