from django.urls import path

from monitoring.views import changes

urlpatterns = [
    path("monitoring/changes/", changes.changes, name="changes"),
    path("monitoring/changes/export/", changes.export, name="changes_export"),
    path("monitoring/changes/pdf/", changes.pdf, name="changes_pdf"),
    path("monitoring/changes/<int:pk>/worse/", changes.worse, name="change_worse"),
    path("monitoring/forecast/", changes.forecast, name="forecast"),
]
