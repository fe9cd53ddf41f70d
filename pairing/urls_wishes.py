"""Routes of the group meeting and of preferences."""

from django.urls import path

from pairing.views import (
    group_meeting_papers,
    group_meetings,
    preference_choices,
    preference_grid,
    preferences,
)

urlpatterns = [
    path("group-meeting/", group_meetings.group_meeting_list, name="group_meeting_list"),
    path("group-meeting/add/", group_meetings.group_meeting_add, name="group_meeting_add"),
    path("group-meeting/preferences/", preferences.preference_list, name="preference_list"),
    path("group-meeting/preferences/export/", preferences.preference_export, name="preference_export"),
    path(
        "group-meeting/preferences/choices/", preference_choices.preference_choices, name="preference_choices"
    ),
    path("group-meeting/preferences/grid/", preference_grid.preference_grid, name="preference_grid"),
    path("group-meeting/preferences/links/", preferences.preference_issue, name="preference_issue"),
    path(
        "group-meeting/preferences/links/<int:pk>/renew/",
        preferences.preference_renew,
        name="preference_renew",
    ),
    path("group-meeting/preferences/slips/", preferences.preference_slips_pdf, name="preference_slips_pdf"),
    path(
        "group-meeting/preferences/blanks/", preferences.preference_blanks_pdf, name="preference_blanks_pdf"
    ),
    path(
        "group-meeting/preferences/<int:pk>/remove/", preferences.preference_remove, name="preference_remove"
    ),
    path("group-meeting/<int:pk>/", group_meetings.group_meeting_detail, name="group_meeting_detail"),
    path("group-meeting/<int:pk>/edit/", group_meetings.group_meeting_edit, name="group_meeting_edit"),
    path("group-meeting/<int:pk>/mark/", group_meetings.group_meeting_mark, name="group_meeting_mark"),
    path(
        "group-meeting/<int:pk>/mark-all/",
        group_meetings.group_meeting_mark_all,
        name="group_meeting_mark_all",
    ),
    path("group-meeting/<int:pk>/hold/", group_meetings.group_meeting_hold, name="group_meeting_hold"),
    path("group-meeting/<int:pk>/reopen/", group_meetings.group_meeting_reopen, name="group_meeting_reopen"),
    path("group-meeting/<int:pk>/cancel/", group_meetings.group_meeting_cancel, name="group_meeting_cancel"),
    path("group-meeting/<int:pk>/pdf/", group_meeting_papers.group_meeting_pdf, name="group_meeting_pdf"),
    path(
        "group-meeting/<int:pk>/invitations/",
        group_meeting_papers.group_meeting_invite_pdf,
        name="group_meeting_invite_pdf",
    ),
    path(
        "group-meeting/<int:pk>/export/",
        group_meeting_papers.group_meeting_export,
        name="group_meeting_export",
    ),
]
