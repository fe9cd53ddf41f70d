"""Routes of «Документы» beside the register: new papers, templates, acquaintance, the year's folder."""

from django.urls import path

from programs.views import acquaintance, folder, paper_templates, papers

urlpatterns = [
    path("documents/new/", papers.paper_kinds, name="paper_kinds"),
    path("documents/new/<slug:kind>/", papers.paper_create, name="paper_create"),
    path("documents/<int:pk>/edit/", papers.paper_edit, name="paper_edit"),
    path("documents/<int:pk>/cancel/", papers.paper_cancel, name="paper_cancel"),
    path("documents/<int:pk>/docx/", papers.paper_docx_download, name="paper_docx_download"),
    path("documents/folder/", folder.document_folder, name="document_folder"),
    path("documents/folder/order/", folder.folder_order, name="folder_order"),
    path("documents/print/", folder.documents_print, name="documents_print"),
    path("documents/<int:pk>/acquaintance/", acquaintance.acquaintance, name="acquaintance"),
    path("documents/<int:pk>/acquaintance/pdf/", acquaintance.acquaintance_pdf, name="acquaintance_pdf"),
    path(
        "documents/<int:pk>/acquaintance/employees/",
        acquaintance.acquaintance_employees,
        name="acquaintance_employees",
    ),
    path("documents/<int:pk>/acquaintance/add/", acquaintance.acquaintance_add, name="acquaintance_add"),
    path("documents/<int:pk>/acquaintance/mark/", acquaintance.acquaintance_mark, name="acquaintance_mark"),
    path(
        "documents/<int:pk>/acquaintance/<int:line>/remove/",
        acquaintance.acquaintance_remove,
        name="acquaintance_remove",
    ),
    path("settings/papers/", paper_templates.paper_template_list, name="paper_template_list"),
    path("settings/papers/<slug:kind>/", paper_templates.paper_template_edit, name="paper_template_edit"),
    path("settings/papers/<slug:kind>/pdf/", paper_templates.paper_template_pdf, name="paper_template_pdf"),
    path(
        "settings/papers/<slug:kind>/reset/",
        paper_templates.paper_template_reset,
        name="paper_template_reset",
    ),
]
