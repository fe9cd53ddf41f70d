"""The settings as an installation meets them: in a fresh process with its own environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from mentoring_site import checks
from mentoring_site.hashers import SchoolArgon2PasswordHasher
from mentoring_site.settings import PASSWORD_HASHERS

OWN_NAMES = {"SITE_URL", "DEBUG", "DATABASE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}
OWN_NAMES |= {"DJANGO_ALLOW_ASYNC_UNSAFE"}  # of walks in a browser that ran before (tests/e2e/conftest.py)


@pytest.fixture
def manage(tmp_path):
    """`manage("check", SITE_URL=…)` runs manage.py of an installation of its own; returns (code, output)."""

    def run(*arguments: str, **environment: str) -> tuple[int, str]:
        clean = {name: value for name, value in os.environ.items() if name not in OWN_NAMES}
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={**clean, "VAR_DIR": str(tmp_path / "var"), **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_check_deploy_https_site_is_clean(manage):
    code, output = manage(
        "check", "--deploy", "--fail-level", "WARNING", SITE_URL="https://nastavnik.school59.ru"
    )

    assert (code, output) == (0, "System check identified no issues (1 silenced).\n")


def test_check_loopback_site_without_any_variable_is_clean(manage):
    code, output = manage("check", "--fail-level", "WARNING")

    assert (code, output) == (0, "System check identified no issues (0 silenced).\n")


def test_check_plain_http_in_the_internet_is_refused(manage):
    code, output = manage("check", SITE_URL="http://nastavnik.school59.ru")

    assert code == 1
    assert "site.E001" in output


def test_check_debug_of_a_reachable_site_is_refused(manage):
    code, output = manage("check", DEBUG="1", SITE_URL="http://192.168.1.20:8000")

    assert code == 1
    assert "site.E002" in output


def test_check_told_day_on_a_reachable_site_is_refused(manage):
    code, output = manage("check", DEMO_TODAY="2027-06-22", SITE_URL="http://192.168.1.20:8000")

    assert code == 1
    assert "site.E006" in output


def test_check_told_day_of_a_site_with_a_second_name_is_refused(manage):
    code, output = manage("check", DEMO_TODAY="2027-06-22", DEBUG="1", ALLOWED_HOSTS="school59.lan")

    assert code == 1
    assert "site.E002" in output
    assert "site.E006" in output


def test_wsgi_unsafe_settings_stop_the_server(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import mentoring_site.wsgi"],
        cwd=settings.BASE_DIR,
        env={
            **{name: value for name, value in os.environ.items() if name not in OWN_NAMES},
            "VAR_DIR": str(tmp_path),
            "SITE_URL": "http://nastavnik.school59.ru",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 1
    assert "ImproperlyConfigured" in done.stderr
    assert "SITE_URL=http://nastavnik.school59.ru" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("SITE_URL", "nastavnik"),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", "mysql://u@h/n"),
        ("DATABASE_URL", "sqlite:///x.db"),
        ("DATABASE_URL", "postgres"),
        ("SESSION_IDLE_MINUTES", "0"),
        ("TRUSTED_PROXIES", "nginx"),
        ("SECRET_KEY", "short"),
        ("EMAIL_PORT", "smtp"),
        ("TIME_ZONE", "Moscow"),
    ],
)
def test_start_odd_value_is_refused_by_the_name_of_its_variable(manage, name, value):
    code, output = manage("check", **{name: value})

    assert code == 1
    assert name in output.splitlines()[-1]


def test_postgres_settings_pool_instead_of_persistent_connections(manage):
    code, output = manage(
        "shell",
        "-v0",
        "-c",
        "from django.conf import settings; d = settings.DATABASES['default'];"
        "print(d['CONN_MAX_AGE'], d['OPTIONS']['pool'], d['OPTIONS']['options'])",
        DATABASE_URL="postgres://u:p@db.lan/n",
    )

    assert (code, output.strip().splitlines()[-1]) == (
        0,
        "0 {'min_size': 2, 'max_size': 8, 'timeout': 10} -c lock_timeout=5s -c statement_timeout=30s",
    )


def test_https_site_cookies_are_bound_to_the_host(manage):
    code, output = manage(
        "shell",
        "-v0",
        "-c",
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)",
        SITE_URL="https://nastavnik.school59.ru",
    )

    assert (code, output.strip().splitlines()[-1]) == (
        0,
        "__Host-nastavnik_session True __Host-nastavnik_csrf True 31536000",
    )


def test_first_password_hasher_is_argon2id_of_46_mib():
    hasher = SchoolArgon2PasswordHasher()
    decoded = hasher.decode(hasher.encode("correct horse", hasher.salt()))

    assert PASSWORD_HASHERS[0] == "mentoring_site.hashers.SchoolArgon2PasswordHasher"
    assert (decoded["variety"], decoded["memory_cost"], decoded["time_cost"], decoded["parallelism"]) == (
        "argon2id",
        46 * 1024,
        2,
        1,
    )


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local\\040disk ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/srv/site/var", "ext4"), ("/home/x/var", "nfs4"), ("/home/local disk/var", "ext4")],
)
def test_file_system_of_takes_the_longest_mount_point(path, expected):
    assert checks.file_system_of(Path(path), MOUNTS) == expected
