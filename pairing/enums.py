from django.db import models


class PairState(models.TextChoices):
    DRAFT = "draft", "черновик"
    SUBMITTED = "submitted", "на утверждении"
    APPROVED = "approved", "утверждена"
    ACTIVE = "active", "действует"
    COMPLETED = "completed", "завершена"
    DISSOLVED = "dissolved", "прекращена"


OPEN_STATES = frozenset({PairState.DRAFT, PairState.SUBMITTED, PairState.APPROVED, PairState.ACTIVE})

UNDECIDED = frozenset({PairState.DRAFT, PairState.SUBMITTED})


class PairAction(models.TextChoices):
    SUBMIT = "submit", "передать директору"
    RETURN = "return", "вернуть с замечанием"
    APPROVE = "approve", "утвердить"
    ACTIVATE = "activate", "ввести в действие"
    COMPLETE = "complete", "завершить"
    DISSOLVE = "dissolve", "прекратить"
    REOPEN = "reopen", "возобновить"


class PlanState(models.TextChoices):
    SUBMITTED = "submitted", "на утверждении"
    APPROVED = "approved", "утверждён"
    RETURNED = "returned", "возвращён"


class PairOrigin(models.TextChoices):
    MANUAL = "manual", "составлена вручную"
    EARLIER = "earlier", "сложилась до системы"


class ProposalState(models.TextChoices):
    OPEN = "open", "ждёт решения"
    CONFIRMED = "confirmed", "подтверждена"
    DECLINED = "declined", "отклонена"


class MeetingKind(models.TextChoices):
    """Kinds of meetings of stage 5 of the programme document, in their order."""

    INTRODUCTION = "introduction", "знакомство"
    TRIAL = "trial", "пробная рабочая"
    PLANNING = "planning", "планирование"
    REGULAR = "regular", "регулярная"
    FINAL = "final", "итоговая"


class MeetingState(models.TextChoices):
    PLANNED = "planned", "запланирована"
    HELD = "held", "проведена"
    CANCELLED = "cancelled", "отменена"


class Conclusion(models.TextChoices):
    """The psychologist's word on a pair; all that leaves his room."""

    RECOMMENDED = "recommended", "рекомендована"
    RESERVATION = "reservation", "рекомендована с оговоркой"
    NOT_RECOMMENDED = "not_recommended", "не рекомендована"
