import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from mentoring_site import env


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("ON", True), ("0", False), ("no", False), ("", True)]
)
def test_flag_known_word_is_read(monkeypatch, value, expected):
    monkeypatch.setenv("SOME_FLAG", value)

    assert env.flag("SOME_FLAG", default=True) is expected


@pytest.mark.parametrize("value", ["2", "да", "tru", "1 0"])
def test_flag_odd_word_is_refused_by_name(monkeypatch, value):
    monkeypatch.setenv("SOME_FLAG", value)

    with pytest.raises(ImproperlyConfigured, match="SOME_FLAG"):
        env.flag("SOME_FLAG")


@pytest.mark.parametrize("value", ["4", "101", "-5", "5.0", "1e2", "٥", "five", str(10**30)])
def test_whole_number_outside_its_range_is_refused_by_name(monkeypatch, value):
    monkeypatch.setenv("SOME_NUMBER", value)

    with pytest.raises(ImproperlyConfigured, match="SOME_NUMBER"):
        env.whole_number("SOME_NUMBER", 7, least=5, most=100)


def test_whole_number_not_set_is_the_default(monkeypatch):
    monkeypatch.delenv("SOME_NUMBER", raising=False)

    assert env.whole_number("SOME_NUMBER", 7, least=5, most=100) == 7


@pytest.mark.parametrize("value", ["*", "a.ru,*", "*.school.ru", "https://a.ru", "a.ru/x", "."])
def test_hosts_wildcard_or_address_is_refused_by_name(monkeypatch, value):
    monkeypatch.setenv("SOME_HOSTS", value)

    with pytest.raises(ImproperlyConfigured, match="SOME_HOSTS"):
        env.hosts("SOME_HOSTS")


@pytest.mark.parametrize("value", ["proxy", "10.0.0.0/33", "1.2.3"])
def test_networks_not_an_address_is_refused_by_name(monkeypatch, value):
    monkeypatch.setenv("SOME_NETWORKS", value)

    with pytest.raises(ImproperlyConfigured, match="SOME_NETWORKS"):
        env.networks("SOME_NETWORKS")


@pytest.mark.parametrize(
    "value",
    [
        "ftp://a.ru",
        "a.ru",
        "http://",
        "http://a.ru/x",
        "http://a.ru:99999",
        "http://u@a.ru",
        "https://a.ru?x",
    ],
)
def test_site_url_not_an_origin_is_refused_by_name(monkeypatch, value):
    monkeypatch.setenv("SOME_URL", value)

    with pytest.raises(ImproperlyConfigured, match="SOME_URL"):
        env.site_url("SOME_URL", "http://127.0.0.1:8000")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("192.168.1.20", True),
        ("10.1.2.3", True),
        ("fd00::5", True),
        ("school-server", True),
        ("nastavnik.lan", True),
        ("8.8.8.8", False),
        ("nastavnik.school59.ru", False),
        ("172.32.0.1", False),
    ],
)
def test_is_local_network_tells_what_the_internet_cannot_reach(host, expected):
    assert env.is_local_network(host) is expected


def test_secret_key_first_start_makes_a_private_file_and_keeps_it(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("SECRET_KEY_FILE", raising=False)

    first = env.secret_key(tmp_path)

    path = tmp_path / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first) >= env.MIN_SECRET_KEY_LENGTH
    assert env.secret_key(tmp_path) == first
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("key", ["short", "a" * 80])
def test_secret_key_weak_is_refused_by_name(monkeypatch, tmp_path, key):
    monkeypatch.setenv("SECRET_KEY", key)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        env.secret_key(tmp_path)


def test_secret_key_file_missing_is_refused_by_name(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "nothing"))

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE"):
        env.secret_key(tmp_path)


def test_directory_relative_path_is_refused_by_name(monkeypatch, tmp_path):
    monkeypatch.setenv("SOME_DIR", "var")

    with pytest.raises(ImproperlyConfigured, match="SOME_DIR"):
        env.directory("SOME_DIR", tmp_path)
