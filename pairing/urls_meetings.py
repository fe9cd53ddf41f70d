from django.urls import path

from pairing.views import meetings

urlpatterns = [
    path("meetings/", meetings.meeting_overview, name="meeting_overview"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path("pairs/<int:pk>/meetings/", meetings.meeting_list, name="meeting_list"),
    path("pairs/<int:pk>/meetings/add/", meetings.meeting_create, name="meeting_create"),
    path("pairs/<int:pk>/meetings/pdf/", meetings.meeting_pdf, name="meeting_pdf"),
]
