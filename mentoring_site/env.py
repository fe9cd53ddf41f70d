"""Reading settings from the environment: an odd value is refused by the name of its variable."""

import os
import secrets
from datetime import date
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
MIN_SECRET_KEY_LENGTH = 50  # characters; what `check --deploy` asks for
# Names that can only be seen from inside a local network.
LOCAL_SUFFIXES = (".local", ".lan", ".home.arpa", ".internal", ".localhost")


def text(name: str, default: str = "") -> str:
    value = os.environ.get(name, default).strip()
    if "\x00" in value or "\n" in value:
        raise ImproperlyConfigured(f"{name}: a line break or NUL inside the value")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in YES | NO:
        return value in YES
    raise ImproperlyConfigured(f"{name}={value!r}: expected 1 or 0")


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name}={value!r}: expected a whole number from {least} to {most}")
    return int(value)


def day(name: str) -> date | None:
    value = text(name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r}: expected a day like 2027-06-22") from None


def words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def hosts(name: str) -> list[str]:
    """Host names as in ALLOWED_HOSTS; a lone `*` would switch the protection off and is refused."""
    found = words(name)
    for host in found:
        if host in ("*", ".") or "/" in host or host.startswith("*"):
            raise ImproperlyConfigured(f"{name}: {host!r} is not a host name")
    return found


def networks(name: str) -> list[str]:
    """Addresses or networks of the proxies whose X-Forwarded-* headers may be believed."""
    found = words(name)
    for network in found:
        try:
            ip_network(network, strict=False)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {network!r} is not an address or a network") from error
    return found


def site_url(name: str, default: str) -> str:
    """Scheme, host and port of the site, without a path; links and QR codes are made of it."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_valid:
        raise ImproperlyConfigured(f"{name}={value!r}: expected http://host[:port] or https://host[:port]")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured(f"{name}={value!r}: only scheme, host and port are allowed")
    return value


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_local_network(host: str) -> bool:
    """True for a host that the internet cannot reach by this name or address (loopback included)."""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(LOCAL_SUFFIXES)
    return address.is_private or address.is_loopback or address.is_link_local


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ValueError, ZoneInfoNotFoundError, OSError) as error:
        raise ImproperlyConfigured(f"{name}={value!r}: no such time zone, e.g. Asia/Yakutsk") from error
    return value


def directory(name: str, default: Path) -> Path:
    value = Path(text(name, str(default))).expanduser()
    if not value.is_absolute():
        raise ImproperlyConfigured(f"{name}={str(value)!r}: expected an absolute path")
    try:
        value.mkdir(mode=0o750, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}={str(value)!r}: {error.strerror}") from error
    return value


def secret_from_file(name: str) -> str:
    """The content of the file that the variable names; empty when the variable is not set."""
    path = text(name)
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}={path!r}: cannot be read ({error})") from error


def secret_key(var_dir: Path) -> str:
    """SECRET_KEY, else the file named by SECRET_KEY_FILE, else a key made at the first start in `var_dir`."""
    key = text("SECRET_KEY") or secret_from_file("SECRET_KEY_FILE")
    source = "SECRET_KEY" if text("SECRET_KEY") else "SECRET_KEY_FILE"
    if not key:
        path = var_dir / "secret_key"
        source = str(path)
        _create_secret(path)
        key = path.read_text(encoding="ascii").strip()
    if len(key) < MIN_SECRET_KEY_LENGTH or len(set(key)) < 5:
        raise ImproperlyConfigured(f"{source}: at least {MIN_SECRET_KEY_LENGTH} random characters are needed")
    return key


def _create_secret(path: Path) -> None:
    # Written aside and linked: of two processes starting at once one wins, and nobody reads half a key.
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
