from __future__ import annotations

from django.conf import settings
from django.db import models

from mentoring_site.words import counted
from programs.enums import ParticipantKind
from programs.models.base import SchoolModel
from programs.models.program import Program


class MentoringForm(SchoolModel):
    """«Ученик – ученик», «Учитель – учитель» or a form that the school adds: data, not code."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="forms", editable=False, verbose_name="программа"
    )
    code = models.SlugField("код", max_length=40)
    title = models.CharField("название", max_length=80)
    mentor_kind = models.CharField("наставник", max_length=8, choices=ParticipantKind)
    mentee_kind = models.CharField("наставляемый", max_length=8, choices=ParticipantKind)
    goal = models.TextField("цель", blank=True)
    is_active = models.BooleanField("действует в программе", default=True)
    position = models.PositiveSmallIntegerField("порядок", default=0)

    class Meta:
        verbose_name = "форма наставничества"
        verbose_name_plural = "формы наставничества"
        ordering = ("position", "title")
        constraints = [models.UniqueConstraint(fields=["program", "code"], name="form_code_once")]

    def __str__(self) -> str:
        return f"«{self.title}»"


class InteractionModel(SchoolModel):
    """«Форма взаимодействия» of a form. Rules of pairing hang on these fields, never on the title.

    Grade gap = mentor's grade minus mentee's, in grades. Experience in full years of teaching work.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="interaction_models", editable=False, verbose_name="программа"
    )
    form = models.ForeignKey(
        MentoringForm, models.CASCADE, related_name="interaction_models", verbose_name="форма наставничества"
    )
    code = models.SlugField("код", max_length=60)
    title = models.CharField("название", max_length=160)
    goal = models.TextField("цель", blank=True)
    min_grade_gap = models.SmallIntegerField(
        "наставник старше не менее чем на, классов", null=True, blank=True
    )
    max_grade_gap = models.SmallIntegerField("разница не более, классов", null=True, blank=True)
    same_subject = models.BooleanField("один предмет", default=False)
    mentee_experience_max_years = models.PositiveSmallIntegerField(
        "стаж наставляемого не более, лет", null=True, blank=True
    )
    mentor_more_experienced = models.BooleanField("стаж наставника больше", default=False)
    is_active = models.BooleanField("действует", default=True)
    position = models.PositiveSmallIntegerField("порядок", default=0)

    class Meta:
        verbose_name = "форма взаимодействия"
        verbose_name_plural = "формы взаимодействия"
        ordering = ("form__position", "position")
        constraints = [models.UniqueConstraint(fields=["form", "code"], name="interaction_model_code_once")]

    def __str__(self) -> str:
        return f"«{self.title}»"

    @property
    def rules_in_words(self) -> list[str]:
        """The rules of pairing that this model sets, each as a short phrase; empty when there is none."""
        rules = []
        if self.min_grade_gap is not None:
            rules.append(
                f"наставник старше не менее чем на {counted(self.min_grade_gap, 'класс', 'класса', 'классов')}"
                if self.min_grade_gap > 0
                else "можно ровесника"
            )
        if self.max_grade_gap is not None:
            rules.append(f"разница не больше {counted(self.max_grade_gap, 'класса', 'классов', 'классов')}")
        if self.same_subject:
            rules.append("один предмет")
        if self.mentee_experience_max_years is not None:
            rules.append(
                f"стаж наставляемого до {counted(self.mentee_experience_max_years, 'года', 'лет', 'лет')} включительно"
            )
        if self.mentor_more_experienced:
            rules.append("стаж наставника больше")
        return rules


class FormDecision(SchoolModel):
    """Why a form or one of its models was switched on or off in the programme (steps 8 and 11 of the roadmap)."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="form_decisions", editable=False, verbose_name="программа"
    )
    form = models.ForeignKey(MentoringForm, models.CASCADE, related_name="decisions", verbose_name="форма")
    interaction_model = models.ForeignKey(
        InteractionModel,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="форма взаимодействия",
    )
    is_on = models.BooleanField("действует")
    reason = models.CharField("почему", max_length=500)
    protocol = models.CharField("протокол", max_length=160, blank=True)
    decided_on = models.DateField("дата решения")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто решил"
    )
    decided_by_name = models.CharField("кто решил, словами", max_length=200, editable=False)
    created_at = models.DateTimeField("когда создано", auto_now_add=True)

    class Meta:
        verbose_name = "решение о форме"
        verbose_name_plural = "решения о формах"
        ordering = ("-decided_on", "-id")

    def __str__(self) -> str:
        return f"{self.form} {self.decided_on:%d.%m.%Y}"
