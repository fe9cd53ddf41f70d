import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from mentoring_site import middleware
from tests.factories import make_school


def seen_by_the_site(settings, *, trusted: list[str], **meta: str):
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory().get("/healthz", **meta)
    middleware.ProxyHeadersMiddleware(lambda request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"], request.scheme


def test_proxy_headers_of_a_stranger_are_ignored(settings):
    seen = seen_by_the_site(
        settings,
        trusted=["10.0.0.1"],
        REMOTE_ADDR="203.0.113.9",
        HTTP_X_FORWARDED_FOR="127.0.0.1",
        HTTP_X_FORWARDED_PROTO="https",
    )

    assert seen == ("203.0.113.9", "http")


def test_proxy_headers_of_a_trusted_proxy_give_the_last_foreign_address(settings):
    seen = seen_by_the_site(
        settings,
        trusted=["10.0.0.0/24"],
        REMOTE_ADDR="10.0.0.1",
        HTTP_X_FORWARDED_FOR="127.0.0.1, 203.0.113.9, 10.0.0.7",
        HTTP_X_FORWARDED_PROTO="https",
    )

    assert seen == ("203.0.113.9", "https")


@pytest.mark.parametrize("forwarded_for", ["", "x", "10.0.0.1", "203.0.113.9, junk"])
def test_proxy_headers_without_a_usable_address_keep_the_proxys(settings, forwarded_for):
    seen = seen_by_the_site(
        settings, trusted=["10.0.0.1"], REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded_for
    )

    assert seen == ("10.0.0.1", "http")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/healthz", "/nowhere/", "/?next=%00"])
def test_every_answer_carries_the_browser_policy(client, address):
    response = client.get(address)

    headers = response.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == middleware.PERMISSIONS_POLICY
    assert {"no-store", "private"} <= set(headers["Cache-Control"].split(", "))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/?next=%00", "/?%00=1", "/healthz?q=a%00b"])
def test_nul_in_an_address_is_a_bad_request(client, address):
    response = client.get(address)

    assert response.status_code == 400
    assert "недопустимые знаки" in response.content.decode()


@pytest.mark.django_db
def test_nul_in_a_form_is_a_bad_request(client):
    make_school()  # an empty site leads to the first start

    response = client.post("/", {"username": "cura\x00tor", "password": "x"})

    assert response.status_code == 400
    assert "недопустимые знаки" in response.content.decode()


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x\udfff"])
def test_unstorable_text_is_recognised(text):
    assert middleware.CleanTextMiddleware.has_unstorable(["Пётр", text])


def test_unstorable_ordinary_text_and_emoji_pass():
    assert not middleware.CleanTextMiddleware.has_unstorable(["Пётр Ильич\n\tё 👍 Ә ҥ"])


@pytest.mark.django_db
def test_upload_announced_too_large_is_refused_unread(client, settings, monkeypatch):
    oversized = SimpleUploadedFile("scan.pdf", b"0" * (settings.MAX_REQUEST_BYTES + 1))

    monkeypatch.setattr("django.http.request.HttpRequest._load_post_and_files", None)  # reading would fail

    response = client.post("/", {"file": oversized})

    assert response.status_code == 413
    assert "Файл слишком велик" in response.content.decode()


@pytest.fixture
def signed_in(client):
    user = get_user_model().objects.create_user(username="curator-1", password="correct horse battery")
    client.force_login(user)
    return client


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def age_session(client, **seconds_by_key: int) -> None:
    session = client.session
    for key, seconds in seconds_by_key.items():
        session[key] -= seconds
    session.save()


@pytest.mark.django_db
def test_session_idle_too_long_is_ended(signed_in, settings):
    signed_in.get("/")
    age_session(signed_in, _seen_at=settings.SESSION_IDLE_SECONDS + 1)

    signed_in.get("/")

    assert not is_signed_in(signed_in)


@pytest.mark.django_db
def test_session_busy_but_old_is_ended(signed_in, settings):
    signed_in.get("/")
    age_session(signed_in, _started_at=settings.SESSION_ABSOLUTE_SECONDS + 1)

    signed_in.get("/")

    assert not is_signed_in(signed_in)


@pytest.mark.django_db
def test_session_within_its_limits_goes_on(signed_in, settings):
    signed_in.get("/")
    age_session(signed_in, _seen_at=settings.SESSION_IDLE_SECONDS - 60)

    signed_in.get("/")

    assert is_signed_in(signed_in)
