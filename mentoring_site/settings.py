"""Settings of the site; everything that differs between installations comes from the environment.

The variables are described in docs/deployment.md. A wrong value stops the start and is named.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from mentoring_site.sqlite import use_newest_sqlite

use_newest_sqlite()  # before anything imports Django's database layer

import bootstrap_wrapper  # noqa: E402
import dj_database_url  # noqa: E402
from csp.constants import NONE, SELF  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402

from mentoring_site import env, sqlite  # noqa: E402

os.umask(0o027)  # whatever the site writes is closed to other users of the machine

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.directory("VAR_DIR", BASE_DIR / "var")  # everything that the site writes lives here

# --- Where and how the site is reached ---
SITE_URL = env.site_url("SITE_URL", "http://127.0.0.1:8000")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
SITE_IS_HTTPS = SITE_URL.startswith("https://")
SITE_IS_LOOPBACK = env.is_loopback(SITE_HOST)  # QR pages and letters warn while this is so
PUBLIC_PAGES_INDEXED = env.flag(
    "PUBLIC_PAGES_INDEXED"
)  # may search engines keep the open pages; they forget late

DEBUG = env.flag("DEBUG")
DEMO_TODAY = env.day(
    "DEMO_TODAY"
)  # the day that a demo of another time of the year shows (mentoring_site/clock.py)
SECRET_KEY = env.secret_key(VAR_DIR)
# Seals the psychologist's notes; empty: vault.key in VAR_DIR, made at first use. Keep a copy apart from backups.
VAULT_KEY_FILE = env.text("VAULT_KEY_FILE")
SECRET_KEY_FALLBACKS = [key for key in [env.secret_from_file("OLD_SECRET_KEY_FILE")] if key]
ALLOWED_HOSTS = sorted({SITE_HOST, "127.0.0.1", "localhost", "[::1]", *env.hosts("ALLOWED_HOSTS")})
if ":" in SITE_HOST:
    ALLOWED_HOSTS.append(f"[{SITE_HOST}]")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")  # only from these are X-Forwarded-* headers believed

# --- Parts ---
INSTALLED_APPS = [
    "mentoring_site.apps.MentoringSiteConfig",
    "programs.apps.ProgramsConfig",
    "participants.apps.ParticipantsConfig",
    "pairing.apps.PairingConfig",
    "monitoring.apps.MonitoringConfig",
    "roadmap.apps.RoadmapConfig",
    "programs.apps.SchoolAdminConfig",  # django.contrib.admin inside one chosen school
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "import_export",
    "lucide",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "mentoring_site.middleware.ProxyHeadersMiddleware",
    "mentoring_site.middleware.BrowserPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "mentoring_site.middleware.UploadSizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mentoring_site.middleware.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mentoring_site.middleware.CleanTextMiddleware",
    "programs.middleware.TenancyMiddleware",
    "axes.middleware.AxesMiddleware",  # last, as its manual asks: it replaces the answer to a locked sign-in
]

ROOT_URLCONF = "mentoring_site.urls"
WSGI_APPLICATION = "mentoring_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "programs.context.shell",
            ],
            "builtins": ["lucide.templatetags.lucide"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORMS_URLFIELD_ASSUME_HTTPS = True

# --- Database ---
DATABASE_URL = env.text("DATABASE_URL")
DATABASE_URL_FORM = "DATABASE_URL: expected postgres://user:password@host:port/name"
LOCK_TIMEOUT_SECONDS = 5
STATEMENT_TIMEOUT_SECONDS = 30

if not DATABASE_URL or DATABASE_URL.startswith("sqlite"):
    if DATABASE_URL:
        raise ImproperlyConfigured(
            "DATABASE_URL: only postgres://; SQLite is used when it is empty (see VAR_DIR)"
        )
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "db.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                # Deferred transactions answered most parallel writes with "database is locked".
                "transaction_mode": "IMMEDIATE",
                "init_command": sqlite.pragmas(sqlite.current_version()),
            },
        }
    }
else:
    try:
        _parsed = dj_database_url.parse(DATABASE_URL)
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL: expected postgres://user:password@host:port/name"
        ) from error
    if _parsed.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(DATABASE_URL_FORM)
    _parsed["PASSWORD"] = _parsed.get("PASSWORD") or env.secret_from_file("DATABASE_PASSWORD_FILE")
    _parsed["CONN_MAX_AGE"] = 0  # the pool keeps the connections
    _parsed["OPTIONS"] = {
        **_parsed.get("OPTIONS", {}),
        "pool": {
            "min_size": 2,
            "max_size": env.whole_number("DATABASE_POOL_SIZE", 8, least=2, most=100),
            "timeout": 10,
        },
        "options": f"-c lock_timeout={LOCK_TIMEOUT_SECONDS}s "
        f"-c statement_timeout={STATEMENT_TIMEOUT_SECONDS}s",
    }
    DATABASES = {"default": _parsed}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Accounts and sessions ---
AUTH_USER_MODEL = "programs.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "/"
LOGIN_REDIRECT_URL = "account:home"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds
PASSWORD_HASHERS = [
    "mentoring_site.hashers.SchoolArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_IDLE_SECONDS = 60 * env.whole_number("SESSION_IDLE_MINUTES", 60, least=5, most=24 * 60)
SESSION_ABSOLUTE_SECONDS = 60 * 60 * env.whole_number("SESSION_HOURS", 12, least=1, most=24)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# One address is often a whole school, so a lock is keyed by login and address and ends by itself.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "mentoring_site.login_safety.normalised_username"
AXES_CLIENT_IP_CALLABLE = "mentoring_site.login_safety.client_address"
AXES_LOCKOUT_CALLABLE = "mentoring_site.login_safety.locked_out"
AXES_ALLOWED_CORS_ORIGINS = ""
AXES_VERBOSE = False

OTP_TOTP_ISSUER = "Наставник"

# --- Browser safety ---
COOKIE_PREFIX = "__Host-" if SITE_IS_HTTPS else ""  # browsers accept the prefix with Secure only
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}nastavnik_session"
SESSION_COOKIE_SECURE = SITE_IS_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}nastavnik_csrf"
CSRF_COOKIE_SECURE = SITE_IS_HTTPS
CSRF_COOKIE_HTTPONLY = True  # forms and htmx carry the token in the page
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "mentoring_site.errors.csrf_failure"

SECURE_SSL_REDIRECT = SITE_IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_HTTPS and env.flag("HSTS_SUBDOMAINS", default=True)
# The preload list is a lasting promise of the domain's owner, not of this site.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws its arrows and marks as data: pictures
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Files ---
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [
    *[folder for folder in [BASE_DIR / "static"] if folder.is_dir()],
    ("bootstrap", bootstrap_wrapper.get_bootstrap_dir()),
]
MEDIA_ROOT = VAR_DIR / "media"  # no MEDIA_URL: files go through views that check rights
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # larger files go to disk while they arrive
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a stack of consents: a class × purposes
DATA_UPLOAD_MAX_NUMBER_FILES = 20
MAX_SPREADSHEET_BYTES = 10 * 1024 * 1024
MAX_SCAN_BYTES = 15 * 1024 * 1024
MAX_REQUEST_BYTES = MAX_SCAN_BYTES + 1024 * 1024  # refused by Content-Length, before a byte is read

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# --- Language and time ---
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский")]
TIME_ZONE = env.time_zone("TIME_ZONE", "Europe/Moscow")
USE_TZ = True

# --- Long work and letters ---
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

EMAIL_HOST = env.text("EMAIL_HOST")  # empty: the school has no mail server, nothing is sent
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
EMAIL_PORT = env.whole_number("EMAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD") or env.secret_from_file("EMAIL_PASSWORD_FILE")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=True) and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", f"nastavnik@{SITE_HOST}")

# --- Log ---
LOG_DIR = VAR_DIR / "logs"
LOG_DIR.mkdir(mode=0o750, exist_ok=True)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"safe": {"()": "mentoring_site.logs.SafeLineFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(error_number)s] %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["safe"]},
        # Watched, so that logrotate may move it away.
        "file": {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": LOG_DIR / "site.log",
            "encoding": "utf-8",
            "delay": True,
            "formatter": "line",
            "filters": ["safe"],
        },
    },
    "root": {"handlers": ["console", "file"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django_tasks": {"level": "INFO"},
    },
}
