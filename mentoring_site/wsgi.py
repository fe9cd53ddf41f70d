"""Entry point for gunicorn; refuses to serve with unsafe settings."""

import os

from mentoring_site.sqlite import use_newest_sqlite

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_site.settings")
use_newest_sqlite()  # before anything imports Django's database layer

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from mentoring_site.checks import refuse_unsafe_start  # noqa: E402

refuse_unsafe_start()
