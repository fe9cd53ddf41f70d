from django.urls import path

from participants.views import consents

urlpatterns = [
    path("consents/", consents.consent_list, name="consent_list"),
    path("consents/export/", consents.consent_export, name="consent_export"),
    path("consents/pdf/", consents.consent_pdf, name="consent_pdf"),
    path("consents/stack/", consents.consent_stack, name="consent_stack"),
    path("consents/blanks/", consents.consent_blanks, name="consent_blanks"),
    path("consents/people/<int:pk>/", consents.consent_person, name="consent_person"),
    path("consents/people/<int:pk>/add/", consents.consent_create, name="consent_create"),
    path("consents/<int:pk>/withdraw/", consents.consent_withdraw, name="consent_withdraw"),
]
