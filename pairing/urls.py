from django.urls import include, path

from pairing import (
    urls_agreement,
    urls_compatibility,
    urls_matching,
    urls_meetings,
    urls_orders,
    urls_psychologist,
    urls_reports,
    urls_staffing,
    urls_watch,
    urls_wishes,
)
from pairing.views import closing, drafts, pairs, plans, proposals

app_name = "pairing"

pair_urls = [
    path("", pairs.pair_list, name="pair_list"),
    path("add/", drafts.pair_create, name="pair_create"),
    path("export/", pairs.pair_export, name="pair_export"),
    path("pdf/", pairs.pair_pdf, name="pair_pdf"),
    path("<int:pk>/", pairs.pair_detail, name="pair_detail"),
    path("<int:pk>/edit/", drafts.pair_edit, name="pair_edit"),
    path("<int:pk>/delete/", drafts.pair_delete, name="pair_delete"),
    path("<int:pk>/submit/", drafts.pair_submit, name="pair_submit"),
    path("<int:pk>/return/", plans.pair_return, name="pair_return"),
    path("<int:pk>/reopen/", closing.pair_reopen, name="pair_reopen"),
]
plan_urls = [
    path("submit/", plans.plan_submit, name="plan_submit"),
    path("<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("<int:pk>/approve/", plans.plan_approve, name="plan_approve"),
    path("<int:pk>/return/", plans.plan_return, name="plan_return"),
]
proposal_urls = [
    path("", proposals.proposal_list, name="proposal_list"),
    path("<int:pk>/confirm/", proposals.proposal_confirm, name="proposal_confirm"),
    path("<int:pk>/decline/", proposals.proposal_decline, name="proposal_decline"),
]

urlpatterns = [
    *urls_watch.urlpatterns,
    path("pairs/", include(pair_urls)),
    path("plans/", include(plan_urls)),
    path("proposals/", include(proposal_urls)),
    *urls_agreement.urlpatterns,
    *urls_compatibility.urlpatterns,
    *urls_matching.urlpatterns,
    *urls_meetings.urlpatterns,
    *urls_wishes.urlpatterns,
    *urls_psychologist.urlpatterns,
    *urls_reports.urlpatterns,
    *urls_orders.urlpatterns,
    *urls_staffing.urlpatterns,
]
