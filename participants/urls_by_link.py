"""Addresses behind an application's link, without sign-in: /a/<token>/…"""

from django.urls import path

from participants.views import by_link

app_name = "application"

urlpatterns = [
    path("a/<str:token>/", by_link.page, name="page"),
    path("a/<str:token>/answers/", by_link.answers, name="answers"),
    path("a/<str:token>/answers/draft/", by_link.draft, name="draft"),
    path("a/<str:token>/answers/paper/", by_link.paper, name="paper"),
    path("a/<str:token>/blank/", by_link.blank, name="blank"),
    path("a/<str:token>/reply/", by_link.reply, name="reply"),
    path("a/<str:token>/consent/<slug:purpose>/", by_link.consent, name="consent"),
]
