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
    CONTACT = "contact", "связь с выпускником"


# The papers of a year; the one on keeping contact is asked of those who leave the school.
YEAR_PURPOSES = tuple(purpose for purpose in ConsentPurpose if purpose != ConsentPurpose.CONTACT)


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


# --- questionnaires ---------------------------------------------------------------------------------------


class QuestionnaireKind(models.TextChoices):
    """Everything that asks people something; later kinds are added here."""

    APPLICATION = "application", "заявка на участие"
    PREFERENCE = "preference", "предпочтения"
    FEEDBACK = "feedback", "обратная связь"
    SURVEY = "survey", "опрос"


class QuestionnaireState(models.TextChoices):
    DRAFT = "draft", "черновик"
    OPEN = "open", "открыта"
    CLOSED = "closed", "закрыта"


class QuestionKind(models.TextChoices):
    OPEN = "open", "свободный ответ"
    ONE = "one", "один из списка"
    MANY = "many", "несколько из списка"
    YES_NO = "yes_no", "да или нет"
    SCALE = "scale", "шкала"
    TOPICS = "topics", "темы из общего списка"
    TIMES = "times", "удобное время"


class ResponseState(models.TextChoices):
    DRAFT = "draft", "черновик"
    SUBMITTED = "submitted", "отправлена"


class ResponseSource(models.TextChoices):
    PHONE = "phone", "с телефона"
    GRID = "grid", "набрана с бумаги"
    SCAN = "scan", "скан"
    STAFF = "staff", "заполнил сотрудник"


class QuestionnaireRole(models.TextChoices):
    """Who answers a questionnaire; of an application it is one of the first two."""

    MENTOR = "mentor", "наставник"
    MENTEE = "mentee", "наставляемый"
    PARENT = "parent", "родитель"
    CURATOR = "curator", "куратор"
    PARTNER = "partner", "организация-партнёр"


class SurveyMoment(models.TextChoices):
    """When the same is asked or measured: questions of a pair are compared by it."""

    BEFORE = "before", "до"
    INTERIM = "interim", "промежуточно"
    AFTER = "after", "после"


class ParticipationRole(models.TextChoices):
    """A side of the programme that a person asks to take."""

    MENTOR = "mentor", "наставник"
    MENTEE = "mentee", "наставляемый"


# --- on the way into the bases ----------------------------------------------------------------------------


class ApplicationState(models.TextChoices):
    NEW = "new", "новая"
    ASKED_BACK = "asked_back", "ждём ответа"
    ACCEPTED = "accepted", "принята"
    DECLINED = "declined", "отклонена"


class NominationState(models.TextChoices):
    NEW = "new", "новое"
    ACCEPTED = "accepted", "принято"
    DECLINED = "declined", "отклонено"


class NominatorRole(models.TextChoices):
    CLASS_TEACHER = "class_teacher", "классный руководитель"
    PSYCHOLOGIST = "psychologist", "педагог-психолог"
    SOCIAL = "social", "социальный педагог"
    SUBJECT_HEAD = "subject_head", "руководитель ШМО"
    CURATOR = "curator", "куратор"
    PARENT = "parent", "родитель"
    EMPLOYEE = "employee", "сотрудник школы"


class Weekday(models.IntegerChoices):
    MONDAY = 1, "понедельник"
    TUESDAY = 2, "вторник"
    WEDNESDAY = 3, "среда"
    THURSDAY = 4, "четверг"
    FRIDAY = 5, "пятница"
    SATURDAY = 6, "суббота"


class InterviewState(models.TextChoices):
    PLANNED = "planned", "назначено"
    HELD = "held", "проведено"
    CANCELLED = "cancelled", "отменено"


class InterviewConclusion(models.TextChoices):
    RECOMMENDED = "recommended", "рекомендован"
    CONDITIONAL = "conditional", "рекомендован с условием"
    NOT_RECOMMENDED = "not_recommended", "не рекомендован"


class EventKind(models.TextChoices):
    INFORMATION = "information", "информационная встреча"
    PARENTS = "parents", "родительское собрание"
    PARTNERS = "partners", "встреча с выпускниками и партнёрами"
    COUNCIL = "council", "педагогический совет"
    METHOD_COUNCIL = "methods", "методический совет"
    CONFERENCE = "conference", "ученическая конференция"
    TRAINING = "training", "занятие с наставниками"
    GROUP_MEETING = "group_meeting", "групповая встреча"
    FINAL_MEETING = "final_meeting", "групповая заключительная встреча"
    CEREMONY = "ceremony", "торжественное мероприятие"
    FESTIVAL = "festival", "фестиваль наставников"
    FORUM = "forum", "форум или конференция наставников"
    OTHER = "other", "другое событие"


class EventState(models.TextChoices):
    PLANNED = "planned", "запланировано"
    HELD = "held", "проведено"
    CANCELLED = "cancelled", "отменено"


class AttendanceMark(models.TextChoices):
    PRESENT = "present", "присутствовал"
    ABSENT = "absent", "не был"
    EXCUSED = "excused", "не был по уважительной причине"


class DestructionState(models.TextChoices):
    DUE = "due", "ждёт срока"
    DONE = "done", "данные уничтожены"
    KEPT = "kept", "оставлены"


class DestructionCause(models.TextChoices):
    WITHDRAWN = "withdrawn", "отозвано согласие"
    GOAL_REACHED = "goal_reached", "программа завершена"
    NOT_CARRIED = "not_carried", "не перешёл в новый год"
    GRADUATED = "graduated", "выпускник не дал согласия на связь"


class PopulationKind(models.TextChoices):
    """Totals that are typed with a date, since the bases don't know who takes no part (domain: indicators)."""

    PUPILS = "pupils", "учеников всего"
    PUPILS_10_19 = "pupils_10_19", "учеников 10–19 лет"
    PUPILS_15_19 = "pupils_15_19", "учеников 15–19 лет"
    TEACHERS = "teachers", "педагогов всего"
    YOUNG_TEACHERS = "young_teachers", "педагогов со стажем до 3 лет"
    PARTNERS = "partners", "организаций-партнёров всего"
    PARTNERS_GIVE = "partners_give", "организаций-партнёров, которые дали наставников"


class GuestGroup(models.TextChoices):
    """Who is invited to the ceremony (step 29); organisations are named, families only through their own."""

    FAMILIES = "families", "семьи участников"
    PARTNERS = "partners", "организации-партнёры"
    MUNICIPALITY = "municipality", "муниципалитет"
    SCHOOLS = "schools", "другие школы"
    NGO = "ngo", "некоммерческие организации"


class InvitationState(models.TextChoices):
    PREPARED = "prepared", "подготовлено"
    TOLD = "told", "передано"
    COMES = "comes", "придут"
    DECLINED = "declined", "не смогут"
