"""School contests of mentors (section 8, measure 3): nominations, rules, applications, criteria, jury sheets."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from monitoring.enums import ContestState, EntryState, NomineeKind
from pairing.models import Pair
from participants.models import Event, Mentor, StoredFile
from programs.models import Document, MentoringForm, Program, SchoolModel


class Contest(SchoolModel):
    """draft → open (rules and dates are frozen) → judging → closed, which fixes sums and places."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="contests", editable=False, verbose_name="программа"
    )
    title = models.CharField("название", max_length=200)
    rules = models.TextField("положение: как проходит", max_length=8000, blank=True)
    opens_on = models.DateField("заявки с")
    closes_on = models.DateField("заявки по")
    results_on = models.DateField("итоги")
    takes_own = models.BooleanField("наставники подают заявки сами", default=False)
    state = models.CharField(
        "состояние", max_length=7, choices=ContestState, default=ContestState.DRAFT, editable=False
    )
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="где награждают"
    )
    protocol = models.ForeignKey(
        Document, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="протокол жюри"
    )
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "конкурс"
        verbose_name_plural = "конкурсы"
        ordering = ("-opens_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on"), results_on__gte=F("closes_on")),
                name="contest_dates_in_order",
                violation_error_message="Сначала приём заявок, потом его конец, потом итоги.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class HonourNomination(SchoolModel):
    """«Наставник года», «Лучшая пара», «Наставник+», «Лучший наставник» (section 8) or the school's own."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="honour_nominations", editable=False, verbose_name="программа"
    )
    title = models.CharField("номинация", max_length=120)
    of_whom = models.CharField("кто", max_length=6, choices=NomineeKind, default=NomineeKind.MENTOR)
    form = models.ForeignKey(
        MentoringForm,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="форма наставничества",
    )
    wants = models.CharField("за что", max_length=300, blank=True)
    contest = models.ForeignKey(
        Contest,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="nominations",
        verbose_name="в конкурсе",
    )
    is_active = models.BooleanField("используется", default=True)
    position = models.PositiveSmallIntegerField("порядок", default=0, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "номинация"
        verbose_name_plural = "номинации"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "title"],
                name="honour_nomination_once",
                violation_error_message="Такая номинация уже есть.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ContestCriterion(SchoolModel):
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="criteria", verbose_name="конкурс")
    text = models.CharField("критерий", max_length=300)
    max_mark = models.PositiveSmallIntegerField(
        "баллов, не больше", default=5, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    position = models.PositiveSmallIntegerField("порядок", default=0, editable=False)

    class Meta:
        verbose_name = "критерий конкурса"
        verbose_name_plural = "критерии конкурса"
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.text


class ContestEntry(SchoolModel):
    """An application: a mentor or a pair in one nomination. place: 1 the winner, 2–3 prizes; set when closed."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="entries", verbose_name="конкурс")
    nomination = models.ForeignKey(
        HonourNomination, models.PROTECT, related_name="entries", verbose_name="номинация"
    )
    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="+", verbose_name="наставник")
    pair = models.ForeignKey(
        Pair, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="пара"
    )
    text = models.TextField("о работе наставника", max_length=4000, blank=True)
    file = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="файл"
    )
    state = models.CharField(
        "состояние", max_length=9, choices=EntryState, default=EntryState.SUBMITTED, editable=False
    )
    reason = models.CharField("почему не допущена", max_length=300, blank=True, editable=False)
    place = models.PositiveSmallIntegerField("место", null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто подал"
    )
    submitted_at = models.DateTimeField("когда подана", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "заявка на конкурс"
        verbose_name_plural = "заявки на конкурс"
        ordering = ("nomination", "submitted_at")
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "nomination", "mentor"],
                condition=Q(pair__isnull=True) & ~Q(state="withdrawn"),
                name="contest_entry_mentor_once",
                violation_error_message="Заявка этого наставника в этой номинации уже есть.",
            ),
            models.UniqueConstraint(
                fields=["contest", "nomination", "pair"],
                condition=Q(pair__isnull=False) & ~Q(state="withdrawn"),
                name="contest_entry_pair_once",
                violation_error_message="Заявка этой пары в этой номинации уже есть.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.pair or self.mentor}"

    @property
    def is_own(self) -> bool:
        """The mentor has applied himself."""
        return self.submitted_by_id == self.mentor.person.user_id


class JuryMember(SchoolModel):
    """An employee with an account fills the sheet himself; a guest's paper sheet is typed by the curator."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="jury", verbose_name="конкурс")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="сотрудник",
    )
    name = models.CharField("член жюри", max_length=200)
    position_title = models.CharField("должность", max_length=160, blank=True)
    is_chair = models.BooleanField("председатель", default=False)
    is_final = models.BooleanField("лист сдан", default=False, editable=False)

    class Meta:
        verbose_name = "член жюри"
        verbose_name_plural = "жюри"
        ordering = ("-is_chair", "name")
        constraints = [
            models.UniqueConstraint(fields=["contest", "name"], name="jury_member_once"),
            models.UniqueConstraint(
                fields=["contest", "user"], condition=Q(user__isnull=False), name="jury_user_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JuryMark(SchoolModel):
    """Missing is «не оценено», never 0. mark: 0 … criterion.max_mark."""

    member = models.ForeignKey(JuryMember, models.CASCADE, related_name="marks", verbose_name="член жюри")
    entry = models.ForeignKey(ContestEntry, models.CASCADE, related_name="marks", verbose_name="заявка")
    criterion = models.ForeignKey(
        ContestCriterion, models.CASCADE, related_name="marks", verbose_name="критерий"
    )
    mark = models.PositiveSmallIntegerField("балл")

    class Meta:
        verbose_name = "оценка жюри"
        verbose_name_plural = "оценки жюри"
        constraints = [
            models.UniqueConstraint(fields=["member", "entry", "criterion"], name="jury_mark_once")
        ]
