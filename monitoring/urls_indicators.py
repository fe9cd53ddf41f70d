from django.urls import path

from monitoring.views import indicators

urlpatterns = [
    path("monitoring/indicators/", indicators.indicators, name="indicators"),
    path("monitoring/indicators/export/", indicators.indicator_export, name="indicator_export"),
    path("monitoring/indicators/<int:pk>/edit/", indicators.indicator_edit, name="indicator_edit"),
    path("monitoring/indicators/people/<slug:code>/", indicators.count_people, name="count_people"),
    path("monitoring/indicators/municipal/", indicators.municipal, name="municipal"),
    path("monitoring/indicators/municipal/texts/", indicators.municipal_texts, name="municipal_texts"),
    path("monitoring/indicators/municipal/export/", indicators.municipal_export, name="municipal_export"),
    path("monitoring/indicators/municipal/pdf/", indicators.municipal_pdf, name="municipal_pdf"),
]
