"""Settings of the site as it serves schools, in the folder that the bench has made; only manifests are left out."""

from mentoring_site.settings import *  # noqa: F403
from mentoring_site.settings import LOGGING, STORAGES

ROOT_URLCONF = "tests.bench.urls"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
LOGGING = {**LOGGING, "root": {"handlers": ["file"], "level": "ERROR"}}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
