"""Routes of events: steps 1–4, 27, 29, 30."""

from django.urls import path

from participants.views import (
    event_attendance,
    event_invitations,
    event_list,
    event_papers,
    event_photos,
    events,
)

urlpatterns = [
    path("events/", event_list.event_list, name="event_list"),
    path("events/export/", event_list.event_export, name="event_export"),
    path("events/pdf/", event_list.event_list_pdf, name="event_list_pdf"),
    path("events/add/", events.event_add, name="event_add"),
    path("events/<int:pk>/", events.event_detail, name="event_detail"),
    path("events/<int:pk>/edit/", events.event_edit, name="event_edit"),
    path("events/<int:pk>/hold/", events.event_hold, name="event_hold"),
    path("events/<int:pk>/reopen/", events.event_reopen, name="event_reopen"),
    path("events/<int:pk>/cancel/", events.event_cancel, name="event_cancel"),
    path("events/<int:pk>/attendance/", event_attendance.event_attendance, name="event_attendance"),
    path("events/<int:pk>/attendance/mark/", event_attendance.event_mark, name="event_mark"),
    path("events/<int:pk>/attendance/mark-all/", event_attendance.event_mark_all, name="event_mark_all"),
    path("events/<int:pk>/attendance/count/", event_attendance.event_count, name="event_count"),
    path("events/<int:pk>/attendance/paste/", event_attendance.event_paste, name="event_paste"),
    path("events/<int:pk>/attendance/pdf/", event_attendance.event_sheet_pdf, name="event_sheet_pdf"),
    path("events/<int:pk>/protocol/", event_papers.event_protocol, name="event_protocol"),
    path("events/<int:pk>/protocol/pdf/", event_papers.event_protocol_pdf, name="event_protocol_pdf"),
    path("events/<int:pk>/programme/pdf/", event_papers.event_programme_pdf, name="event_programme_pdf"),
    path("events/<int:pk>/photos/", event_photos.event_photos, name="event_photos"),
    path("events/<int:pk>/photos/add/", event_photos.event_photo_add, name="event_photo_add"),
    path("events/<int:pk>/invitations/", event_invitations.event_invitations, name="event_invitations"),
    path("events/<int:pk>/invitations/add/", event_invitations.event_invite, name="event_invite"),
    path(
        "events/<int:pk>/invitations/mark/",
        event_invitations.event_invitation_mark,
        name="event_invitation_mark",
    ),
    path(
        "events/<int:pk>/invitations/letters/",
        event_invitations.event_invitation_letters,
        name="event_invitation_letters",
    ),
    path(
        "events/<int:pk>/invitations/export/",
        event_invitations.event_invitation_export,
        name="event_invitation_export",
    ),
    path(
        "events/<int:pk>/invitations/pdf/",
        event_invitations.event_invitations_pdf,
        name="event_invitations_pdf",
    ),
    path("events/invitations/<int:pk>/", event_invitations.event_invitation, name="event_invitation"),
    path(
        "events/invitations/<int:pk>/answer/",
        event_invitations.event_invitation_answer,
        name="event_invitation_answer",
    ),
    path(
        "events/invitations/<int:pk>/remove/",
        event_invitations.event_invitation_remove,
        name="event_invitation_remove",
    ),
    path("events/photos/<int:pk>/", event_photos.event_photo_edit, name="event_photo_edit"),
    path("events/photos/<int:pk>/download/", event_photos.event_photo, name="event_photo_download"),
    path("events/photos/<int:pk>/remove/", event_photos.event_photo_remove, name="event_photo_remove"),
    path("events/protocols/<int:pk>/", event_papers.protocol_edit, name="protocol_edit"),
    path("events/protocols/<int:pk>/cancel/", event_papers.protocol_cancel, name="protocol_cancel"),
]
