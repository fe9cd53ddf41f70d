"""Parameters and measures."""

from django.urls import path

from monitoring.views import measure_import, measure_papers, measurements, parameters

HERE = "monitoring/measurements/"

urlpatterns = [
    path(HERE, measurements.measure_home, name="measure_home"),
    path(f"{HERE}class/<int:pk>/", measurements.measure_class, name="measure_class"),
    path(f"{HERE}group/<int:pk>/", measurements.measure_group, name="measure_group"),
    path(f"{HERE}<int:pk>/", measurements.measure_parameter, name="measure_parameter"),
    path(f"{HERE}<int:pk>/open/", measurements.measure_open, name="measure_open"),
    path(f"{HERE}school/", measure_papers.measure_school, name="measure_school"),
    path(f"{HERE}export/", measure_papers.measure_export, name="measure_export"),
    path(f"{HERE}template/", measure_papers.measure_template, name="measure_template"),
    path(f"{HERE}pdf/", measure_papers.measure_blank_pdf, name="measure_blank_pdf"),
    path(f"{HERE}import/", measure_import.measure_import, name="measure_import"),
    path(f"{HERE}import/apply/", measure_import.measure_import_apply, name="measure_import_apply"),
    path(f"{HERE}import/rejected/", measure_import.measure_import_rejected, name="measure_import_rejected"),
    path("monitoring/parameters/", parameters.parameter_list, name="parameter_list"),
    path("monitoring/parameters/new/", parameters.parameter_create, name="parameter_create"),
    path("monitoring/parameters/<int:pk>/", parameters.parameter_edit, name="parameter_edit"),
    path("monitoring/parameters/<int:pk>/move/", parameters.parameter_move, name="parameter_move"),
]
