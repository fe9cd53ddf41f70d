"""The site's settings with a throw-away VAR_DIR and fast passwords; nothing else differs."""

import atexit
import os
import shutil
import tempfile

# The developer's own environment must not change the tests.
for _name in (
    "SITE_URL",
    "ALLOWED_HOSTS",
    "TRUSTED_PROXIES",
    "DEBUG",
    "SECRET_KEY",
    "SECRET_KEY_FILE",
    "VAULT_KEY_FILE",
):
    os.environ.pop(_name, None)
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="nastavnik-tests-")
atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from mentoring_site.settings import *  # noqa: E402, F403
from mentoring_site.settings import DATABASES, LOGGING, STORAGES, VAR_DIR  # noqa: E402

TEMPLATE = os.environ.get("TEST_TEMPLATE", "")  # a migrated database to copy, tests/migrated.py
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Without the manifest tests need no collectstatic.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
LOGGING = {**LOGGING, "root": {"handlers": ["file"], "level": "WARNING"}}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads of the live server get their own connections, locks and pragmas as in life.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
elif TEMPLATE:
    DATABASES["default"]["TEST"] = {"TEMPLATE": TEMPLATE}
