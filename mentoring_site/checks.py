"""Start-up checks: an installation that would leak or lose data does not start.

`manage.py` runs them before every command, gunicorn through `refuse_unsafe_start`.
"""

from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from mentoring_site import env, sqlite

NETWORK_FILE_SYSTEMS = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "fuse.sshfs",
    "afs",
    "ceph",
    "glusterfs",
}


@checks.register(checks.Tags.security)
def check_site_url(app_configs, **kwargs) -> list[checks.CheckMessage]:
    if settings.SITE_IS_HTTPS or env.is_local_network(settings.SITE_HOST):
        return []
    return [
        checks.Error(
            f"SITE_URL={settings.SITE_URL}: plain http is allowed for loopback and local networks only.",
            hint="Put the site behind a server with TLS (docs/deployment.md) and set SITE_URL=https://…",
            id="site.E001",
        )
    ]


def _is_for_one_machine() -> bool:
    return all(env.is_loopback(host.strip("[]")) for host in [settings.SITE_HOST, *settings.ALLOWED_HOSTS])


@checks.register(checks.Tags.security)
def check_debug(app_configs, **kwargs) -> list[checks.CheckMessage]:
    if not settings.DEBUG or _is_for_one_machine():
        return []
    return [
        checks.Error(
            "DEBUG is on while others can reach SITE_URL or ALLOWED_HOSTS: error pages would show personal data.",
            hint="Unset DEBUG.",
            id="site.E002",
        )
    ]


@checks.register(checks.Tags.security)
def check_demo_day(app_configs, **kwargs) -> list[checks.CheckMessage]:
    if settings.DEMO_TODAY is None or _is_for_one_machine():
        return []
    return [
        checks.Error(
            "DEMO_TODAY is set while others can reach SITE_URL or ALLOWED_HOSTS: papers would bear false dates.",
            hint="Unset DEMO_TODAY.",
            id="site.E006",
        )
    ]


@checks.register(checks.Tags.security)
def check_secret_files(app_configs, **kwargs) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"{path} can be read by every user of this machine.", hint=f"chmod 600 {path}", id="site.E003"
        )
        for path in [settings.VAR_DIR / "secret_key", settings.VAR_DIR / "db.sqlite3"]
        if path.exists() and path.stat().st_mode & 0o007
    ]


@checks.register(checks.Tags.compatibility)
def check_sqlite(app_configs, **kwargs) -> list[checks.CheckMessage]:
    if connection.vendor != "sqlite":
        return []
    found = []
    options = settings.DATABASES["default"]["OPTIONS"]
    version = connection.Database.sqlite_version_info
    if options["init_command"] != sqlite.pragmas(version) or options["transaction_mode"] != "IMMEDIATE":
        found.append(
            checks.Error(
                f"SQLite {connection.Database.sqlite_version} would run with the wrong pragmas.",
                hint="Import mentoring_site.settings before Django's database layer.",
                id="site.E004",
            )
        )
    file_system = file_system_of(Path(settings.VAR_DIR))
    if file_system in NETWORK_FILE_SYSTEMS:
        found.append(
            checks.Error(
                f"VAR_DIR={settings.VAR_DIR} is on a network disk ({file_system}): SQLite's locks fail.",
                hint="Move VAR_DIR to a local disk or set DATABASE_URL to a PostgreSQL server.",
                id="site.E005",
            )
        )
    return found


def file_system_of(path: Path, mounts: str | None = None) -> str:
    """Type of the file system that holds `path`; empty where the system does not tell."""
    if mounts is None:
        table = Path("/proc/self/mounts")
        if not table.exists():
            return ""
        mounts = table.read_text(encoding="utf-8", errors="replace")
    best, file_system = "", ""
    for line in mounts.splitlines():
        _, mount_point, kind, *_ = line.split(" ")
        mount_point = mount_point.replace("\\040", " ")
        if path.resolve().is_relative_to(mount_point) and len(mount_point) >= len(best):
            best, file_system = mount_point, kind
    return file_system


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured with every security error; gunicorn then stops and prints it."""
    errors = [
        message
        for message in checks.run_checks(tags=[checks.Tags.security, checks.Tags.compatibility])
        if message.is_serious() and not message.is_silenced()
    ]
    if errors:
        raise ImproperlyConfigured("\n".join(f"{error.msg} {error.hint or ''}" for error in errors))
