from django.urls import path

from pairing.views import staffing

urlpatterns = [
    path("staffing/", staffing.staffing, name="staffing"),
    path("staffing/accountant/export/", staffing.staffing_account_export, name="staffing_account_export"),
    path("staffing/accountant/pdf/", staffing.staffing_account_pdf, name="staffing_account_pdf"),
]
