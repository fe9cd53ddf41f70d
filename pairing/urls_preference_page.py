"""The address behind a link of preferences, without sign-in: /p/<token>/"""

from django.urls import path

from pairing.views import preference_page

app_name = "preference_page"

urlpatterns = [path("<str:token>/", preference_page.page, name="page")]
