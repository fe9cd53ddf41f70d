"""The school's calendar of work and one's own calendar feed."""

from django.urls import path

from programs.views import calendar, my_calendar

urlpatterns = [
    path("calendar/", my_calendar.my_calendar, name="my_calendar"),
    path("calendar/issue/", my_calendar.my_calendar_issue, name="my_calendar_issue"),
    path("calendar/revoke/", my_calendar.my_calendar_revoke, name="my_calendar_revoke"),
    path("settings/calendar/", calendar.calendar_detail, name="calendar_detail"),
    path("settings/calendar/week/", calendar.calendar_week, name="calendar_week"),
    path("settings/calendar/holidays/", calendar.calendar_holidays, name="calendar_holidays"),
    path("settings/calendar/days/add/", calendar.calendar_day_add, name="calendar_day_add"),
    path("settings/calendar/days/<int:pk>/", calendar.calendar_day_edit, name="calendar_day_edit"),
    path("settings/calendar/days/<int:pk>/remove/", calendar.calendar_day_remove, name="calendar_day_remove"),
    path("settings/calendar/breaks/add/", calendar.calendar_break_add, name="calendar_break_add"),
    path("settings/calendar/breaks/<int:pk>/", calendar.calendar_break_edit, name="calendar_break_edit"),
    path(
        "settings/calendar/breaks/<int:pk>/remove/",
        calendar.calendar_break_remove,
        name="calendar_break_remove",
    ),
]
