"""Routes of the conditions: curators by order, resources, partners."""

from django.urls import path

from programs.views import conditions, partner_agreements, partners, resources

urlpatterns = [
    path("conditions/", conditions.conditions, name="conditions"),
    path("conditions/curators/add/", conditions.appointment_create, name="appointment_create"),
    path("conditions/curators/<int:pk>/", conditions.appointment_edit, name="appointment_edit"),
    path("conditions/curators/<int:pk>/remove/", conditions.appointment_remove, name="appointment_remove"),
    path("conditions/orders/add/", conditions.curator_order_create, name="curator_order_create"),
    path("conditions/orders/<int:pk>/", conditions.curator_order_edit, name="curator_order_edit"),
    path("conditions/orders/<int:pk>/cancel/", conditions.curator_order_cancel, name="curator_order_cancel"),
    path("conditions/orders/<int:pk>/docx/", conditions.curator_order_download, name="curator_order_docx"),
    path("resources/", resources.resource_list, name="resource_list"),
    path("resources/export/", resources.resource_export, name="resource_export"),
    path("resources/pdf/", resources.resource_pdf, name="resource_pdf"),
    path("resources/ready/", resources.resource_ready, name="resource_ready"),
    path("resources/add/", resources.resource_create, name="resource_create"),
    path("resources/<int:pk>/", resources.resource_edit, name="resource_edit"),
    path("resources/<int:pk>/remove/", resources.resource_remove, name="resource_remove"),
    path("partners/", partners.partner_list, name="partner_list"),
    path("partners/export/", partners.partner_export, name="partner_export"),
    path("partners/pdf/", partners.partner_pdf, name="partner_pdf"),
    path("partners/add/", partners.partner_create, name="partner_create"),
    path("partners/<int:pk>/", partners.partner_detail, name="partner_detail"),
    path("partners/<int:pk>/edit/", partners.partner_edit, name="partner_edit"),
    path("partners/<int:pk>/agreements/add/", partner_agreements.agreement_create, name="agreement_create"),
    path("partners/agreements/<int:pk>/", partner_agreements.agreement_edit, name="agreement_edit"),
    path(
        "partners/agreements/<int:pk>/remove/", partner_agreements.agreement_remove, name="agreement_remove"
    ),
    path("partners/papers/<int:pk>/", partner_agreements.agreement_text, name="agreement_text"),
    path("partners/papers/<int:pk>/cancel/", partner_agreements.agreement_cancel, name="agreement_cancel"),
]
