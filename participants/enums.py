from django.db import models


class PersonKind(models.TextChoices):
    PUPIL = "pupil", "ученик"
    TEACHER = "teacher", "педагог"
    PARENT = "parent", "родитель"
    VETERAN = "veteran", "ветеран педагогического труда"
    GRADUATE = "graduate", "выпускник"


class Gender(models.TextChoices):
    FEMALE = "f", "женский"
    MALE = "m", "мужской"


class MentorStatus(models.TextChoices):
    CANDIDATE = "candidate", "кандидат"
    ADMITTED = "admitted", "допущен"
    RESERVE = "reserve", "в резерве"
    LEFT = "left", "выбыл"


class MenteeStatus(models.TextChoices):
    NOMINATED = "nominated", "предложен"
    ADMITTED = "admitted", "принят"
    LEFT = "left", "выбыл"


class CategoryKind(models.TextChoices):
    MENTEE_PUPIL = "mentee_pupil", "наставляемые — ученики"
    MENTEE_TEACHER = "mentee_teacher", "наставляемые — педагоги"
    MENTOR = "mentor", "наставники"


class ConsentPurpose(models.TextChoices):
    """One purpose — one paper."""

    PARTICIPATION = "participation", "участие в программе"
    TESTING = "testing", "психологическая диагностика"
    SPECIAL = "special", "сведения о здоровье (ОВЗ)"
    PUBLICATION = "publication", "публикация на сайте"
    TRANSFER = "transfer", "передача партнёрам"


class ConsentGiver(models.TextChoices):
    SELF = "self", "сам участник"
    GUARDIAN = "guardian", "законный представитель"
    BOTH = "both", "представитель и подросток"


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", "файл загружен"
    MAPPED = "mapped", "столбцы выбраны"
    REHEARSED = "rehearsed", "проверен"
    APPLIED = "applied", "записан"
    CANCELLED = "cancelled", "отменён"
    UNDONE = "undone", "запись отменена"


class ImportJob(models.TextChoices):
    REHEARSE = "rehearse", "проверка"
    WRITE = "write", "запись"


class BaseKind(models.TextChoices):
    MENTORS = "mentors", "наставники"
    MENTEES = "mentees", "наставляемые"
