from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from pairing.enums import BanKind, EditKind, MatchingMode
from participants.models import Mentee, Mentor, Person
from programs.models import MentoringForm, Program, SchoolModel


class MatchingSettings(SchoolModel):
    """Weights and rules of the matching, the programme's own; the defaults live in pairing/matching/model.py."""

    program = models.OneToOneField(
        Program, models.CASCADE, related_name="matching_settings", editable=False, verbose_name="программа"
    )
    weights = models.JSONField("веса", default=dict, blank=True)  # Part code -> 0–100; absent: the default
    levels = models.JSONField(
        "строгость правил", default=dict, blank=True
    )  # rule code -> pairing.edges.Level
    floor = models.PositiveSmallIntegerField(
        "порог хорошей пары", default=50, validators=[MaxValueValidator(100)]
    )
    group_min = models.PositiveSmallIntegerField("в группе не меньше", default=2)
    group_max = models.PositiveSmallIntegerField("в группе не больше", default=4)
    ideal_gap = models.PositiveSmallIntegerField("лучшая разница классов", default=2)
    draft_bonus = models.PositiveSmallIntegerField("баллов за пару нынешнего черновика", default=3)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "настройки подбора"
        verbose_name_plural = "настройки подбора"
        constraints = [
            models.CheckConstraint(
                condition=Q(group_min__gte=2, group_max__gte=F("group_min"), floor__lte=100),
                name="matching_settings_in_range",
                violation_error_message="Группа — от двух человек, верхняя граница не меньше нижней, порог — до 100.",
            )
        ]

    def __str__(self) -> str:
        return f"Настройки подбора {self.program}"


class MatchingRun(SchoolModel):
    """One run of the matching over one form: all that is needed to repeat it and to understand it later.

    people: {"mentors": {entry id: "Лебедев Артём, 10 «А»"}, "mentees": {…}}; result: pairing.matching.model.Plan as
    plain data.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="matching_runs", editable=False, verbose_name="программа"
    )
    form = models.ForeignKey(
        MentoringForm, models.PROTECT, related_name="+", verbose_name="форма наставничества"
    )
    number = models.PositiveIntegerField("номер", editable=False)
    mode = models.CharField("способ", max_length=4, choices=MatchingMode)
    settings_used = models.JSONField("настройки", default=dict, editable=False)
    seed = models.PositiveIntegerField("число для жребия", editable=False)
    input_hash = models.CharField("отпечаток данных", max_length=64, editable=False)
    people = models.JSONField("люди", default=dict, editable=False)
    result = models.JSONField("итог", default=dict, editable=False)
    placed = models.PositiveIntegerField("с наставником", default=0, editable=False)
    unplaced = models.PositiveIntegerField("без пары", default=0, editable=False)
    mean_score = models.PositiveSmallIntegerField("средний балл", null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name="кто подобрал",
    )
    created_at = models.DateTimeField("когда подобрано")
    applied_at = models.DateTimeField("когда перенесено в черновики", null=True, editable=False)

    class Meta:
        verbose_name = "вариант подбора"
        verbose_name_plural = "варианты подбора"
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=["program", "number"], name="matching_run_number_once")]

    def __str__(self) -> str:
        return f"Вариант {self.number}"


class RunEdit(SchoolModel):
    """A change of the plan by hand, with its reason; the director sees it beside the run."""

    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="edits", verbose_name="вариант")
    kind = models.CharField("что сделано", max_length=8, choices=EditKind)
    mentee = models.ForeignKey(Mentee, models.CASCADE, related_name="+", verbose_name="наставляемый")
    was_mentor = models.ForeignKey(
        Mentor, models.CASCADE, null=True, related_name="+", verbose_name="прежний наставник"
    )
    mentor = models.ForeignKey(
        Mentor, models.CASCADE, null=True, related_name="+", verbose_name="новый наставник"
    )
    cost = models.SmallIntegerField("сколько баллов потерял план", null=True)
    reason = models.CharField("причина", max_length=500)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто изменил"
    )
    made_at = models.DateTimeField("когда изменено")

    class Meta:
        verbose_name = "правка подбора"
        verbose_name_plural = "правки подбора"
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.mentee}"


class PairBan(SchoolModel):
    """Two people who must not be put together, in any programme of the school and in either role."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="bans", verbose_name="первый")
    second = models.ForeignKey(Person, models.CASCADE, related_name="bans_of_others", verbose_name="второй")
    kind = models.CharField("почему", max_length=12, choices=BanKind)
    note = models.CharField("пояснение", max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто записал"
    )
    created_at = models.DateTimeField("когда записано", auto_now_add=True)

    class Meta:
        verbose_name = "запрет на пару"
        verbose_name_plural = "запреты на пары"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_ban_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_ban_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} — {self.second}"

    @property
    def words(self) -> str:
        """«родственники — мать и сын»."""
        return f"{self.get_kind_display()} — {self.note}" if self.note else self.get_kind_display()
