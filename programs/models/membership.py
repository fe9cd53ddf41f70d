from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mentoring_site.permissions import Role
from programs.enums import RoleChoices
from programs.models.base import SchoolModel


class MembershipQuerySet(models.QuerySet):
    def active(self, on: date) -> MembershipQuerySet:
        return self.filter(Q(starts__isnull=True) | Q(starts__lte=on), Q(ends__isnull=True) | Q(ends__gte=on))

    def of_user(self, user: object) -> MembershipQuerySet:
        return self.filter(user=user)


class Membership(models.Model):
    """One role of one user in one school, with dates. Not scoped: it is what opens the scope.

    The municipal coordinator alone has no school (constraint).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="учётная запись"
    )
    school = models.ForeignKey(
        "programs.School",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="школа",
    )
    role = models.CharField("роль", max_length=20, choices=RoleChoices)
    starts = models.DateField("с", null=True, blank=True)
    ends = models.DateField("по", null=True, blank=True)
    form = models.ForeignKey(
        "programs.MentoringForm",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="форма наставничества",
        help_text="Для куратора одной формы; пусто — все формы",
        related_name="+",
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "роль сотрудника"
        verbose_name_plural = "роли сотрудников"
        ordering = ("user__last_name", "user__first_name", "role")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school", "role"],
                name="membership_once",
                violation_error_message="Эта роль у сотрудника уже есть.",
            ),
            models.UniqueConstraint(  # two empty schools are not equal to a database
                fields=["user", "role"],
                condition=Q(school__isnull=True),
                name="membership_without_school_once",
                violation_error_message="Эта роль у сотрудника уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.COORDINATOR.value, school__isnull=True)
                | (~Q(role=Role.COORDINATOR.value) & Q(school__isnull=False)),
                name="membership_school_unless_coordinator",
                violation_error_message=(
                    "Школа указывается для всех ролей, кроме муниципального координатора."
                ),
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="membership_dates_in_order",
                violation_error_message="Дата «по» раньше даты «с».",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.get_role_display()}"


class Substitution(SchoolModel):
    """A deputy stands in for the director for dated days; papers of those days say «И. о. директора»."""

    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="substitutions", verbose_name="заместитель"
    )
    starts = models.DateField("с")
    ends = models.DateField("по")
    basis = models.CharField(
        "основание", max_length=200, blank=True, help_text="Например: приказ от 01.11.2026 № 90-к"
    )
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="кто назначил",
    )
    withdrawn_at = models.DateTimeField("когда отозвано", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "исполнение обязанностей директора"
        verbose_name_plural = "исполнения обязанностей директора"
        ordering = ("-starts",)
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="substitution_dates_in_order",
                violation_error_message="Дата «по» раньше даты «с».",
            )
        ]

    def __str__(self) -> str:
        return f"{self.deputy}: {self.starts:%d.%m.%Y} – {self.ends:%d.%m.%Y}"
