from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from programs.enums import Theme


class User(AbstractUser):
    """An account. What it may do is said by its memberships, school by school."""

    middle_name = models.CharField("отчество", max_length=80, blank=True)
    phone = models.CharField("телефон", max_length=40, blank=True)
    position = models.CharField("должность", max_length=160, blank=True)
    theme = models.CharField("оформление", max_length=5, choices=Theme, default=Theme.AUTO)
    must_change_password = models.BooleanField("сменить пароль при входе", default=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "учётная запись"
        verbose_name_plural = "учётные записи"

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)
