"""The page behind a link of purpose AGREEMENT: /g/<token>/, no school and no year in the address."""

from django.urls import path

from pairing.views import agreement

app_name = "agreement_page"

urlpatterns = [path("<str:token>/", agreement.link_page, name="page")]
