"""Pages without an account: issuing, finding and revoking personal links; who guesses tokens has to wait."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_scopes import scopes_disabled

from programs.enums import LinkPurpose
from programs.models import PersonalLink, Program, WrongLink
from programs.models.personal_link import new_seed
from programs.services.audit import Refusal, record_event

WRONG_LINKS_A_MINUTE = 30
WINDOW = timedelta(minutes=1)
# Where pages behind links of a purpose begin: URL names that take `token`. Filled by the apps in ready().
LINK_PAGES: dict[str, str] = {}


@transaction.atomic
def issue_link(
    *,
    program: Program,
    purpose: LinkPurpose,
    by: Any,
    title: str = "",
    payload: dict[str, Any] | None = None,
    expires_at: datetime | None = None,
    seed: str = "",
) -> PersonalLink:
    """Make a link of a purpose; expires_at: None lasts as long as the programme is open.

    seed: its own by default; a caller whose form may arrive twice gives one that follows from the form's key,
    so that the table itself refuses the second link.
    """
    if not program.is_open:
        raise Refusal("Программа завершена: новые ссылки не выдаются.")
    seed = seed or new_seed()
    link = PersonalLink.objects.create(
        school=program.school,
        program=program,
        purpose=purpose,
        title=title[:200],
        seed=seed,
        token_hash=_hash(_token(seed)),
        payload=payload or {},
        expires_at=expires_at,
        created_by=by,
    )
    words = f"выдана ссылка «{link}»"
    record_event("link.issue", by=by, target=link, program=program, sentence=words)
    return link


@transaction.atomic
def issue_links(
    *, program: Program, purpose: LinkPurpose, rows: Sequence[tuple[str, dict[str, Any]]], by: Any
) -> list[PersonalLink]:
    """Many links at once, each with its title and payload; one row of the journal says how many."""
    if not program.is_open:
        raise Refusal("Программа завершена: новые ссылки не выдаются.")
    made = []
    for title, payload in rows:
        seed = new_seed()
        link = PersonalLink(school=program.school, program=program, purpose=purpose, title=title[:200])
        link.seed, link.token_hash = seed, _hash(_token(seed))
        link.payload, link.created_by = payload, by
        made.append(link)
    PersonalLink.objects.bulk_create(made, batch_size=500)
    words = f"выданы ссылки ({LinkPurpose(purpose).label}): {len(made)}"
    record_event("link.issue", by=by, program=program, sentence=words)
    return made


@transaction.atomic
def revoke_link(*, link: PersonalLink, by: Any) -> PersonalLink:
    """The page behind it answers 404 from now on; a revoked link stays revoked."""
    link = PersonalLink.objects.select_for_update().get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        record_event("link.revoke", by=by, target=link, sentence=f"отозвана ссылка «{link}»")
    return link


def link_url(link: PersonalLink) -> str:
    """Whole address for letters and QR codes, by SITE_URL."""
    return settings.SITE_URL + reverse(LINK_PAGES[link.purpose], kwargs={"token": token_of(link)})


def token_of(link: PersonalLink) -> str:
    """43 characters of base64url; the same each time, so that a poster can be printed again."""
    return _token(link.seed)


def find_link(token: str, purpose: str, at: datetime) -> PersonalLink | None:
    """The open link of a token with its school and programme; the one query that looks over all schools."""
    with scopes_disabled():
        return (
            PersonalLink.objects.open(at)
            .select_related("school", "program", "program__school")
            .filter(token_hash=_hash(token), purpose=purpose)
            .first()
        )


def is_guessing(address: str, at: datetime) -> bool:
    return WrongLink.objects.filter(address=address, at__gt=at - WINDOW).count() >= WRONG_LINKS_A_MINUTE


def note_wrong_link(address: str, at: datetime) -> None:
    """Old rows go at the same time: nobody's address is kept longer than the window asks for."""
    WrongLink.objects.filter(at__lt=at - WINDOW).delete()
    WrongLink.objects.create(address=address[:64], at=at)


def _token(seed: str) -> str:
    digest = salted_hmac("programs.personal_link", seed, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
