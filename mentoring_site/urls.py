"""Addresses of the site: what stands before the school, and the rooms of one programme behind it."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.templatetags.static import static
from django.urls import include, path, register_converter
from django.utils.functional import lazy
from django.views.generic import RedirectView

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

# The admin and PDF windows ask for it by themselves; lazy, since the name with its hash is known after collectstatic.
favicon = login_not_required(RedirectView.as_view(url=lazy(static, str)("img/favicon.svg")))

urlpatterns = [
    path("favicon.ico", favicon, name="favicon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("", SignInView.as_view(), name="sign_in"),
    path("sign-out/", SignOutView.as_view(), name="sign_out"),
    path("", include("programs.urls_account")),  # /account/, /setup/, /help/
    path("", include("programs.urls_calendar_feed")),  # /c/<token>/
    path("", include("participants.urls_by_link")),  # /a/<token>/
    path("s/", include("participants.urls_survey_page")),  # a questionnaire by personal link
    path("", include("pairing.urls_by_link")),  # /m/<token>/
    path("n/", include("participants.urls_nomination_page")),  # a proposal by personal link
    path("g/", include("pairing.urls_agreement_page")),  # words on a pair by personal link
    path("p/", include("pairing.urls_preference_page")),  # preferences by personal link
    path("public/<slug:school>/", include("monitoring.urls_public")),  # open pages, by consent to publication
    path("<slug:school>/<year:year>/", include(programme_urls)),
]

handler400 = "mentoring_site.errors.bad_request"
handler403 = "mentoring_site.errors.permission_denied"
handler404 = "mentoring_site.errors.page_not_found"
handler500 = "mentoring_site.errors.server_error"
