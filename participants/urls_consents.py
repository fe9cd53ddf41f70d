from django.urls import path

from participants.views import consents, consents_blanks, consents_person, consents_settings

urlpatterns = [
    path("consents/", consents.consent_list, name="consent_list"),
    path("consents/export/", consents.consent_export, name="consent_export"),
    path("consents/pdf/", consents.consent_pdf, name="consent_pdf"),
    path("consents/stack/", consents.consent_stack, name="consent_stack"),
    path("consents/blanks/", consents_blanks.consent_blanks, name="consent_blanks"),
    path("consents/blanks/classes/", consents_blanks.consent_classes, name="consent_classes"),
    path("consents/blanks/prints/", consents_blanks.consent_print_start, name="consent_print_start"),
    path("consents/people/<int:pk>/", consents_person.consent_person, name="consent_person"),
    path("consents/people/<int:pk>/add/", consents_person.consent_create, name="consent_create"),
    path("consents/<int:pk>/withdraw/", consents_person.consent_withdraw, name="consent_withdraw"),
    path("consents/<int:pk>/scan/", consents_person.consent_scan, name="consent_scan"),
    path("consents/<int:pk>/scan/add/", consents_person.consent_scan_add, name="consent_scan_add"),
    path("consents/texts/", consents_settings.text_list, name="consent_text_list"),
    path("consents/texts/<slug:purpose>/", consents_settings.text_edit, name="consent_text_edit"),
    path("consents/texts/<slug:purpose>/pdf/", consents_settings.text_sample, name="consent_text_sample"),
    path("settings/health/", consents_settings.special_switch, name="special_switch"),
]
