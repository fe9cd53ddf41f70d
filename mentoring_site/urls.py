"""Addresses of the site: what stands before the school, and the rooms of one programme behind it."""

from django.contrib import admin
from django.urls import include, path, register_converter

from mentoring_site import health
from mentoring_site.converters import YearConverter
from mentoring_site.signing import SignInView, SignOutView

register_converter(YearConverter, "year")

programme_urls = [
    path("", include("programs.urls")),
    path("", include("participants.urls")),
    path("", include("pairing.urls")),
    path("", include("monitoring.urls")),
    path("", include("roadmap.urls")),
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("", SignInView.as_view(), name="sign_in"),
    path("sign-out/", SignOutView.as_view(), name="sign_out"),
    path("", include("programs.urls_account")),  # /account/, /setup/, /help/
    path("<slug:school>/<year:year>/", include(programme_urls)),
]

handler400 = "mentoring_site.errors.bad_request"
handler403 = "mentoring_site.errors.permission_denied"
handler404 = "mentoring_site.errors.page_not_found"
handler500 = "mentoring_site.errors.server_error"
