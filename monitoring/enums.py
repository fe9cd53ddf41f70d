from django.db import models


class Criterion(models.TextChoices):
    PROGRAM = "A", "Оценка программы наставничества в организации"
    PARTICIPANTS = "B", "Определение эффективности участников наставнической деятельности в организации"
    MENTEE = "C", "Изменения в личности наставляемого"


class Level(models.TextChoices):
    """Levels of section 6: 15–18, 9–14, 0–8 points."""

    OPTIMAL = "optimal", "оптимальный уровень"
    ACCEPTABLE = "acceptable", "допустимый уровень"
    UNACCEPTABLE = "unacceptable", "недопустимый уровень"


class AssessmentState(models.TextChoices):
    DRAFT = "draft", "черновик"
    FINAL = "final", "итоговая"
