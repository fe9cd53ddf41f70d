"""The calendar behind a personal link, without sign-in: /c/<token>/"""

from django.urls import path

from programs.views import my_calendar

app_name = "calendar"

urlpatterns = [path("c/<str:token>/", my_calendar.calendar_feed, name="feed")]
