"""The psychologist's room beside the compatibility tests."""

from django.urls import path

from pairing.views import (
    conclusions,
    consultations,
    methods,
    notes_grants,
    pair_surveys,
    protocols,
    referrals,
)

urlpatterns = [
    path("compatibility/proposed/", conclusions.test_many, name="test_many"),
    path("protocols/", protocols.protocol_list, name="protocol_list"),
    path("protocols/add/", protocols.protocol_create, name="protocol_create"),
    path("protocols/<int:pk>/", protocols.protocol_detail, name="protocol_detail"),
    path("protocols/<int:pk>/open/", protocols.protocol_open, name="protocol_open"),
    path("methods/", methods.method_list, name="method_list"),
    path("methods/add/", methods.method_create, name="method_create"),
    path("methods/samples/", methods.method_samples, name="method_samples"),
    path("methods/<int:pk>/", methods.method_edit, name="method_edit"),
    path("methods/<int:pk>/pdf/", methods.method_pdf, name="method_pdf"),
    path("consultations/", consultations.consultation_list, name="consultation_list"),
    path("consultations/add/", consultations.consultation_create, name="consultation_create"),
    path("consultations/export/", consultations.consultation_export, name="consultation_export"),
    path("consultations/pdf/", consultations.consultation_pdf, name="consultation_pdf"),
    path("consultations/<int:pk>/", consultations.consultation_detail, name="consultation_detail"),
    path("consultations/<int:pk>/edit/", consultations.consultation_edit, name="consultation_edit"),
    path("consultations/<int:pk>/notes/", consultations.consultation_notes, name="consultation_notes"),
    path("referrals/", referrals.referral_list, name="referral_list"),
    path("referrals/own/", referrals.own_referral_list, name="own_referral_list"),
    path("referrals/add/", referrals.referral_create, name="referral_create"),
    path("referrals/<int:pk>/", referrals.referral_detail, name="referral_detail"),
    path("pair-surveys/", pair_surveys.pair_survey_list, name="pair_survey_list"),
    path("pair-surveys/add/", pair_surveys.pair_survey_create, name="pair_survey_create"),
    path("pair-surveys/<int:pk>/", pair_surveys.pair_survey_detail, name="pair_survey_detail"),
    path("pair-surveys/<int:pk>/close/", pair_surveys.pair_survey_close, name="pair_survey_close"),
    path("pair-surveys/<int:pk>/pdf/", pair_surveys.pair_survey_pdf, name="pair_survey_pdf"),
    path("pair-surveys/invites/<int:pk>/", pair_surveys.pair_survey_invite, name="pair_survey_invite"),
    path("notes-handover/", notes_grants.notes_grants, name="notes_grants"),
]
