"""Words of both sides, the council's protocol, labour papers, telling after signing."""

from django.urls import path

from pairing.views import agreement, council, labour, telling

urlpatterns = [
    path("agreement/", agreement.agreement_list, name="agreement_list"),
    path("agreement/ask/", agreement.agreement_ask, name="agreement_ask"),
    path("agreement/texts/", agreement.agreement_texts, name="agreement_texts"),
    path("agreement/pdf/", agreement.agreement_pdf, name="agreement_pdf"),
    path("pairs/<int:pk>/agreement/", agreement.pair_agreement, name="pair_agreement"),
    path("pairs/<int:pk>/agreement/answer/", agreement.pair_answer, name="pair_answer"),
    path("plans/<int:pk>/council/", council.plan_council, name="plan_council"),
    path("labour/", labour.labour_list, name="labour_list"),
    path("labour/export/", labour.labour_export, name="labour_export"),
    path("labour/print/", labour.labour_print, name="labour_print"),
    path("labour/papers/<int:pk>/remove/", labour.labour_paper_remove, name="labour_paper_remove"),
    path("labour/papers/<int:pk>/scan/", labour.labour_paper_scan, name="labour_paper_scan"),
    path("pairs/<int:pk>/labour/", labour.pair_labour, name="pair_labour"),
    path("telling/", telling.telling_list, name="telling_list"),
    path("telling/<int:pk>/", telling.telling_order, name="telling_order"),
    path("telling/<int:pk>/record/", telling.telling_record, name="telling_record"),
    path("telling/<int:pk>/letters/", telling.telling_letters, name="telling_letters"),
    path("telling/<int:pk>/slips/pdf/", telling.telling_slips_pdf, name="telling_slips_pdf"),
    path("telling/<int:pk>/sheet/pdf/", telling.telling_sheet_pdf, name="telling_sheet_pdf"),
]
