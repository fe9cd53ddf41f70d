import pytest
from django.contrib.auth import get_user_model

from mentoring_site.login_safety import normalised_username
from tests.factories import make_school

PASSWORD = "correct horse battery"


@pytest.fixture
def curator():
    make_school()  # an empty site leads to the first start
    return get_user_model().objects.create_user(username="curator-1", password=PASSWORD)


def sign_in(client, password: str, *, address: str = "192.168.1.20", username: str = "curator-1"):
    return client.post("/", {"username": username, "password": password}, REMOTE_ADDR=address)


@pytest.mark.parametrize("username", ["Curator-1", " curator-1 ", "ＣＵＲＡＴＯＲ-1"])
def test_normalised_username_one_login_has_one_counter(username):
    assert normalised_username(None, {"username": username}) == "curator-1"


@pytest.mark.django_db
def test_sign_in_five_wrong_passwords_lock_the_login_at_this_address(client, curator):
    statuses = [sign_in(client, "wrong").status_code for _ in range(5)]

    refused = sign_in(client, PASSWORD)

    assert statuses == [200, 200, 200, 200, 429]
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "900"
    assert "закрыт на 15 минут" in refused.content.decode()


@pytest.mark.django_db
def test_sign_in_lock_spares_other_addresses_and_other_logins(client, curator):
    get_user_model().objects.create_user(username="director-1", password=PASSWORD)
    for _ in range(6):
        sign_in(client, "wrong")

    elsewhere = sign_in(client, PASSWORD, address="192.168.1.21")
    colleague = sign_in(client, PASSWORD, username="director-1")

    assert (elsewhere.status_code, colleague.status_code) == (302, 302)


@pytest.mark.django_db
def test_sign_in_lock_counts_spellings_of_one_login_together(client, curator):
    for username in ["curator-1", "Curator-1", "CURATOR-1", " curator-1", "curator-1"]:
        response = sign_in(client, "wrong", username=username)

    assert response.status_code == 429


@pytest.mark.django_db
def test_sign_out_clears_what_the_browser_kept(client, curator):
    client.force_login(curator)

    response = client.post("/sign-out/")

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_sign_out_by_get_is_not_allowed(client, curator):
    client.force_login(curator)

    assert client.get("/sign-out/").status_code == 405
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_sign_in_next_to_a_foreign_site_is_not_followed(client, curator):
    response = client.post(
        "/?next=https://evil.example/",
        {"username": "curator-1", "password": PASSWORD, "next": "//evil.example"},
    )

    assert response.status_code == 302
    assert "evil" not in response.headers["Location"]
