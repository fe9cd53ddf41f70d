from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from participants.enums import ApplicationState, ParticipationRole, PersonKind
from participants.models.person import Person
from participants.models.questionnaire import Response
from programs.models import MentoringForm, PersonalLink, Program, SchoolClass, SchoolModel


class Application(SchoolModel):
    """«Хочу быть наставником», «ищу наставника»: what came by a link, before the curator decides.

    It never touches a known person by itself: the curator says «это он» or «новый человек».
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="applications", editable=False, verbose_name="программа"
    )
    role = models.CharField("кем хочет быть", max_length=6, choices=ParticipationRole)
    form = models.ForeignKey(
        MentoringForm,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="форма наставничества",
        related_name="+",
    )
    state = models.CharField(
        "состояние",
        max_length=10,
        choices=ApplicationState,
        default=ApplicationState.NEW,
        editable=False,
    )
    # The poster's link it came by, and its own, by which the applicant comes back to his application.
    poster = models.ForeignKey(
        PersonalLink,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="общая ссылка",
    )
    own_link = models.OneToOneField(
        PersonalLink,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="личная ссылка",
    )
    kind = models.CharField("кто это", max_length=10, choices=PersonKind)
    last_name = models.CharField("фамилия", max_length=80)
    first_name = models.CharField("имя", max_length=80)
    middle_name = models.CharField("отчество", max_length=80, blank=True)
    is_adult = models.BooleanField("исполнилось 18 лет", default=False)
    school_class = models.ForeignKey(
        SchoolClass, models.SET_NULL, null=True, blank=True, verbose_name="класс", related_name="+"
    )
    position = models.CharField("должность", max_length=160, blank=True)
    phone = models.CharField("телефон", max_length=60, blank=True)  # adults only
    email = models.EmailField("электронная почта", blank=True)  # adults only
    request = models.TextField("запрос", max_length=2000, blank=True)
    response = models.OneToOneField(
        Response,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="application",
        verbose_name="ответ на анкету",
    )
    question_back = models.CharField("что уточнить", max_length=500, blank=True)
    answer_back = models.CharField("ответ", max_length=2000, blank=True)
    decline_reason = models.CharField("почему отклонена", max_length=500, blank=True)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, editable=False, related_name="applications", verbose_name="человек"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто решил",
    )
    decided_at = models.DateTimeField("когда решено", null=True, editable=False)
    created_at = models.DateTimeField("когда создано", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "заявка"
        verbose_name_plural = "заявки"
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["program", "state", "-created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(person__isnull=False),
                name="application_accepted_is_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""),
                name="application_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_adult=True) | Q(phone="", email=""),
                name="application_of_minor_without_contacts",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)
