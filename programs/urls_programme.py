"""Routes of the programme document and of what the school sets up for it."""

from django.urls import path

from programs.views import programme, programme_life, programme_settings

programme_urls = [
    path("programme/", programme.programme_detail, name="programme_detail"),
    path("programme/pdf/", programme.programme_pdf, name="programme_pdf"),
    path("programme/all/", programme.programme_list, name="programme_list"),
    path("programme/new/", programme.programme_create, name="programme_create"),
    path("programme/submit/", programme_life.programme_submit, name="programme_submit"),
    path("programme/approve/", programme_life.programme_approve, name="programme_approve"),
    path("programme/return/", programme_life.programme_return, name="programme_return"),
    path("programme/start/", programme_life.programme_start, name="programme_start"),
    path("programme/revise/", programme_life.programme_revise, name="programme_revise"),
    path("programme/complete/", programme_life.programme_complete, name="programme_complete"),
    path("programme/archive/", programme_life.programme_archive, name="programme_archive"),
    path("programme/<slug:code>/edit/", programme.section_edit, name="section_edit"),
    path("programme/<slug:code>/history/", programme.section_history, name="section_history"),
]

settings_urls = [
    path("settings/school/", programme_settings.school_edit, name="school_edit"),
    path("settings/forms/", programme_settings.form_list, name="form_list"),
    path("settings/forms/new/", programme_settings.form_create, name="form_create"),
    path("settings/forms/<int:pk>/", programme_settings.form_edit, name="form_edit"),
    path("settings/forms/pdf/", programme_settings.form_pdf, name="form_pdf"),
    path("settings/forms/<int:pk>/decide/", programme_settings.form_decide, name="form_decide"),
    path("settings/forms/<int:pk>/models/new/", programme_settings.model_create, name="model_create"),
    path("settings/models/<int:pk>/", programme_settings.model_edit, name="model_edit"),
]

urlpatterns = [*programme_urls, *settings_urls]
