from django.urls import path

from participants.views import destruction, rollover

urlpatterns = [
    path("rollover/", rollover.rollover, name="rollover"),
    path("destruction/", destruction.destruction_list, name="destruction_list"),
    path("destruction/check/", destruction.destruction_check, name="destruction_check"),
    path("destruction/run/", destruction.destruction_run, name="destruction_run"),
    path("destruction/leftovers/", destruction.destruction_leftovers, name="destruction_leftovers"),
    path("destruction/<int:pk>/keep/", destruction.destruction_keep, name="destruction_keep"),
]
