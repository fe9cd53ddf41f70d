from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from participants.enums import (
    QuestionKind,
    QuestionnaireKind,
    QuestionnaireRole,
    QuestionnaireState,
    ResponseSource,
    ResponseState,
    SurveyMoment,
)
from participants.models.person import Person
from participants.models.stored_file import StoredFile
from programs.models import MentoringForm, PersonalLink, Program, SchoolModel


class Questionnaire(SchoolModel):
    """One version of a set of questions for one audience; frozen once it has been opened.

    code is shared by the versions: «копировать и изменить» makes the next one.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="questionnaires", editable=False, verbose_name="программа"
    )
    kind = models.CharField("вид", max_length=11, choices=QuestionnaireKind)
    code = models.SlugField("код", max_length=60, editable=False)
    edition = models.PositiveSmallIntegerField("версия", default=1, editable=False)
    title = models.CharField("название", max_length=160)
    intro = models.TextField("вступление", max_length=2000, blank=True)
    role = models.CharField("кто отвечает", max_length=7, choices=QuestionnaireRole, blank=True)
    form = models.ForeignKey(
        MentoringForm,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="форма наставничества",
        related_name="+",
    )
    moment = models.CharField("когда проводится", max_length=10, choices=SurveyMoment, blank=True)
    is_anonymous = models.BooleanField("без имени", default=False)
    state = models.CharField(
        "состояние",
        max_length=6,
        choices=QuestionnaireState,
        default=QuestionnaireState.DRAFT,
        editable=False,
    )
    previous = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="прежняя версия"
    )
    opened_at = models.DateTimeField("когда открыта", null=True, editable=False)
    closed_at = models.DateTimeField("когда закрыта", null=True, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "анкета"
        verbose_name_plural = "анкеты"
        ordering = ("kind", "title", "edition")
        constraints = [
            models.UniqueConstraint(fields=["program", "code", "edition"], name="questionnaire_edition_once"),
            models.UniqueConstraint(
                fields=["program", "code"], condition=Q(state="open"), name="questionnaire_one_open_edition"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_frozen(self) -> bool:
        return self.state != QuestionnaireState.DRAFT


class Question(SchoolModel):
    """One question. options: list of texts (one, many); a scale runs from scale_min to scale_max."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="questions", verbose_name="анкета"
    )
    code = models.SlugField("код", max_length=60)
    position = models.PositiveSmallIntegerField("порядок", default=0)
    kind = models.CharField("вид", max_length=6, choices=QuestionKind)
    text = models.CharField("вопрос", max_length=500)
    help_text = models.CharField("пояснение", max_length=300, blank=True)
    is_required = models.BooleanField("обязательный", default=False)
    options = models.JSONField("варианты", default=list, blank=True)
    scale_min = models.PositiveSmallIntegerField("от", default=1)
    scale_max = models.PositiveSmallIntegerField("до", default=10, validators=[MaxValueValidator(10)])
    scale_labels = models.JSONField("подписи шкалы", default=list, blank=True)  # words under the two ends
    # Field of the base that the answer fills on admission («competencies», «request», «interests» …).
    target = models.CharField("куда идёт ответ", max_length=40, blank=True)
    # The same code in the questionnaire before and in the one after: compared with each other.
    pair_code = models.SlugField("код парного вопроса", max_length=60, blank=True)
    # What a high share of «да» or of high marks says in the SWOT; empty: the question does not speak there.
    factor = models.CharField("фактор для SWOT", max_length=200, blank=True)

    class Meta:
        verbose_name = "вопрос"
        verbose_name_plural = "вопросы"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="question_code_once"),
            models.CheckConstraint(
                condition=Q(scale_max__gt=F("scale_min")),
                name="question_scale_in_order",
                violation_error_message="Верхний конец шкалы должен быть больше нижнего.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Response(SchoolModel):
    """Answers of one person, or of nobody by name when the questionnaire is anonymous.

    answers: {question code: text | number | true/false | list}; what was not answered is absent, never empty.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="+", editable=False, verbose_name="программа"
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="responses", verbose_name="анкета"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="responses", verbose_name="человек"
    )
    # What the answers are about when one person answers several times («pair:12»); empty: once.
    subject = models.CharField("о чём", max_length=40, blank=True, editable=False)
    link = models.ForeignKey(
        PersonalLink,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="связь по ссылке",
    )
    state = models.CharField(
        "состояние", max_length=9, choices=ResponseState, default=ResponseState.DRAFT, editable=False
    )
    source = models.CharField("как получена", max_length=5, choices=ResponseSource)
    answers = models.JSONField("ответы", default=dict, blank=True)
    free_text = models.TextField("анкета в свободной форме", max_length=5000, blank=True)
    scan = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="скан"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто внёс",
    )
    started_at = models.DateTimeField("когда начат", auto_now_add=True)
    submitted_at = models.DateTimeField("когда отправлен", null=True, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "ответы на анкету"
        verbose_name_plural = "ответы на анкеты"
        ordering = ("-submitted_at", "-id")
        indexes = [models.Index(fields=["questionnaire", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "person", "subject"],
                condition=Q(person__isnull=False),
                name="response_once_per_person",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False),
                name="response_submitted_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire}: {self.person or 'без имени'}"
