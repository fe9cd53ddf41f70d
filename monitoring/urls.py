from django.urls import include, path

from monitoring.views import effectiveness

app_name = "monitoring"

urlpatterns = [
    path("", include("monitoring.urls_camp")),
    path("", include("monitoring.urls_swot")),
    path("monitoring/effectiveness/", effectiveness.current, name="effectiveness"),
    path("monitoring/effectiveness/start/", effectiveness.start, name="assessment_start"),
    path("monitoring/effectiveness/pdf/", effectiveness.latest_pdf, name="effectiveness_pdf"),
    path("monitoring/effectiveness/export/", effectiveness.export, name="effectiveness_export"),
    path("monitoring/effectiveness/<int:pk>/", effectiveness.detail, name="assessment_detail"),
    path("monitoring/effectiveness/<int:pk>/save/", effectiveness.save, name="assessment_save"),
    path("monitoring/effectiveness/<int:pk>/agreed/", effectiveness.take_agreed, name="assessment_agreed"),
    path("monitoring/effectiveness/<int:pk>/discard/", effectiveness.discard, name="assessment_discard"),
    path("monitoring/effectiveness/<int:pk>/pdf/", effectiveness.pdf, name="assessment_pdf"),
    path("", include("monitoring.urls_changes")),
    path("", include("monitoring.urls_indicators")),
    path("", include("monitoring.urls_report")),
    path("", include("monitoring.urls_results")),
    path("", include("monitoring.urls_measure")),
    path("", include("monitoring.urls_cases")),
    path("", include("monitoring.urls_recognition")),
]
