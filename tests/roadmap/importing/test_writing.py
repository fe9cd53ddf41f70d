"""An import becomes the first draft, another draft, or the next revision; marks already made are kept."""

from __future__ import annotations

from datetime import date

import pytest

from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from roadmap.importing.answers import Answer
from roadmap.importing.reading import read_pasted
from roadmap.models import Evidence, Roadmap, RoadmapImport, Step
from roadmap.services.importing import (
    answer_rows,
    cancel_import,
    choose_columns,
    choose_table,
    layout_from,
    records_of,
    start_import,
    write_import,
    years_to_move,
)
from roadmap.services.lives import approve_roadmap, submit_roadmap
from roadmap.services.progress import complete_step
from tests.factories import make_member
from tests.roadmap.makers import make_roadmap

TEXT = (
    "№\tЭтап\tМероприятие\tСрок\tОтветственный\tРезультат\n"
    "1.1\tI. Подготовка\tПриказ о наставничестве\tдо 15.10.2026\tСавельева О. С.\tПриказ\n"
    "1.2\t\tФормирование базы наставников\tноябрь 2026\tКуратор; рабочая группа\tБаза\n"
    "2.1\tII. Итоги\tФорум наставников\tпо отдельному плану\tДиректор\t\n"
)


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator", last_name="Савельева")


def read(program, by, text=TEXT, shift=0):
    work = start_import(program=program, grids=read_pasted(text), file_name="карта.docx", once="", by=by)
    return choose_columns(work=work, columns=dict(layout_from(work).columns), shift=shift)


def test_first_map_of_a_programme_is_written_whole(program, curator):
    work = read(program, curator)

    roadmap = write_import(work=work, replaces=False, by=curator)

    steps = Step.objects.filter(roadmap=roadmap).prefetch_related("responsibles")
    assert [
        (s.number, s.printed_number, s.section, s.title, s.stage, s.standard, s.term_text, s.term_kind)
        + (s.starts, s.ends)
        for s in steps
    ] == [
        (1, "1.1", "I. Подготовка", "Приказ о наставничестве", 1, None, "до 15.10.2026", "deadline",
         program.starts, date(2026, 10, 15)),
        (2, "1.2", "I. Подготовка", "Формирование базы наставников", 3, 12, "ноябрь 2026", "month",
         date(2026, 11, 1), date(2026, 11, 30)),
        (3, "2.1", "II. Итоги", "Форум наставников", 7, None, "по отдельному плану", "event",
         program.starts, program.ends),
    ]  # fmt: skip
    assert [(s.responsible_text, s.result_text, [r.role for r in s.responsibles.all()]) for s in steps] == [
        ("Савельева О. С.", "Приказ", ["curator"]),
        ("Куратор; рабочая группа", "База", ["curator"]),
        ("Директор", "", ["director"]),
    ]
    assert (roadmap.revision, roadmap.state, RoadmapImport.objects.get().stage) == (1, "draft", "written")
    assert AuditEvent.objects.get(action="roadmap.import").sentence == (
        "дорожная карта загружена из файла «карта.docx»: шагов 3"
    )


def test_draft_is_replaced_only_when_asked_and_its_marks_come_over(program, curator):
    draft = make_roadmap(program)
    old = Step.objects.get(roadmap=draft, number=12)
    complete_step(step=old, by=curator, note="34 наставника", on=date(2026, 11, 20))
    Evidence.objects.create(school=program.school, step=old, note="список", added_by=curator)
    work = read(program, curator)

    with pytest.raises(Refusal, match="уже есть черновик"):
        write_import(work=work, replaces=False, by=curator)
    roadmap = write_import(work=work, replaces=True, by=curator)

    assert (roadmap.pk, Step.objects.filter(program=program).count()) == (draft.pk, 3)
    step = Step.objects.get(roadmap=roadmap, standard=12)
    assert (step.state, step.note, step.closed_on) == ("done", "34 наставника", date(2026, 11, 20))
    assert [item.note for item in Evidence.objects.filter(step=step)] == ["список"]


def test_draft_with_marks_that_find_no_heir_is_not_replaced(program, curator):
    old = Step.objects.get(roadmap=make_roadmap(program), number=7)
    complete_step(step=old, by=curator, note="сделано", on=date(2026, 11, 20))
    work = read(program, curator)

    with pytest.raises(Refusal, match="По шагам № 7 уже есть отметки"):
        write_import(work=work, replaces=True, by=curator)

    assert Step.objects.filter(program=program).count() == 35


def test_approved_map_gets_the_next_revision_with_its_progress(program, curator):
    approved = make_roadmap(program, approved=True)
    complete_step(
        step=Step.objects.get(roadmap=approved, number=12), by=curator, note="готово", on=date(2026, 11, 20)
    )

    roadmap = write_import(work=read(program, curator), replaces=False, by=curator)
    again = write_import(work=read(program, curator), replaces=True, by=curator)

    assert (roadmap.pk, again.revision, again.reason) == (again.pk, 2, "Карта взята из файла «карта.docx»")
    director = make_member(program.school, "director")
    submit_roadmap(roadmap=again, by=curator)
    approve_roadmap(roadmap=again, by=director)
    assert [(s.printed_number, s.state, s.note) for s in Step.objects.filter(roadmap=again)] == [
        ("1.1", "planned", ""),
        ("1.2", "done", "готово"),
        ("2.1", "planned", ""),
    ]


def test_map_that_waits_for_the_director_is_not_touched(program, curator):
    submit_roadmap(roadmap=make_roadmap(program), by=curator)
    work = read(program, curator)

    with pytest.raises(Refusal, match="у директора"):
        write_import(work=work, replaces=True, by=curator)

    assert Roadmap.objects.get().steps.count() == 35


def test_steps_without_days_are_not_written_until_answered(program, curator):
    work = read(program, curator, TEXT.replace("до 15.10.2026", "когда получится"))

    with pytest.raises(Refusal, match="строки 2"):
        write_import(work=work, replaces=False, by=curator)
    errors = answer_rows(
        work=work,
        answers={1: Answer("step", None, 2, "2026-10-01", "2026-10-15", ["social", "curator"])},
        shown_version=work.version,
    )
    write_import(work=work, replaces=False, by=curator)

    step = Step.objects.get(number=1)
    assert errors == []
    assert (step.term_text, step.starts, step.ends, step.stage) == (
        "когда получится",
        date(2026, 10, 1),
        date(2026, 10, 15),
        2,
    )
    assert [r.role for r in step.responsibles.all()] == ["curator", "social"]


def test_answers_turn_rows_into_sections_and_back(program, curator):
    work = read(program, curator)

    answer_rows(work=work, answers={1: Answer("section"), 3: Answer("skip")}, shown_version=work.version)
    work.refresh_from_db()
    turned = [(record.kind, record.title, record.why) for record in records_of(work)[1:]]
    answer_rows(
        work=work,
        answers={3: Answer("step"), 2: Answer("step", 16, 3, "2026-12-01", "2026-11-01", ["curator"])},
        shown_version=work.version,
    )

    assert turned == [
        ("section", "1.1 Приказ о наставничестве", ""),
        ("step", "Формирование базы наставников", ""),
        ("skip", "Форум наставников", "пропущено вами"),
    ]
    work.refresh_from_db()
    second, third = records_of(work)[2:]
    assert (second.standard, second.short_title, second.stage, second.ends) == (
        16, "Обучение наставников", 4, "2026-11-30",
    )  # fmt: skip
    assert (third.kind, third.why, third.roles) == ("step", "", ["director"])


def test_answers_from_an_old_page_are_refused(program, curator):
    work = read(program, curator)

    with pytest.raises(StaleVersion):
        answer_rows(work=work, answers={}, shown_version=work.version - 1)


def test_terms_of_another_time_are_moved_when_asked(program, curator):
    work = read(program, curator, TEXT.replace("2026", "2022"), shift=4)

    assert years_to_move(work) == 4
    assert [(r.term_text, r.ends) for r in records_of(work)[1:3]] == [
        ("до 15.10.2026", "2026-10-15"),
        ("ноябрь 2026", "2026-11-30"),
    ]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({0: "number", 3: "term"}, "Не указан столбец с мероприятиями"),
        ({0: "number", 1: "number", 2: "title"}, "выбран дважды"),
    ],
)
def test_columns_without_a_step_are_refused(program, curator, columns, why):
    work = read(program, curator)

    with pytest.raises(Refusal, match=why):
        choose_columns(work=work, columns=columns)


def test_another_head_is_chosen_and_a_cancelled_import_is_gone(program, curator):
    work = read(program, curator)

    work = choose_table(work=work, table=0, head=-1)
    assert (work.stage, layout_from(work).has_head, records_of(work)) == ("table", False, [])
    with pytest.raises(Refusal, match="Такой таблицы в файле нет"):
        choose_table(work=work, table=5)
    cancel_import(work=work)

    assert RoadmapImport.objects.count() == 0
