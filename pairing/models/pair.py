from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pairing.enums import PairOrigin, PairState, PlanState, ProposalState
from pairing.models.matching import MatchingRun
from pairing.querysets import PairMemberQuerySet, PairQuerySet
from participants.models import ImportBatch, Mentee, Mentor
from programs.models import Document, InteractionModel, MentoringForm, Program, SchoolModel, scoped


class PairPlan(SchoolModel):
    """The set of pairs that is submitted, approved or returned together; approval makes one order."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="pair_plans", editable=False, verbose_name="программа"
    )
    number = models.PositiveIntegerField("номер", editable=False)
    state = models.CharField(
        "состояние", max_length=9, choices=PlanState, default=PlanState.SUBMITTED, editable=False
    )
    submitted_at = models.DateTimeField("когда передано", editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто передал"
    )
    decided_at = models.DateTimeField("когда решено", null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто решил",
    )
    comment = models.TextField("замечание", blank=True)
    # What was submitted, as ids, so that the next plan can say what changed:
    # [{"pair": 5, "mentor": 2, "members": [[mentee, model or null], …]}, …]
    rows = models.JSONField("строки плана", default=list, editable=False)
    order = models.OneToOneField(
        Document,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="pair_plan",
        verbose_name="распоряжение",
    )

    # Word of the methodical council on pairs of teachers (oddity O-24): «протокол № 3», its date.
    council_protocol = models.CharField("протокол методического совета", max_length=160, blank=True)
    council_on = models.DateField("дата протокола", null=True, blank=True)

    class Meta:
        verbose_name = "план пар"
        verbose_name_plural = "планы пар"
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["program", "number"], name="pair_plan_number_once"),
            models.CheckConstraint(
                condition=Q(state=PlanState.SUBMITTED, decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state=PlanState.SUBMITTED) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="pair_plan_decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"План пар № {self.number}"


class Pair(SchoolModel):
    """One mentor with one mentee, or a group: one mentor with several."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="pairs", editable=False, verbose_name="программа"
    )
    # «Встреча пары № 12»: what calendars and covers say instead of surnames.
    number = models.PositiveIntegerField("номер", null=True, editable=False)
    form = models.ForeignKey(
        MentoringForm, models.PROTECT, related_name="pairs", verbose_name="форма наставничества"
    )
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="pairs", verbose_name="наставник")
    state = models.CharField(
        "состояние", max_length=9, choices=PairState, default=PairState.DRAFT, editable=False
    )
    plan = models.ForeignKey(
        PairPlan, models.PROTECT, null=True, editable=False, related_name="pairs", verbose_name="план пар"
    )
    order = models.ForeignKey(
        Document, models.PROTECT, null=True, editable=False, related_name="pairs", verbose_name="распоряжение"
    )
    origin = models.CharField(
        "как составлена", max_length=7, choices=PairOrigin, default=PairOrigin.MANUAL, editable=False
    )
    # The order that ends the pair; until it is signed «нет приказа о прекращении» stays on the dashboard.
    end_order = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="ended_pairs",
        verbose_name="распоряжение о прекращении",
    )
    run = models.ForeignKey(
        MatchingRun,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="pairs",
        verbose_name="вариант подбора",
    )
    score = models.PositiveSmallIntegerField("балл подбора", null=True, editable=False)  # 0–100
    is_locked = models.BooleanField("закреплена в подборе", default=False, editable=False)
    # The paper of a pair that is older than the system: typed, never printed by us.
    earlier_order_number = models.CharField("номер прежнего распоряжения", max_length=32, blank=True)
    earlier_order_date = models.DateField("дата прежнего распоряжения", null=True, blank=True)
    starts_on = models.DateField("начало", null=True, blank=True)
    ends_on = models.DateField("окончание", null=True, blank=True)
    closed_on = models.DateField("закрыта", null=True, blank=True, editable=False)
    closed_reason = models.CharField("причина", max_length=500, blank=True, editable=False)
    return_comment = models.TextField("замечание при возврате", blank=True, editable=False)
    # Rules broken knowingly: [{"code": …, "sentence": …}], with the reason typed by the curator.
    broken_rules = models.JSONField("нарушенные правила", default=list, editable=False)
    broken_rules_reason = models.CharField(
        "почему пара нужна вопреки правилу", max_length=500, blank=True, editable=False
    )
    # The closing wizard's own answers; None: not asked yet.
    wants_case = models.BooleanField("описать как лучшую практику", null=True, editable=False)
    wants_new_match = models.BooleanField("искать нового наставника", null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто создал"
    )
    created_at = models.DateTimeField("когда создано", auto_now_add=True)
    state_changed_at = models.DateTimeField("когда изменилось состояние", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    objects = scoped(PairQuerySet)

    class Meta:
        verbose_name = "пара или группа"
        verbose_name_plural = "пары и группы"
        ordering = ("mentor__person__search_key", "id")
        indexes = [models.Index(fields=["program", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="pair_dates_in_order",
                violation_error_message="Окончание раньше начала.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PairState.DISSOLVED) | ~Q(closed_reason=""),
                name="pair_dissolved_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=PairState.ACTIVE) | Q(starts_on__isnull=False),
                name="pair_active_has_start",
            ),
            models.UniqueConstraint(fields=["program", "number"], name="pair_number_once"),
        ]

    def __str__(self) -> str:
        names = ", ".join(member.mentee.person.last_name for member in self.staying)
        return f"{self.mentor.person.last_name} — {names}" if names else str(self.mentor)

    @property
    def staying(self) -> list[PairMember]:
        """Who is in the pair, or was until its end: a member who left the group meanwhile is named with it no more."""
        members = list(self.members.all())
        return [m for m in members if m.left_on is None or m.left_on == self.closed_on] or members


class PairMember(SchoolModel):
    """A mentee in a pair: with which model, since when, until when, with which result."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    pair = models.ForeignKey(Pair, models.CASCADE, related_name="members", verbose_name="пара")
    mentee = models.ForeignKey(
        Mentee, models.PROTECT, related_name="memberships", verbose_name="наставляемый"
    )
    model = models.ForeignKey(
        InteractionModel,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="форма взаимодействия",
        related_name="+",
    )
    # True while the pair is open and the mentee has not left it; kept by the services, guarded by the index.
    is_open = models.BooleanField("участие продолжается", default=True, editable=False)
    joined_on = models.DateField("когда вошёл", null=True, blank=True, editable=False)
    left_on = models.DateField("когда вышел", null=True, blank=True, editable=False)
    left_reason = models.CharField("почему вышел", max_length=500, blank=True, editable=False)
    # A member who joins or leaves a living group does so by an order: these hold it while it waits and after.
    join_order = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="распоряжение о включении",
    )
    leave_order = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="распоряжение о выводе",
    )
    result = models.TextField("результат", max_length=2000, blank=True)

    objects = scoped(PairMemberQuerySet)

    class Meta:
        verbose_name = "участник пары"
        verbose_name_plural = "участники пар"
        ordering = ("mentee__person__search_key", "id")
        constraints = [
            models.UniqueConstraint(fields=["pair", "mentee"], name="pair_member_once"),
            models.UniqueConstraint(
                fields=["mentee"],
                condition=Q(is_open=True),
                name="one_open_pair_per_mentee",
                violation_error_message="У наставляемого уже есть пара.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.mentee)

    @property
    def is_waiting(self) -> bool:
        """Named by an order that is not signed yet: holds a place but takes no part."""
        return self.join_order_id is not None and self.joined_on is None


class PairProposal(SchoolModel):
    """«Пара, сложившаяся до системы»: read from an imported base, waits for the curator's word."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="pair_proposals", editable=False, verbose_name="программа"
    )
    batch = models.ForeignKey(
        ImportBatch, models.SET_NULL, null=True, related_name="+", verbose_name="загрузка"
    )
    mentor = models.ForeignKey(
        Mentor, models.CASCADE, null=True, related_name="proposals", verbose_name="наставник"
    )
    mentee = models.ForeignKey(
        Mentee, models.CASCADE, null=True, related_name="proposals", verbose_name="наставляемый"
    )
    mentor_name = models.CharField("наставник в таблице", max_length=200)  # as the file says
    mentee_name = models.CharField("наставляемый в таблице", max_length=200)
    form_text = models.CharField("форма в таблице", max_length=200, blank=True)
    state = models.CharField("состояние", max_length=9, choices=ProposalState, default=ProposalState.OPEN)
    pair = models.ForeignKey(Pair, models.SET_NULL, null=True, related_name="+", verbose_name="пара")

    class Meta:
        verbose_name = "пара из загруженной таблицы"
        verbose_name_plural = "пары из загруженных таблиц"
        ordering = ("mentor_name", "mentee_name")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "mentor_name", "mentee_name"], name="pair_proposal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mentor_name} — {self.mentee_name}"
