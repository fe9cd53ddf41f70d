from django.urls import path

from monitoring.views import certificates

urlpatterns = [
    path("recognition/certificates/", certificates.award_certificates, name="award_certificates"),
    path("recognition/certificates/designs/", certificates.certificate_designs, name="certificate_designs"),
    path(
        "recognition/certificates/designs/<slug:design>/<slug:kind>/",
        certificates.certificate_sample_pdf,
        name="certificate_sample_pdf",
    ),
    path(
        "recognition/<int:pk>/certificate/", certificates.award_certificate_pdf, name="award_certificate_pdf"
    ),
]
