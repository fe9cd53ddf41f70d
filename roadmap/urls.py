from django.urls import include, path

from roadmap import urls_evidence
from roadmap.views import editing, life, overview, step

app_name = "roadmap"

urlpatterns = [
    path("roadmap/", include("roadmap.urls_time")),
    path("roadmap/import/", include("roadmap.urls_import")),
    path("roadmap/", overview.roadmap_table, name="roadmap_table"),
    path("roadmap/export/", overview.roadmap_export, name="roadmap_export"),
    path("roadmap/pdf/", overview.roadmap_pdf, name="roadmap_pdf"),
    path("roadmap/submit/", life.roadmap_submit, name="roadmap_submit"),
    path("roadmap/approve/", life.roadmap_approve, name="roadmap_approve"),
    path("roadmap/return/", life.roadmap_return, name="roadmap_return"),
    path("roadmap/revise/", life.roadmap_revise, name="roadmap_revise"),
    path("roadmap/add/", editing.step_create, name="step_create"),
    path("roadmap/evidence/<int:pk>/", step.evidence_download, name="evidence_download"),
    path("roadmap/<int:number>/", step.step_detail, name="step_detail"),
    path("roadmap/<int:number>/edit/", editing.step_edit, name="step_edit"),
    path("roadmap/<int:number>/remove/", editing.step_remove, name="step_remove"),
    path("roadmap/<int:number>/start/", step.step_start, name="step_start"),
    path("roadmap/<int:number>/complete/", step.step_complete, name="step_complete"),
    path("roadmap/<int:number>/part/", step.step_part, name="step_part"),
    path("roadmap/<int:number>/part/clear/", step.step_part_clear, name="step_part_clear"),
    path("roadmap/<int:number>/not-needed/", step.step_not_needed, name="step_not_needed"),
    path("roadmap/<int:number>/reopen/", step.step_reopen, name="step_reopen"),
    path("roadmap/<int:number>/evidence/", step.step_evidence, name="step_evidence"),
    *urls_evidence.urlpatterns,
]
