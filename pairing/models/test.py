from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from pairing.enums import Conclusion
from participants.models import Mentee, Mentor
from programs.models import Program, SchoolModel


class CompatibilityTest(SchoolModel):
    """«Тест на психологическую совместимость» of a mentor and a mentee (sections 2 and 5).

    Only the conclusion leaves the psychologist's room. `notes_sealed` is encrypted (mentoring_site/vault.py) and
    is read by no list, export or search.
    """

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="tests", verbose_name="наставник")
    mentee = models.ForeignKey(Mentee, models.PROTECT, related_name="tests", verbose_name="наставляемый")
    method = models.CharField("методика", max_length=200)
    conducted_on = models.DateField("дата")
    conclusion = models.CharField("заключение", max_length=15, choices=Conclusion)
    reservation = models.CharField("оговорка", max_length=500, blank=True)
    notes_sealed = models.BinaryField("личные записи (зашифрованы)", null=True, editable=False)
    conducted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто провёл"
    )
    recorded_at = models.DateTimeField("когда записано", auto_now_add=True)

    class Meta:
        verbose_name = "тест на совместимость"
        verbose_name_plural = "тесты на совместимость"
        ordering = ("-conducted_on", "-id")
        indexes = [models.Index(fields=["program", "mentor", "mentee"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(conclusion=Conclusion.RESERVATION) | ~Q(reservation=""),
                name="test_reservation_said",
                violation_error_message="Напишите, с какой оговоркой рекомендована пара.",
            )
        ]

    def __str__(self) -> str:
        # Without the conclusion: the journal keeps this label and is read by more people than the tests.
        return f"{self.mentor} — {self.mentee}"
