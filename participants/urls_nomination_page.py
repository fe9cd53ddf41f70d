"""The page behind a link of purpose NOMINATION: no school and no year in the address."""

from django.urls import path

from participants.views import nomination_links

app_name = "nomination_page"

urlpatterns = [
    path("<str:token>/", nomination_links.link_page, name="form"),
    path("<str:token>/sent/", nomination_links.link_sent, name="sent"),
]
