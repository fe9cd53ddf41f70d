"""Expected results."""

from django.urls import path

from monitoring.views import results

urlpatterns = [
    path("monitoring/results/", results.results, name="expected"),
    path("monitoring/results/export/", results.export, name="expected_export"),
    path("monitoring/results/pdf/", results.pdf, name="expected_pdf"),
    path("monitoring/results/follow/", results.follow, name="expected_follow"),
    path("monitoring/results/<int:pk>/", results.result, name="result"),
    path("monitoring/results/<int:pk>/save/", results.save, name="result_save"),
]
