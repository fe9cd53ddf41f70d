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

# What counts as «в паре» of a year: decided, and not given up on the way.
PAIRED = frozenset({PairState.APPROVED, PairState.ACTIVE, PairState.COMPLETED})


class PairAction(models.TextChoices):
    SUBMIT = "submit", "передать директору"
    RETURN = "return", "вернуть с замечанием"
    APPROVE = "approve", "утвердить"
    RECALL = "recall", "вернуть в черновики"
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
    RUN = "run", "подобрана"


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


# --- matching ---------------------------------------------------------------------------------------------


class MatchingMode(models.TextChoices):
    ALL = "all", "охватить всех"
    GOOD = "good", "только хорошие пары"


class EditKind(models.TextChoices):
    MOVED = "moved", "другой наставник"
    ADDED = "added", "пара добавлена"
    PARTED = "parted", "пара разъединена"


class BanKind(models.TextChoices):
    RELATIVES = "relatives", "родственники"
    CONFLICT = "conflict", "конфликт"
    OTHER = "other", "другая причина"


# --- the psychologist's room ------------------------------------------------------------------------------


class MethodAudience(models.TextChoices):
    ALL = "all", "для всех"
    PUPILS = "pupils", "ученики"
    TEACHERS = "teachers", "педагоги"
    PAIRS = "pairs", "пара вместе"


class ConsultationKind(models.TextChoices):
    PERSONAL = "personal", "индивидуальная"
    PAIR = "pair", "с парой"
    GROUP = "group", "групповая"
    PARENTS = "parents", "с родителями"
    TEACHERS = "teachers", "с педагогами"


class ReferralOrigin(models.TextChoices):
    STAFF = "staff", "направление сотрудника"
    MEETING = "meeting", "запись о встрече"
    SURVEY = "survey", "ответ на анкету"


class ReferralState(models.TextChoices):
    OPEN = "open", "ждёт ответа"
    ANSWERED = "answered", "отвечено"


class PairSurveyKind(models.TextChoices):
    PULSE = "pulse", "как идут дела в паре"
    CLOSING = "closing", "завершение пары"


class Respondent(models.TextChoices):
    MENTOR = "mentor", "наставник"
    MENTEE = "mentee", "наставляемый"
    REPRESENTATIVE = "representative", "законный представитель"


# --- agreement and telling --------------------------------------------------------------------------------


class AgreementState(models.TextChoices):
    ASKED = "asked", "ждём ответа"
    AGREED = "agreed", "согласие"
    DECLINED = "declined", "отказ"


class AnswerSource(models.TextChoices):
    LINK = "link", "по ссылке"
    SLIP = "slip", "на бумаге"
    STAFF = "staff", "со слов"


class LabourPaperKind(models.TextChoices):
    CONSENT = "consent", "письменное согласие работника"
    AGREEMENT = "agreement", "дополнительное соглашение"
    NOTICE = "notice", "уведомление о прекращении"


class NoticeChannel(models.TextChoices):
    LETTER = "letter", "письмо"
    SLIP = "slip", "листок"
    CHAT = "chat", "сообщение в чате"
    SHEET = "sheet", "лист ознакомления"
    TOLD = "told", "лично"


# --- work of a pair ---------------------------------------------------------------------------------------


class MeetingFormat(models.TextChoices):
    FACE = "face", "очно"
    REMOTE = "remote", "дистанционно"
    LETTERS = "letters", "перепиской"


class PlanStage(models.TextChoices):
    DRAFT = "draft", "черновик"
    SUBMITTED = "submitted", "на согласовании"
    AGREED = "agreed", "согласован"
    APPROVED = "approved", "утверждён"


class PlanAction(models.TextChoices):
    SUBMIT = "submit", "передать куратору"
    RETURN = "return", "вернуть с замечанием"
    AGREE = "agree", "согласовать"
    APPROVE = "approve", "утвердить"
    REVISE = "revise", "изменить"


class PlanSection(models.TextChoices):
    """Sections of the plan: the second is of teachers only (АЗ-1128/08), the first and third of both forms."""

    DIFFICULTIES = "difficulties", "Анализ трудностей и способы их преодоления"
    ENTRY = "entry", "Вхождение в должность"
    GROWTH = "growth", "Направления развития"


class MentoringKind(models.TextChoices):
    TRADITIONAL = "traditional", "традиционное (один на один)"
    GROUP = "group", "групповое"
    SHORT = "short", "краткосрочное (целеполагающее)"
    REVERSE = "reverse", "реверсивное"
    SITUATIONAL = "situational", "ситуационное"
    SPEED = "speed", "скоростное"
    VIRTUAL = "virtual", "дистанционное"


class TaskMark(models.TextChoices):
    DONE = "done", "выполнено"
    PARTLY = "partly", "выполнено частично"
    NOT_DONE = "not_done", "не выполнено"


class ResultKind(models.TextChoices):
    PROJECT = "project", "проект"
    OPEN_LESSON = "open_lesson", "открытый урок"
    MASTER_CLASS = "master_class", "мастер-класс"
    TEST = "test", "зачёт или тест"
    PUBLICATION = "publication", "публикация"
    OLYMPIAD = "olympiad", "олимпиада или конкурс"
    OTHER = "other", "другое"


class ContactKind(models.TextChoices):
    CONTACT = "contact", "контакт"
    QUESTION = "question", "вопрос"
    REQUEST = "request", "просьба"


class MentorReportKind(models.TextChoices):
    INTERIM = "interim", "промежуточный отчёт"
    FINAL = "final", "итоговый отчёт"


class MentorReportState(models.TextChoices):
    DRAFT = "draft", "черновик"
    SUBMITTED = "submitted", "передан куратору"
    ACCEPTED = "accepted", "принят"
