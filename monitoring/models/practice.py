"""What remains of good work: cases (best practices) and the methodical library."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from monitoring.enums import AwardLevel, CaseState, LibraryKind
from pairing.models import Pair
from participants.models import StoredFile
from programs.models import InteractionModel, MentoringForm, Program, SchoolModel


class PracticeCase(SchoolModel):
    """«Кейс» (domain: §6.5) of a closed pair: draft → agreed by the pair → agreed by the curator → published.

    Names stand only where each participant has agreed and has a valid consent to publication; otherwise the text
    speaks of «наставник» and «наставляемый».
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="cases", editable=False, verbose_name="программа"
    )
    pair = models.ForeignKey(
        Pair, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name="пара"
    )
    title = models.CharField("название", max_length=200)
    form = models.ForeignKey(
        MentoringForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="форма наставничества",
    )
    model = models.ForeignKey(
        InteractionModel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ролевая модель",
    )
    authors = models.CharField("авторы", max_length=300, blank=True)
    target_group = models.CharField("для кого", max_length=300, blank=True)
    problem = models.TextField("проблема или запрос", max_length=3000, blank=True)
    goal = models.TextField("цель", max_length=2000, blank=True)
    period = models.CharField("срок", max_length=120, blank=True)
    course = models.TextField("ход работы", max_length=6000, blank=True)
    methods = models.TextField("методы", max_length=3000, blank=True)
    resources = models.TextField("ресурсы", max_length=2000, blank=True)
    figures = models.TextField("результаты в числах, до и после", max_length=3000, blank=True)
    results = models.TextField("качественные результаты", max_length=3000, blank=True)
    mentee_word = models.TextField("отзыв наставляемого", max_length=2000, blank=True)
    mentor_word = models.TextField("отзыв наставника", max_length=2000, blank=True)
    curator_word = models.TextField("отзыв куратора", max_length=2000, blank=True)
    difficulties = models.TextField("трудности", max_length=2000, blank=True)
    replication = models.TextField("что нужно, чтобы повторить", max_length=3000, blank=True)
    links = models.TextField("ссылки", max_length=2000, blank=True)
    state = models.CharField(
        "состояние", max_length=14, choices=CaseState, default=CaseState.DRAFT, editable=False
    )
    names_shown = models.BooleanField("с именами участников", default=False)
    published_on = models.DateField("опубликован", null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто создал"
    )
    created_at = models.DateTimeField("когда создан", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "кейс"
        verbose_name_plural = "кейсы"
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["program", "state"])]

    def __str__(self) -> str:
        return self.title


class CaseAgreement(SchoolModel):
    """One side's word on the text of a case: agreed on a day, by whom it was told."""

    case = models.ForeignKey(PracticeCase, models.CASCADE, related_name="agreements", verbose_name="кейс")
    person = models.ForeignKey(
        "participants.Person", models.CASCADE, related_name="case_agreements", verbose_name="участник"
    )
    is_agreed = models.BooleanField("согласен с текстом")
    with_name = models.BooleanField("имя можно назвать", default=False)
    comment = models.CharField("замечание", max_length=500, blank=True)
    said_on = models.DateField("когда")

    class Meta:
        verbose_name = "согласование кейса"
        verbose_name_plural = "согласования кейсов"
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="case_agreement_once")]


class CaseFile(SchoolModel):
    case = models.ForeignKey(PracticeCase, models.CASCADE, related_name="files", verbose_name="кейс")
    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="+", verbose_name="файл")
    caption = models.CharField("подпись", max_length=200, blank=True)
    is_public = models.BooleanField("показывать на открытой странице", default=False)

    class Meta:
        verbose_name = "файл кейса"
        verbose_name_plural = "файлы кейсов"


class LibraryItem(SchoolModel):
    """«Методическая копилка» (section 8, measure 5): a file or a link, by form and theme; lives across years."""

    title = models.CharField("название", max_length=250)
    kind = models.CharField("вид", max_length=9, choices=LibraryKind)
    level = models.CharField("уровень", max_length=9, choices=AwardLevel, default=AwardLevel.SCHOOL)
    form_code = models.SlugField("форма наставничества", max_length=40, blank=True)  # of MentoringForm.code
    theme = models.CharField("тема", max_length=120, blank=True)
    annotation = models.TextField("о чём", max_length=2000, blank=True)
    author = models.CharField("автор", max_length=200, blank=True)
    url = models.URLField("ссылка", max_length=500, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="файл"
    )
    is_public = models.BooleanField("показывать на открытой странице", default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто добавил"
    )
    added_at = models.DateTimeField("когда добавлено", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "материал копилки"
        verbose_name_plural = "методическая копилка"
        ordering = ("title", "id")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(url="") | models.Q(file__isnull=False),
                name="library_item_with_file_or_link",
                violation_error_message="Приложите файл или впишите ссылку.",
            )
        ]

    def __str__(self) -> str:
        return self.title
