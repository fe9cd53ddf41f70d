from django.db import models


class RoadmapState(models.TextChoices):
    DRAFT = "draft", "черновик"
    SUBMITTED = "submitted", "на утверждении"
    APPROVED = "approved", "утверждена"
    SUPERSEDED = "superseded", "заменена новой редакцией"


class RoadmapAction(models.TextChoices):
    SUBMIT = "submit", "передать директору"
    APPROVE = "approve", "утвердить"
    RETURN = "return", "вернуть с замечанием"


class StepState(models.TextChoices):
    PLANNED = "planned", "впереди"
    IN_PROGRESS = "in_progress", "в работе"
    DONE = "done", "выполнен"
    NOT_NEEDED = "not_needed", "не требуется"


class Stage(models.IntegerChoices):
    """Seven stages of the national target model."""

    CONDITIONS = 1, "Подготовка условий"
    MENTEES = 2, "База наставляемых"
    MENTORS = 3, "База наставников"
    TRAINING = 4, "Отбор и обучение"
    PAIRS = 5, "Формирование пар"
    WORK = 6, "Работа пар и групп"
    COMPLETION = 7, "Завершение"


class StepAction(models.TextChoices):
    START = "start", "начать"
    COMPLETE = "complete", "отметить выполненным"
    NOT_NEEDED = "not_needed", "отметить «не требуется»"
    REOPEN = "reopen", "открыть снова"


class TermKind(models.TextChoices):
    """How a term is written (domain: §7.3); `roadmap/terms.py` reads it."""

    MONTH = "month", "месяц"
    RANGE = "range", "от и до"
    DATE = "date", "день"
    DEADLINE = "deadline", "не позднее"  # no beginning of its own
    WHOLE = "whole", "весь год"  # the whole programme
    RECURRING = "recurring", "повторяется"
    MONTHS = "months", "несколько сроков"  # several control dates
    EVENT = "event", "по событию"  # no days at all: never overdue
    YEARS = "years", "учебные годы"
    UNREAD = "unread", "не разобран"


class ImportStage(models.TextChoices):
    """Where an import of a roadmap stands."""

    TABLE = "table", "выбор таблицы и столбцов"
    REVIEW = "review", "проверка"
    WRITTEN = "written", "записано"


# Printed over the steps of a stage on paper; the short labels above serve screens.
STAGE_TITLES: dict[int, str] = {
    Stage.CONDITIONS: "Подготовка условий для запуска Программы",
    Stage.MENTEES: "Формирование базы наставляемых",
    Stage.MENTORS: "Формирование базы наставников",
    Stage.TRAINING: "Отбор и обучение наставников",
    Stage.PAIRS: "Формирование наставнических пар и групп",
    Stage.WORK: "Организация работы пар и групп",
    Stage.COMPLETION: "Завершение Программы",
}
