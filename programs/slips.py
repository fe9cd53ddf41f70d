"""One-time passwords between the page that made them and the one printing of their slips."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterable
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest

from programs.services.staff import IssuedPassword

SESSION_KEY = "staff_slips"
KEPT_SECONDS = 30 * 60


def _vault() -> Fernet:
    """Sessions lie in the database; a password does not lie there open."""
    digest = hashlib.sha256(b"staff-slips:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def keep_slips(request: HttpRequest, school_id: int, issued: Iterable[IssuedPassword]) -> None:
    """Add to the slips that wait for printing in this session."""
    waiting = [
        *waiting_slips(request, school_id),
        *({"name": str(one.user), "login": one.user.username, "password": one.password} for one in issued),
    ]
    sealed = _vault().encrypt(json.dumps({"school": school_id, "slips": waiting}).encode())
    request.session[SESSION_KEY] = {"sealed": sealed.decode(), "at": int(time.time())}


def waiting_slips(request: HttpRequest, school_id: int) -> list[dict[str, Any]]:
    kept = request.session.get(SESSION_KEY)
    if not kept or time.time() - kept["at"] > KEPT_SECONDS:
        return []
    try:
        opened = json.loads(_vault().decrypt(kept["sealed"].encode()))
    except InvalidToken:
        return []
    return opened["slips"] if opened["school"] == school_id else []


def take_slips(request: HttpRequest, school_id: int) -> list[dict[str, Any]]:
    """The slips, for the only time: they are gone from the session."""
    slips = waiting_slips(request, school_id)
    request.session.pop(SESSION_KEY, None)
    return slips
