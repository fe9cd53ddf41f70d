"""Addresses behind a questionnaire's link, without sign-in: /s/<token>/…"""

from django.urls import path

from participants.views import survey_page

app_name = "survey"

urlpatterns = [
    path("<str:token>/", survey_page.page, name="page"),
    path("<str:token>/draft/", survey_page.draft, name="draft"),
    path("<str:token>/check/", survey_page.check, name="check"),
    path("<str:token>/blank/", survey_page.blank, name="blank"),
]
