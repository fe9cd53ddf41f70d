"""Sealed texts: AES-256-GCM under a key that never enters the database or its backups.

Each text is bound to its place (table, row, field, school): a blob moved to another row does not open.
The key file holds one key a line, base64; the first seals, the others still open what they sealed before.
"""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

FORMAT = b"\x01"
KEY_BYTES = 32
KEY_ID_BYTES = 8
NONCE_BYTES = 12
HEAD_BYTES = len(FORMAT) + KEY_ID_BYTES + NONCE_BYTES


class VaultError(Exception):
    """A sealed text could not be read or written; the message is for people."""


class VaultLocked(VaultError):
    """The key is absent, unreadable, or another one."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "Ключ недоступен: записи зашифрованы, а файла ключа нет или он от другой установки. "
            "Записи не потеряны. Попросите администратора вернуть файл ключа на место."
        )
        self.detail = detail  # for the log, never holds the key


class VaultTampered(VaultError):
    """The blob was changed or moved from another row."""

    def __init__(self) -> None:
        super().__init__(
            "Запись повреждена или перенесена из другой строки базы, поэтому не открывается. "
            "Сообщите администратору: запись есть в резервной копии."
        )


def seal(text: str, *, table: str, pk: int, field: str, school_id: int) -> bytes:
    """Encrypt a text for one place; the row must have its pk already. Raises VaultLocked."""
    key = _keys(make=True)[0]
    nonce = os.urandom(NONCE_BYTES)
    body = AESGCM(key).encrypt(nonce, text.encode(), _place(table, pk, field, school_id))
    return FORMAT + key_id(key) + nonce + body


def open_sealed(sealed: bytes, *, table: str, pk: int, field: str, school_id: int) -> str:
    """The text that seal() was given for the same place. Raises VaultLocked or VaultTampered."""
    sealed = bytes(sealed)
    if len(sealed) <= HEAD_BYTES or sealed[:1] != FORMAT:
        raise VaultTampered
    wanted = sealed[1 : 1 + KEY_ID_BYTES]
    key = next((key for key in _keys() if key_id(key) == wanted), None)
    if key is None:
        raise VaultLocked(f"no key {wanted.hex()}")
    nonce = sealed[1 + KEY_ID_BYTES : HEAD_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, sealed[HEAD_BYTES:], _place(table, pk, field, school_id)).decode()
    except InvalidTag as error:
        raise VaultTampered from error


def is_current(sealed: bytes) -> bool:
    """Was it sealed with the key that seals today?"""
    return bytes(sealed)[1 : 1 + KEY_ID_BYTES] == key_id(_keys()[0])


def key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"nastavnik vault key id" + key).digest()[:KEY_ID_BYTES]


def add_key() -> None:
    """Put a new key before the others; makes the file when there is none."""
    path = key_file()
    old = path.read_text(encoding="ascii") if path.exists() else ""
    if old:
        _keys()  # an unreadable file is refused, not buried under a new key
    _replace(path, _new_line() + old)


def forget_old_keys() -> int:
    """Leave the newest key alone; call it after everything is sealed with it. Returns how many were dropped."""
    keys = _keys()
    _replace(key_file(), base64.b64encode(keys[0]).decode() + "\n")
    return len(keys) - 1


def key_file() -> Path:
    return Path(settings.VAULT_KEY_FILE or settings.VAR_DIR / "vault.key")


def _place(table: str, pk: int, field: str, school_id: int) -> bytes:
    if not pk:
        raise ValueError("seal a text after its row has a primary key")
    return f"{table}:{pk}:{field}:{school_id}".encode()


def _keys(*, make: bool = False) -> list[bytes]:
    path = key_file()
    # A named file that is missing is likely not mounted: a second key beside it would only hide that.
    if make and not settings.VAULT_KEY_FILE and not path.exists():
        _create(path)
    try:
        lines = path.read_text(encoding="ascii").split()
        keys = [base64.b64decode(line, validate=True) for line in lines]
    except (OSError, ValueError) as error:
        raise VaultLocked(f"{path}: {type(error).__name__}") from error
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise VaultLocked(f"{path}: not a key file")
    return keys


def _new_line() -> str:
    return base64.b64encode(AESGCM.generate_key(bit_length=8 * KEY_BYTES)).decode() + "\n"


def _create(path: Path) -> None:
    # Written aside and linked: of two processes at the first use one wins, and nobody reads half a key.
    draft = _written(path, _new_line())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _replace(path: Path, text: str) -> None:
    _written(path, text).replace(path)


def _written(path: Path, text: str) -> Path:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft
