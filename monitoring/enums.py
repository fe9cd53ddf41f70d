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


class AssessmentKind(models.TextChoices):
    """Each assessor fills his own sheet; the consolidated one is the official result."""

    OWN = "own", "лист эксперта"
    CONSOLIDATED = "consolidated", "сводный лист"


# --- stage 1: surveys -------------------------------------------------------------------------------------


class SurveyPurpose(models.TextChoices):
    """What a survey is for (steps 5, 10, 25, 28, 31 of the roadmap)."""

    BEFORE = "before", "ожидания до начала"
    INTERIM = "interim", "промежуточная обратная связь"
    SATISFACTION = "satisfaction", "удовлетворённость"
    AFTER = "after", "итоги после завершения"
    QUALITY = "quality", "качество программы"
    OTHER = "other", "другое"


class CampaignState(models.TextChoices):
    DRAFT = "draft", "готовится"
    OPEN = "open", "идёт"
    CLOSED = "closed", "завершён"


class ModerationState(models.TextChoices):
    WAITING = "waiting", "не прочитан"
    SHOWN = "shown", "показан"
    HIDDEN = "hidden", "скрыт"


class Quadrant(models.TextChoices):
    STRENGTH = "strength", "сильные стороны"
    WEAKNESS = "weakness", "слабые стороны"
    OPPORTUNITY = "opportunity", "возможности"
    THREAT = "threat", "угрозы"


class SatisfactionRule(models.TextChoices):
    """Who counts as satisfied (the method names no rule, so the school chooses and the report prints it)."""

    GLAD_AND_MEAN = "glad_mean", "рад участию и средняя оценка не ниже порога"
    GLAD = "glad", "рад участию"
    MEAN = "mean", "средняя оценка не ниже порога"


# --- stage 2: measurements --------------------------------------------------------------------------------


class ParameterBlock(models.TextChoices):
    """The four things that stage 2 of section 6 lets assess."""

    GROWTH = "growth", "Мотивационно-личностный и профессиональный рост"
    SKILLS = "skills", "Метапредметные навыки и вовлечённость"
    PROGRESS = "progress", "Освоение образовательных программ"
    RESULTS = "results", "Динамика образовательных результатов"


class ParameterSubject(models.TextChoices):
    """Of whom it is measured."""

    MENTEE = "mentee", "наставляемый"
    MENTOR = "mentor", "наставник"
    CLASS = "class", "класс"
    PROGRAM = "program", "школа в целом"


class Direction(models.TextChoices):
    MORE = "more", "больше — лучше"
    LESS = "less", "меньше — лучше"


class Confidentiality(models.TextChoices):
    OPEN = "open", "обычный"
    PSYCHOLOGIST = "psychologist", "только психолог"


class MeasurementSource(models.TextChoices):
    GRID = "grid", "внесено вручную"
    IMPORT = "import", "загружено из файла"
    SURVEY = "survey", "из анкеты"


# --- results ----------------------------------------------------------------------------------------------


class ResultGroup(models.TextChoices):
    """Where the document names its 36 expected results: 17 + 7 + 7 + 5."""

    GENERAL = "general", "Ожидаемые результаты внедрения"
    PUPILS = "pupils", "Форма «Ученик – ученик»"
    TEACHERS = "teachers", "Форма «Учитель – учитель»"
    MENTORS = "mentors", "Результаты правильной работы наставников"


class TieKind(models.TextChoices):
    """What confirms an expected result."""

    PARAMETER = "parameter", "параметр «до – после»"
    QUALITY = "quality", "показатель оценки 0–18"
    MODEL = "model", "показатель целевой модели"
    QUESTION = "question", "вопрос анкеты"
    COUNT = "count", "число из базы"
    WORDS = "words", "качественно"


class ContestState(models.TextChoices):
    DRAFT = "draft", "готовится"
    OPEN = "open", "приём заявок"
    JUDGING = "judging", "оценивает жюри"
    CLOSED = "closed", "подведены итоги"


class ContestAction(models.TextChoices):
    """Moves of a contest; each label is the word of its button."""

    OPEN = "open", "Открыть приём заявок"
    REDRAFT = "redraft", "Вернуть в черновики"
    JUDGE = "judge", "Передать заявки жюри"
    REOPEN = "reopen", "Вернуться к приёму заявок"
    CLOSE = "close", "Подвести итоги"


class EntryState(models.TextChoices):
    SUBMITTED = "submitted", "подана"
    ADMITTED = "admitted", "допущена"
    DECLINED = "declined", "не допущена"
    WITHDRAWN = "withdrawn", "отозвана"


class NomineeKind(models.TextChoices):
    """Of whom a nomination is."""

    MENTOR = "mentor", "наставник"
    PAIR = "pair", "пара или группа"


class AwardKind(models.TextChoices):
    CERTIFICATE = "certificate", "грамота"
    GRATITUDE = "gratitude", "благодарность"
    DIPLOMA = "diploma", "диплом"
    ATTESTATION = "attestation", "сертификат"
    PARENT_LETTER = "parent_letter", "благодарственное письмо родителям"
    PRIZE = "prize", "премия или приз"
    BOARD = "board", "доска почёта"


class AwardLevel(models.TextChoices):
    SCHOOL = "school", "школьный"
    MUNICIPAL = "municipal", "муниципальный"
    REGIONAL = "regional", "региональный"
    FEDERAL = "federal", "федеральный"


class AwardState(models.TextChoices):
    PROPOSED = "proposed", "предложено"
    TO_SIGN = "to_sign", "в приказе к подписи"
    ORDERED = "ordered", "приказ подписан"
    HANDED = "handed", "вручено"


class CertificateDesign(models.TextChoices):
    """Designs of certificates: frame and rosette, a calm sheet with the margin line, a formal sheet with a seal."""

    CLASSIC = "classic", "Классическая: рамка и розетка"
    NOTEBOOK = "notebook", "Тетрадь: поля и крупная буква"
    FORMAL = "formal", "Строгая: герб и линейки"


class SubmissionState(models.TextChoices):
    """A nomination to another level: «Выдвижение»."""

    PLANNED = "planned", "готовим документы"
    SENT = "sent", "документы отправлены"
    WON = "won", "победа"
    PRIZE = "prize", "призовое место"
    PARTICIPANT = "participant", "участие"
    DECLINED = "declined", "не выдвинут"


class CaseState(models.TextChoices):
    DRAFT = "draft", "черновик"
    AGREED_BY_PAIR = "agreed_by_pair", "согласован участниками"
    AGREED = "agreed", "согласован куратором"
    PUBLISHED = "published", "опубликован"
    WITHDRAWN = "withdrawn", "снят"


class LibraryKind(models.TextChoices):
    PROGRAMME = "programme", "программа наставничества"
    METHOD = "method", "методическая разработка"
    TRAINING = "training", "материал для обучения"
    FORM = "form", "бланк или образец"
    LAW = "law", "документ"
    LINK = "link", "полезная ссылка"
    OTHER = "other", "другое"


class PublicState(models.TextChoices):
    DRAFT = "draft", "черновик"
    PUBLISHED = "published", "на открытой странице"
    WITHDRAWN = "withdrawn", "снято"
