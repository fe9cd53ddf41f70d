from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

from programs.enums import LinkPurpose
from programs.models.base import SchoolModel, scoped
from programs.models.program import Program

SEED_LENGTH = 32


def new_seed() -> str:
    return get_random_string(SEED_LENGTH)


class PersonalLinkQuerySet(models.QuerySet):
    def open(self, at: datetime) -> PersonalLinkQuerySet:
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at), revoked_at=None)


class PersonalLink(SchoolModel):
    """A page without an account. The table holds the token's hash and a seed, of which the token follows only
    together with the secret key of the installation: a stolen table opens no page, a poster can be printed again.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="links", editable=False, verbose_name="программа"
    )
    purpose = models.CharField("назначение", max_length=12, choices=LinkPurpose, editable=False)
    title = models.CharField("для кого или для чего", max_length=200, blank=True)
    seed = models.CharField(
        "основа ссылки", max_length=SEED_LENGTH, default=new_seed, unique=True, editable=False
    )
    token_hash = models.CharField("отпечаток ссылки", max_length=64, unique=True, editable=False)
    # What the page needs to know beside school and programme, by the purpose: {"role": "mentor", "form": 3}.
    payload = models.JSONField("данные ссылки", default=dict, blank=True, editable=False)
    expires_at = models.DateTimeField("действует до", null=True, blank=True)
    revoked_at = models.DateTimeField("отозвана", null=True, editable=False)
    # Answered without a name: that it was used is all that is known, neither when nor with which answers.
    is_used = models.BooleanField("использована", default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто создал",
    )
    created_at = models.DateTimeField("когда создано", auto_now_add=True)

    objects = scoped(PersonalLinkQuerySet)

    class Meta:
        verbose_name = "ссылка без входа"
        verbose_name_plural = "ссылки без входа"
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["program", "purpose", "-created_at"])]

    def __str__(self) -> str:
        return self.title or self.get_purpose_display()

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


class WrongLink(models.Model):
    """A wrong token tried from an address: 30 a minute are enough (right ones are never counted)."""

    address = models.CharField("адрес посетителя", max_length=64)
    at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "неверная ссылка"
        verbose_name_plural = "неверные ссылки"
        indexes = [models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"{self.address} {self.at:%d.%m.%Y %H:%M}"
