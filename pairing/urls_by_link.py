"""Addresses behind a pair's personal link, without sign-in: /m/<token>/…"""

from django.urls import path

from pairing.views import by_link

app_name = "meeting_page"

urlpatterns = [
    path("m/<str:token>/", by_link.page, name="page"),
    path("m/<str:token>/draft/", by_link.draft, name="draft"),
    path("m/<str:token>/plan/", by_link.plan, name="plan"),
    path("m/<str:token>/help/", by_link.ask, name="ask"),
    path("m/<str:token>/meetings/<int:pk>/cancel/", by_link.cancel, name="cancel"),
    path("m/<str:token>/meetings/<int:pk>/move/", by_link.move, name="move"),
    path("m/<str:token>/tasks/<int:pk>/", by_link.task, name="task"),
]
