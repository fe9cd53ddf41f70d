from django.urls import path

from participants.views import rollover

urlpatterns = [
    path("rollover/", rollover.rollover, name="rollover"),
]
