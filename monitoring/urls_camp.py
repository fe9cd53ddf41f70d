"""Addresses of the surveys."""

from django.urls import path

from monitoring.views import campaign_grid, campaign_people, campaign_reach, campaigns

urlpatterns = [
    path("monitoring/surveys/", campaigns.campaign_list, name="campaign_list"),
    path("monitoring/surveys/export/", campaigns.campaign_export, name="campaign_export"),
    path("monitoring/surveys/new/", campaigns.campaign_create, name="campaign_create"),
    path("monitoring/surveys/<int:pk>/", campaigns.campaign_detail, name="campaign_detail"),
    path("monitoring/surveys/<int:pk>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("monitoring/surveys/<int:pk>/people/", campaign_people.campaign_people, name="campaign_people"),
    path(
        "monitoring/surveys/<int:pk>/uninvite/", campaign_people.campaign_uninvite, name="campaign_uninvite"
    ),
    path("monitoring/surveys/<int:pk>/open/", campaigns.campaign_open, name="campaign_open"),
    path("monitoring/surveys/<int:pk>/ask/", campaign_people.campaign_ask, name="campaign_ask"),
    path("monitoring/surveys/<int:pk>/close/", campaigns.campaign_close, name="campaign_close"),
    path("monitoring/surveys/<int:pk>/delete/", campaigns.campaign_delete, name="campaign_delete"),
    path("monitoring/surveys/<int:pk>/letters/", campaign_reach.campaign_letters, name="campaign_letters"),
    path("monitoring/surveys/<int:pk>/chat/", campaign_reach.campaign_chat, name="campaign_chat"),
    path(
        "monitoring/surveys/<int:pk>/slips/pdf/", campaign_reach.campaign_slips_pdf, name="campaign_slips_pdf"
    ),
    path(
        "monitoring/surveys/<int:pk>/blanks/pdf/",
        campaign_reach.campaign_blanks_pdf,
        name="campaign_blanks_pdf",
    ),
    path(
        "monitoring/surveys/<int:pk>/pdf/",
        campaign_reach.campaign_unanswered_pdf,
        name="campaign_unanswered_pdf",
    ),
    path("monitoring/surveys/<int:pk>/grid/", campaign_grid.campaign_grid, name="campaign_grid"),
    path(
        "monitoring/surveys/<int:pk>/grid/check/",
        campaign_grid.campaign_grid_check,
        name="campaign_grid_check",
    ),
]
