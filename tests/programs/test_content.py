"""The programme template against what the document holds."""

import re
from dataclasses import FrozenInstanceError, asdict

import pytest

from programs.content import load_template

LATIN_INSIDE_CYRILLIC = re.compile(r"[а-яё][a-z]|[a-z][а-яё]", re.IGNORECASE)
RUN_OF_BAD_MARKUP = re.compile(r"<|>|□|\t|  |[ ]\n|\"")


def strings_of(value):
    """Yield every text of the template with the path that leads to it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "corrections":
                yield from strings_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings_of(inner)


def column(code, index=0):
    return [row[index] for row in load_template().section(code).rows]


def test_section_tree_stands_in_document_order():
    tree = [(s.number, s.code, s.parent, s.kind) for s in load_template().sections]

    assert tree == [
        ("1", "explanatory_note", None, "text"),
        ("", "legal_basis", "explanatory_note", "list"),
        ("", "goal", "explanatory_note", "text"),
        ("", "principles", "explanatory_note", "list"),
        ("", "conditions", "explanatory_note", "list"),
        ("", "tasks", "explanatory_note", "list"),
        ("", "expected_results", "explanatory_note", "list"),
        ("", "terms", "explanatory_note", "terms"),
        ("2", "management", None, "table"),
        ("3", "stages", None, "table"),
        ("4", "staff", None, "terms"),
        ("", "bases", "staff", "text"),
        ("", "categories_mentee_pupil", "staff", "list"),
        ("", "categories_mentee_teacher", "staff", "list"),
        ("", "categories_mentor", "staff", "list"),
        ("", "bases_change", "staff", "text"),
        ("5", "forms", None, "text"),
        ("5.1", "pupil_pupil", "forms", "text"),
        ("", "pupil_pupil_goal", "pupil_pupil", "text"),
        ("", "pupil_pupil_tasks", "pupil_pupil", "list"),
        ("", "pupil_pupil_results", "pupil_pupil", "list"),
        ("", "pupil_pupil_participants", "pupil_pupil", "table"),
        ("", "pupil_pupil_models", "pupil_pupil", "table"),
        ("", "pupil_pupil_mechanism", "pupil_pupil", "table"),
        ("5.2", "teacher_teacher", "forms", "text"),
        ("", "teacher_teacher_goal", "teacher_teacher", "text"),
        ("", "teacher_teacher_tasks", "teacher_teacher", "list"),
        ("", "teacher_teacher_results", "teacher_teacher", "list"),
        ("", "teacher_teacher_participants", "teacher_teacher", "table"),
        ("", "teacher_teacher_models", "teacher_teacher", "table"),
        ("", "teacher_teacher_mechanism", "teacher_teacher", "table"),
        ("6", "monitoring", None, "text"),
        ("", "monitoring_stages", "monitoring", "list"),
        ("", "monitoring_stage1", "monitoring", "text"),
        ("", "monitoring_goals", "monitoring_stage1", "list"),
        ("", "monitoring_tasks", "monitoring_stage1", "list"),
        ("", "monitoring_formalisation", "monitoring_stage1", "text"),
        ("", "monitoring_stage2", "monitoring", "list"),
        ("", "monitoring_hypothesis", "monitoring_stage2", "text"),
        ("", "monitoring_substages", "monitoring_stage2", "text"),
        ("", "monitoring_indicators", "monitoring", "table"),
        ("", "monitoring_levels", "monitoring", "list"),
        ("", "monitoring_success", "monitoring", "text"),
        ("", "monitoring_uses", "monitoring", "list"),
        ("7", "mentor_effectiveness", None, "list"),
        ("8", "motivation", None, "text"),
        ("", "motivation_factors", "motivation", "list"),
        ("", "motivation_measures", "motivation", "list"),
        ("9", "roadmap", None, "text"),
    ]


def test_counts_of_rows_equal_those_of_document():
    counts = {s.code: len(s.rows) for s in load_template().sections if s.rows}

    assert counts == {
        "tasks": 5,
        "expected_results": 17,
        "terms": 14,
        "management": 5,
        "stages": 7,
        "staff": 3,
        "categories_mentee_pupil": 6,
        "categories_mentee_teacher": 4,
        "categories_mentor": 4,
        "pupil_pupil_tasks": 6,
        "pupil_pupil_results": 7,
        "pupil_pupil_participants": 1,
        "pupil_pupil_models": 4,
        "pupil_pupil_mechanism": 8,
        "teacher_teacher_tasks": 5,
        "teacher_teacher_results": 7,
        "teacher_teacher_participants": 1,
        "teacher_teacher_models": 5,
        "teacher_teacher_mechanism": 8,
        "monitoring_stages": 2,
        "monitoring_goals": 2,
        "monitoring_tasks": 6,
        "monitoring_stage2": 4,
        "monitoring_indicators": 9,
        "monitoring_levels": 3,
        "monitoring_uses": 4,
        "mentor_effectiveness": 5,
        "motivation_factors": 2,
        "motivation_measures": 8,
    }


def test_every_section_is_lost_heading_or_filled_according_to_its_kind():
    sections = load_template().sections
    widths = {"text": 0, "list": 1, "terms": 2}

    lost = [s.code for s in sections if s.is_lost]
    headings = [s.code for s in sections if s.is_heading]
    uneven = [s.code for s in sections for row in s.rows if len(row) != widths.get(s.kind, len(s.columns))]
    blank = [s.code for s in sections if not (s.is_lost or s.is_heading or s.intro or s.rows)]

    assert lost == ["explanatory_note", "legal_basis", "goal", "principles", "conditions"]
    assert [(s.intro, s.rows) for s in sections if s.is_lost] == [("", ())] * 5
    assert headings == ["pupil_pupil", "teacher_teacher", "motivation"]
    assert (uneven, blank) == ([], [])


def test_tasks_that_survived_are_five():
    assert column("tasks") == [
        "инфраструктурное и материально-техническое обеспечение реализации программ наставничества",
        (
            "осуществление персонифицированного учета обучающихся, молодых специалистов и педагогов,"
            " участвующих в программах наставничества"
        ),
        "проведение внутреннего мониторинга реализации и эффективности программ наставничества в школе",
        "формирование баз данных программ наставничества и лучших практик",
        (
            "обеспечение условий для повышения уровня профессионального мастерства педагогических работников,"
            " задействованных в реализации наставничества, в формате непрерывного образования"
        ),
    ]


def test_terms_are_the_fourteen_of_document():
    assert column("terms") == [
        "Наставничество",
        "Форма наставничества",
        "Программа наставничества",
        "Наставляемый",
        "Наставник",
        "Куратор",
        "Целевая модель наставничества",
        "Методология наставничества",
        "Активное слушание",
        "Буллинг",
        "Метакомпетенции",
        "Тьютор",
        "Благодарный выпускник",
        "Школьное сообщество (сообщество образовательной организации)",
    ]
    assert column("terms", 1)[6] == (
        "система условий, ресурсов и процессов, необходимых для реализации программ наставничества"
        " в образовательных организациях."
    )


def test_duties_are_eighteen_by_role():
    template = load_template()

    counts = {row.role: len(row.duties) for row in template.management}

    assert counts == {"director": 6, "curator": 7, "mentor": 3, "psychologist": 1, "mentee": 1}
    assert len({duty.code for duty in template.duties}) == 18
    assert [duty.title for duty in template.management[0].duties] == [
        "Разработка и утверждение комплекта нормативных документов, необходимых для внедрения Программы",
        "Разработка целевой модели наставничества",
        "Назначение куратора внедрения целевой модели наставничества",
        "Разработка и реализация мероприятий дорожной карты внедрения Программы",
        "Реализация кадровой политики в Программе наставничества",
        "Инфраструктурное и материально-техническое обеспечение реализации модели наставничества",
    ]


def test_management_table_numbers_duties_as_document_does():
    rows = load_template().section("management").filled(school="—", first_year=2026).rows

    assert rows[2] == (
        "Наставники",
        (
            "1. Разработка и реализация индивидуальных планов развития.\n"
            "2. Реализация формы наставничества «Ученик – ученик».\n"
            "3. Реализация формы наставничества «Учитель – учитель»"
        ),
        "В течение всего периода",
    )
    assert rows[4] == (
        "Наставляемые",
        "Решение поставленных задач через взаимодействие с наставником",
        "В течение всего периода",
    )
    assert [row[2] for row in rows[:2]] == ["Сентябрь 2026", "Сентябрь – октябрь 2026"]


def test_stages_ship_seven_while_document_prints_six():
    stages = load_template().stages

    assert [(stage.number, stage.title) for stage in stages] == [
        (1, "Подготовка условий для запуска Программы"),
        (2, "Формирование базы наставляемых"),
        (3, "Формирование базы наставников"),
        (4, "Отбор и обучение наставников"),
        (5, "Формирование наставнических пар/групп"),
        (6, "Организация хода наставнической Программы"),
        (7, "Завершение Программы"),
    ]
    assert [stage.title_as_printed for stage in stages if not stage.is_restored] == [
        "Подготовка условий для запуска Программы",
        "Формирование базы наставляемых",
        "Отбор и обучение наставников",
        "Формирование наставнических пар/групп",
        "Организация хода наставнической Программы",
        "Завершение Программы",
    ]


def test_stage_row_printed_for_mentees_stands_under_mentors():
    mentor_base = load_template().stages[2]

    assert mentor_base.title_as_printed == "Формирование базы наставляемых"
    assert mentor_base.result.startswith("Формирование базы наставников, которые потенциально")
    assert [line[:13] for line in mentor_base.activities.split("\n")] == [
        "Работа с внут",
        "• обучающихся",
        "• педагогов, ",
        "• родителей о",
    ]


def test_stage_cells_broken_over_pages_are_whole():
    stages = load_template().stages

    assert stages[0].activities.split("\n")[3] == "4. Информирование и выбор форм наставничества."
    assert stages[5].result == (
        "Мониторинг:\n"
        "• сбор обратной связи от наставляемых – для мониторинга динамики влияния Программы на"
        " наставляемых;\n"
        "• сбор обратной связи от наставников, наставляемых и кураторов – для мониторинга эффективности"
        " реализации Программы"
    )


def test_categories_are_six_and_four_of_mentees_and_four_of_mentors():
    categories = load_template().categories

    assert [(c.kind, c.person_kind, c.code, c.short) for c in categories] == [
        ("mentee_pupil", "pupil", "gifted", "Выдающиеся способности"),
        ("mentee_pupil", "pupil", "low_results", "Поддержка в учёбе"),
        ("mentee_pupil", "pupil", "disability", "Особые образовательные потребности"),
        ("mentee_pupil", "pupil", "hard_life", "Поддержка в трудной ситуации"),
        ("mentee_pupil", "pupil", "behaviour", "Навыки общения и поведения"),
        ("mentee_pupil", "pupil", "detached", "Включение в жизнь школы"),
        ("mentee_teacher", "teacher", "young_specialist", "Молодой специалист"),
        ("mentee_teacher", "teacher", "burnout", "Восстановление сил"),
        ("mentee_teacher", "teacher", "new_workplace", "Адаптация на новом месте"),
        ("mentee_teacher", "teacher", "digital_skills", "Современные программы и ИКТ"),
        ("mentor", "pupil", "mentor_pupil", "Обучающийся"),
        ("mentor", "teacher", "mentor_teacher", "Педагог или специалист"),
        ("mentor", "parent", "mentor_parent", "Родитель"),
        ("mentor", "veteran", "mentor_veteran", "Ветеран педагогического труда"),
    ]
    assert [c.code for c in categories if c.is_special] == ["disability"]
    assert [c.short for c in categories if len(c.short) > 40] == []


def test_categories_keep_titles_of_document():
    assert column("categories_mentee_pupil") == [
        "проявивших выдающиеся способности",
        "демонстрирующих неудовлетворительные образовательные результаты",
        "с ограниченными возможностями здоровья",
        "попавших в трудную жизненную ситуацию",
        "имеющих проблемы с поведением",
        "не принимающих участия в жизни школы, отстраненных от коллектива",
    ]
    assert column("categories_mentee_teacher") == [
        "молодых специалистов",
        "находящихся в состоянии эмоционального выгорания, хронической усталости",
        "находящихся в процессе адаптации на новом месте работы",
        "желающих овладеть современными программами, цифровыми навыками, ИКТ-компетенциями и т. д.",
    ]


def test_forms_hold_tasks_results_portraits_and_mechanism():
    forms = load_template().forms

    assert [
        (
            form.code,
            form.title,
            form.mentor_kind,
            form.mentee_kind,
            len(form.tasks),
            len(form.results),
            len(form.mentor_portrait),
            len(form.mentee_portrait),
            len(form.models),
            len(form.mechanism),
        )
        for form in forms
    ] == [
        ("pupil_pupil", "Ученик – ученик", "pupil", "pupil", 6, 7, 5, 2, 4, 8),
        ("teacher_teacher", "Учитель – учитель", "teacher", "teacher", 5, 7, 4, 3, 5, 8),
    ]
    assert forms[1].mechanism[7] == (
        "Наставник получает уважаемый и заслуженный статус",
        "Поощрение на педагогическом совете или методическом совете школы",
    )


def test_interaction_models_carry_rules_in_fields():
    rules = [
        (
            model.title,
            model.min_grade_gap,
            model.max_grade_gap,
            model.same_subject,
            model.mentee_experience_max_years,
            model.mentor_more_experienced,
        )
        for model in load_template().interaction_models
    ]

    assert rules == [
        ("Успевающий – неуспевающий", 1, None, False, None, False),
        ("Лидер – пассивный", 1, None, False, None, False),
        ("Равный – равному", -1, 1, False, None, False),
        ("Адаптированный – неадаптированный", 1, None, False, None, False),
        ("Опытный педагог – молодой специалист", None, None, False, 3, True),
        ("Опытный классный руководитель – молодой специалист", None, None, False, 3, True),
        ("Лидер педагогического сообщества – педагог, испытывающий проблемы", None, None, False, None, False),
        ("Педагог новатор – консервативный педагог", None, None, False, None, False),
        ("Опытный предметник – неопытный предметник", None, None, True, None, False),
    ]


def test_interaction_models_of_pupils_have_goals_of_document():
    assert load_template().section("pupil_pupil_models").rows == (
        ("«Успевающий – неуспевающий»", "Достижение лучших образовательных результатов"),
        (
            "«Лидер – пассивный»",
            (
                "Психоэмоциональная поддержка с адаптацией в коллективе или с развитием коммуникационных,"
                " творческих, лидерских навыков"
            ),
        ),
        ("«Равный – равному»", "Обмен навыками для достижения целей"),
        ("«Адаптированный – неадаптированный»", "Адаптация к новым условиям обучения"),
    )


def test_indicators_are_nine_in_three_criteria():
    indicators = load_template().indicators

    assert [(i.code, i.criterion, i.title) for i in indicators] == [
        ("A1", "A", "Соответствие наставнической деятельности цели и задачам, по которым она осуществляется"),
        (
            "A2",
            "A",
            "Оценка соответствия организации наставнической деятельности принципам, заложенным в программе",
        ),
        ("A3", "A", "Соответствие наставнической деятельности современным подходам и технологиям"),
        ("A4", "A", "Наличие комфортного психологического климата в организации"),
        (
            "A5",
            "A",
            (
                "Логичность деятельности наставника, понимание им ситуации наставляемого и правильность"
                " выбора основного направления взаимодействия"
            ),
        ),
        ("B1", "B", "Степень удовлетворенности всех участников наставнической деятельности"),
        (
            "B2",
            "B",
            "Уровень удовлетворенности партнеров от взаимодействия в наставнической деятельности",
        ),
        (
            "C1",
            "C",
            (
                "Активность и заинтересованность в участии в мероприятиях, связанных"
                " с наставнической деятельностью"
            ),
        ),
        (
            "C2",
            "C",
            (
                "Степень применения наставляемыми полученных от наставника знаний, умений и опыта"
                " в профессиональных (учебных, жизненных) ситуациях, активная гражданская позиция"
            ),
        ),
    ]
    assert list(dict.fromkeys(i.criterion_title for i in indicators)) == [
        "Оценка программы наставничества в организации",
        "Определение эффективности участников наставнической деятельности в организации",
        "Изменения в личности наставляемого",
    ]


def test_monitoring_lists_are_those_of_document():
    assert column("monitoring_levels") == [
        "15–18 баллов – оптимальный уровень",
        "9–14 баллов – допустимый уровень",
        "0–8 баллов – недопустимый уровень",
    ]
    assert column("monitoring_uses")[0] == (
        "оценить мотивационно-личностный, компетентностный, профессиональный рост участников и положительную"
        " динамику образовательных результатов с учетом эмоционально-личностных, интеллектуальных,"
        " мотивационных и социальных черт, характера сферы увлечений участников"
    )
    assert load_template().monitoring_substages == (
        "осуществляется до входа в программу наставничества",
        "по итогам прохождения программы",
    )


def test_results_of_section_seven_name_no_police_or_psychiatric_records():
    assert column("mentor_effectiveness") == [
        (
            "повышение успеваемости и улучшение психоэмоционального фона внутри класса (группы)"
            " и образовательной организации"
        ),
        "численный рост посещаемости творческих кружков, объединений, спортивных секций",
        "количественный и качественный рост успешно реализованных образовательных и творческих проектов",
        "снижение числа обучающихся, состоящих на различных видах учёта (только общим числом)",
        (
            "снижение числа жалоб от родителей и педагогов, связанных с социальной незащищенностью"
            " и конфликтами внутри коллектива обучающихся"
        ),
    ]


def test_measures_of_section_eight_are_eight():
    assert column("motivation_measures") == [
        "Организация и проведение фестивалей, форумов, конференций наставников на школьном уровне.",
        (
            "Выдвижение лучших наставников на конкурсы и мероприятия на муниципальном, региональном"
            " и федеральном уровнях."
        ),
        (
            "Проведение школьного конкурса профессионального мастерства «Наставник года»,"
            " «Лучшая пара», «Наставник+»."
        ),
        "Создание специальной рубрики «Наши наставники» на школьном сайте.",
        "Создание на школьном сайте методической копилки с программами наставничества.",
        "Доска почета «Лучшие наставники».",
        "Награждение школьными грамотами «Лучший наставник».",
        "Благодарственные письма родителям наставников из числа обучающихся.",
    ]


def test_corrections_say_what_stood_in_the_document():
    template = load_template()

    assert [c.section for c in template.corrections] == [
        "pupil_pupil_results",
        "pupil_pupil_participants",
        "stages",
        "mentor_effectiveness",
        "forms",
        "roadmap",
    ]
    for correction in template.corrections:
        texts = "\n".join(strings_of(asdict(template.section(correction.section))))
        assert correction.shipped in texts
        assert correction.reason


@pytest.mark.parametrize("damage", [LATIN_INSIDE_CYRILLIC, RUN_OF_BAD_MARKUP])
def test_texts_hold_no_damage_of_recognition(damage):
    texts = list(strings_of(asdict(load_template())))

    assert len(texts) > 500
    assert [text for text in texts if damage.search(text)] == []


def test_texts_hold_no_school_no_year_and_only_known_placeholders():
    texts = "\n".join(strings_of(asdict(load_template())))

    assert re.findall(r"МБОУ|СОШ|Мыльников|20\d\d", texts) == []
    assert set(re.findall(r"\{[^}]*\}", texts)) == {"{school}", "{first_year}"}


def test_filled_section_names_the_school_unchanged():
    section = load_template().section("forms")

    filled = section.filled(school="МБОУ «Лицей № 2»", first_year=2026)

    assert filled.title == "Формы наставничества МБОУ «Лицей № 2»"
    assert filled.intro == (
        "Исходя из образовательных потребностей МБОУ «Лицей № 2», Программа предусматривает две формы"
        " наставничества: «Ученик – ученик», «Учитель – учитель»."
    )
    assert section.title == "Формы наставничества {school}"


def test_template_is_read_once_and_frozen():
    template = load_template()

    with pytest.raises(FrozenInstanceError):
        template.sections[0].title = "Другое"

    assert load_template() is template


def test_section_with_unknown_code_is_refused():
    with pytest.raises(KeyError):
        load_template().section("no_such_section")
