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
