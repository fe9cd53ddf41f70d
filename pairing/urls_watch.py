"""Watch over pairs, contacts, the order of work by form, the closing wizard."""

from django.urls import path

from pairing.views import calendars, closing, closing_many, contacts, form_rules, watch

urlpatterns = [
    path("watch/", watch.watch_list, name="watch_list"),
    path("contacts/", contacts.contact_list, name="contact_list"),
    path("contacts/add/", contacts.contact_create, name="contact_create"),
    path("contacts/export/", contacts.contact_export, name="contact_export"),
    path("contacts/pdf/", contacts.contact_pdf, name="contact_pdf"),
    path("contacts/<int:pk>/", contacts.contact_edit, name="contact_edit"),
    path("settings/pair-work/", form_rules.form_rules_list, name="form_rules_list"),
    path("settings/pair-work/<int:pk>/", form_rules.form_rules_edit, name="form_rules_edit"),
    path("pairs/<int:pk>/calendar/", calendars.pair_calendar, name="pair_calendar"),
    path("pairs/close/", closing_many.pair_close_many, name="pair_close_many"),
    path("pairs/<int:pk>/close/", closing.pair_close, name="pair_close"),
]
