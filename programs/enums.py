from django.db import models

from mentoring_site.permissions import ROLE_LABELS


class RoleChoices(models.TextChoices):
    """Stored role codes; the words live beside the permissions in mentoring_site/permissions.py."""

    DIRECTOR = "director", ROLE_LABELS["director"]
    DEPUTY_UVR = "deputy_uvr", ROLE_LABELS["deputy_uvr"]
    DEPUTY_VR = "deputy_vr", ROLE_LABELS["deputy_vr"]
    CURATOR = "curator", ROLE_LABELS["curator"]
    PSYCHOLOGIST = "psychologist", ROLE_LABELS["psychologist"]
    SOCIAL = "social", ROLE_LABELS["social"]
    SUBJECT_HEAD = "subject_head", ROLE_LABELS["subject_head"]
    CLASS_TEACHER = "class_teacher", ROLE_LABELS["class_teacher"]
    MENTOR = "mentor", ROLE_LABELS["mentor"]
    MENTEE = "mentee", ROLE_LABELS["mentee"]
    PARENT = "parent", ROLE_LABELS["parent"]
    ADMINISTRATOR = "administrator", ROLE_LABELS["administrator"]
    COORDINATOR = "coordinator", ROLE_LABELS["coordinator"]
    REGISTER_KEEPER = "register_keeper", ROLE_LABELS["register_keeper"]
    DATA_OFFICER = "data_officer", ROLE_LABELS["data_officer"]
    SITE_EDITOR = "site_editor", ROLE_LABELS["site_editor"]


class Theme(models.TextChoices):
    AUTO = "auto", "как в системе"
    LIGHT = "light", "светлая"
    DARK = "dark", "тёмная"


class ProgramState(models.TextChoices):
    DRAFT = "draft", "черновик"
    SUBMITTED = "submitted", "на утверждении"
    APPROVED = "approved", "утверждена"
    RUNNING = "running", "идёт"
    COMPLETED = "completed", "завершена"
    ARCHIVED = "archived", "в архиве"


class ProgramAction(models.TextChoices):
    SUBMIT = "submit", "передать директору"
    APPROVE = "approve", "утвердить"
    RETURN = "return", "вернуть с замечанием"
    START = "start", "начать"
    REVISE = "revise", "открыть новую редакцию"
    COMPLETE = "complete", "завершить"
    ARCHIVE = "archive", "сдать в архив"


class SectionKind(models.TextChoices):
    TEXT = "text", "текст"
    LIST = "list", "перечень"
    TERMS = "terms", "термины"
    TABLE = "table", "таблица"


class ParticipantKind(models.TextChoices):
    """What a mentoring form asks of a side."""

    PUPIL = "pupil", "ученик"
    TEACHER = "teacher", "учитель"


class LinkPurpose(models.TextChoices):
    """What a page behind a personal link is for; the first part of its address says the same."""

    APPLICATION = "application", "заявка на участие"
    SURVEY = "survey", "анкета"
    PREFERENCE = "preference", "предпочтения"
    AGREEMENT = "agreement", "согласие на пару"
    NOMINATION = "nomination", "предложение наставляемого"
    MEETING = "meeting", "отметка встречи"
    CABINET = "cabinet", "личная страница"
    CALENDAR = "calendar", "календарь"


class DocumentState(models.TextChoices):
    TO_SIGN = "to_sign", "к подписи"
    SIGNED = "signed", "подписан"
    CANCELLED = "cancelled", "отменён"


class CalendarDayKind(models.TextChoices):
    """A day that differs from the plain week: Saturday's lesson, a holiday, a moved day off."""

    OFF = "off", "выходной"
    WORKING = "working", "рабочий"


class LetterState(models.TextChoices):
    WAITING = "waiting", "ждёт отправки"
    SENT = "sent", "отправлено"
    FAILED = "failed", "не отправлено"
    DROPPED = "dropped", "снято"


class PartnerKind(models.TextChoices):
    """Organisations only; step 29 invites by these groups."""

    ENTERPRISE = "enterprise", "предприятие"
    COLLEGE = "college", "колледж или вуз"
    SCHOOL = "school", "другая школа"
    MUNICIPALITY = "municipality", "орган власти, муниципалитет"
    NGO = "ngo", "НКО"
    CULTURE = "culture", "культура, спорт, дополнительное образование"
    OTHER = "other", "другая организация"


class ResourceKind(models.TextChoices):
    ROOM = "room", "помещение"
    EQUIPMENT = "equipment", "оборудование"
    MATERIALS = "materials", "материалы и печать"
    INFORMATION = "information", "информационная поддержка"
    MONEY = "money", "оплата и поощрение"
    OTHER = "other", "другое"


class ResourceState(models.TextChoices):
    NEEDED = "needed", "нужно"
    IN_PROGRESS = "in_progress", "готовится"
    PROVIDED = "provided", "обеспечено"
    NOT_NEEDED = "not_needed", "не требуется"


class BatchState(models.TextChoices):
    WAITING = "waiting", "ждёт очереди"
    RUNNING = "running", "готовится"
    DONE = "done", "готово"
    FAILED = "failed", "не получилось"
