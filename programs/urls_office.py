"""Routes of the shared office, a list for each noun."""

from django.urls import path

from programs.views import (
    approvals,
    audit,
    batches,
    dashboard,
    documents,
    rooms,
    search,
    staff,
    staff_many,
    structure,
)

dashboard_urls = [
    path("", dashboard.dashboard, name="dashboard"),
    path("attention/", dashboard.attention_list, name="attention_list"),
    path("search/", search.search, name="search"),
]

staff_urls = [
    path("staff/", staff.staff_list, name="staff_list"),
    path("staff/export/", staff.staff_export, name="staff_export"),
    path("staff/pdf/", staff.staff_pdf, name="staff_pdf"),
    path("staff/add/", staff.staff_create, name="staff_create"),
    path("staff/add-list/", staff_many.staff_many, name="staff_many"),
    path("staff/slips/", staff_many.staff_slips, name="staff_slips"),
    path("staff/slips/pdf/", staff_many.staff_slips_pdf, name="staff_slips_pdf"),
    path("staff/<int:pk>/", staff.staff_detail, name="staff_detail"),
    path("staff/<int:pk>/edit/", staff.staff_edit, name="staff_edit"),
    path("staff/<int:pk>/classes/", staff.staff_places, name="staff_places"),
    path("staff/<int:pk>/roles/", staff.role_grant, name="role_grant"),
    path("staff/<int:pk>/password/", staff.staff_password, name="staff_password"),
    path("staff/<int:pk>/close/", staff.staff_close, name="staff_close"),
    path("staff/roles/<int:pk>/hand-over/", staff.role_hand_over, name="role_hand_over"),
    path("staff/roles/<int:pk>/withdraw/", staff.role_withdraw, name="role_withdraw"),
]

structure_urls = [
    path("settings/", rooms.settings_list, name="settings_list"),
    path("duties/", rooms.duty_list, name="duty_list"),
    path("settings/classes/", structure.class_list, name="class_list"),
    path("settings/classes/<int:pk>/", structure.class_edit, name="class_edit"),
    path("settings/classes/<int:pk>/remove/", structure.class_remove, name="class_remove"),
    path("settings/groups/", structure.group_list, name="group_list"),
    path("settings/groups/<int:pk>/", structure.group_edit, name="group_edit"),
    path("settings/groups/<int:pk>/remove/", structure.group_remove, name="group_remove"),
    path("settings/substitution/", structure.substitution_list, name="substitution_list"),
    path(
        "settings/substitution/<int:pk>/withdraw/",
        structure.substitution_withdraw,
        name="substitution_withdraw",
    ),
]

document_urls = [
    path("documents/", documents.document_list, name="document_list"),
    path("documents/export/", documents.document_export, name="document_export"),
    path("documents/pdf/", documents.register_pdf, name="register_pdf"),
    path("documents/<int:pk>/", documents.document_detail, name="document_detail"),
    path("documents/<int:pk>/pdf/", documents.document_file, name="document_pdf"),
    path("documents/<int:pk>/draft/", documents.document_draft, name="document_draft"),
    path("documents/<int:pk>/sign/", documents.document_sign, name="document_sign"),
]

decision_urls = [
    path("approvals/", approvals.approvals, name="approvals"),
    path("audit/", audit.audit_list, name="audit_list"),
    path("audit/export/", audit.audit_export, name="audit_export"),
]

batch_urls = [
    path("jobs/", batches.batch_list, name="batch_list"),
    path("jobs/<int:pk>/", batches.batch_detail, name="batch_detail"),
    path("jobs/<int:pk>/run/", batches.batch_run, name="batch_run"),
    path("jobs/<int:pk>/file/", batches.batch_file, name="batch_file"),
]

urlpatterns = [*dashboard_urls, *staff_urls, *structure_urls, *document_urls, *decision_urls, *batch_urls]
