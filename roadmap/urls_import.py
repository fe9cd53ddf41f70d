"""The wizard of the roadmap's import, under roadmap/import/."""

from django.urls import path

from roadmap.views import importing

urlpatterns = [
    path("", importing.import_upload, name="import_upload"),
    path("template/", importing.import_template, name="import_template"),
    path("<int:pk>/", importing.import_table, name="import_table"),
    path("<int:pk>/review/", importing.import_review, name="import_review"),
    path("<int:pk>/write/", importing.import_write, name="import_write"),
    path("<int:pk>/cancel/", importing.import_cancel, name="import_cancel"),
]
