"""A school's programme of a year: how it is opened and how it moves along its life."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django_scopes import scope

from mentoring_site import clock
from mentoring_site.dates import moment_on
from mentoring_site.words import keep_years
from programs.content import FormTemplate, SectionTemplate, load_template
from programs.enums import ProgramAction, ProgramState
from programs.models import InteractionModel, MentoringForm, Program, ProgramSection, School, User
from programs.registries.programme import PROGRAM_PARTS, reasons_against_completion
from programs.services.audit import Refusal, record_event
from programs.services.documents import signatory
from programs.services.fields import write_fields
from programs.services.moments import moment
from programs.transitions import PROGRAM_TRANSITIONS

MAX_YEARS = 4  # the longest span that a label may name
MIN_DAYS = 28  # a programme lasts four weeks at least


def create_school(*, slug: str, by: User | None, **profile: Any) -> School:
    """Make a tenant. profile: fields of School; `full_name`, `short_name` and `list_name` are required.

    Raises ValidationError (with field names) for a wrong or occupied value.
    """
    school = School(slug=slug, **profile)
    school.full_clean()
    with transaction.atomic():
        school.save()
        record_event("school.create", by=by, target=school, school=school, sentence=f"создана школа {school}")
    return school


@transaction.atomic
def edit_school(*, school: School, by: User, **profile: Any) -> School:
    """Change requisites; the address of the section never changes. Raises ValidationError by field."""
    if "slug" in profile:
        raise ValueError("the slug is part of every address and stays")
    school = School.objects.select_for_update().get(pk=school.pk)
    changed = write_fields(school, profile)
    if changed:
        record_event(
            "school.edit",
            by=by,
            target=school,
            school=school,
            sentence=f"сведения о школе, изменено: {', '.join(changed)}",
        )
    return school


def open_program(
    *,
    school: School,
    label: str,
    starts: date,
    ends: date,
    by: User | None,
    previous: Program | None = None,
) -> Program:
    """Make a draft programme with all its parts, from the template or as a copy of last year's.

    label: «2026-2027». Raises Refusal when the year is taken or the dates don't fit it. Opens the school's
    scope itself: a new programme has no address yet.
    """
    check_period(label, starts, ends)
    if previous is not None and previous.school_id != school.pk:
        raise Refusal("Взять за основу можно только программу своей школы.")
    with scope(school=school), transaction.atomic():
        School.objects.select_for_update().get(
            pk=school.pk
        )  # two tabs opening one year: the second is refused
        if Program.objects.filter(school=school, label=label).exists():
            raise Refusal(
                f"Программа на {label.replace('-', '–')} учебный год уже есть. "
                "Откройте её или укажите другой год."
            )
        program = Program(school=school, label=label, starts=starts, ends=ends, previous=previous)
        program.full_clean(exclude=["school", "previous"], validate_unique=False)
        program.save()
        if previous is None:
            _fill_from_template(program)
        else:
            _copy_from(previous, program)
        for part in PROGRAM_PARTS:
            if previous is None:
                part.from_template(program=program, by=by)
            else:
                part.from_previous(program=program, previous=previous, by=by)
        source = "по типовому образцу" if previous is None else f"по программе {previous.year_label}"
        record_event("program.open", by=by, target=program, sentence=f"создана {program} {source}")
    return program


def check_period(label: str, starts: date, ends: date) -> None:
    """Refuse a label that isn't «год-год» or dates that lie outside its years."""
    first, _, last = label.partition("-")
    if not (len(first) == len(last) == 4 and first.isdecimal() and last.isdecimal()):
        raise Refusal(keep_years("Учебный год пишется двумя годами через дефис, например 2026-2027."))
    if not 1 <= int(last) - int(first) <= MAX_YEARS:
        years = keep_years("2026-2027 или 2024-2027")
        raise Refusal(f"Второй год больше первого на 1–{MAX_YEARS}: например {years}.")
    if starts.year != int(first):
        raise Refusal(
            f"Программа {label.replace('-', '–')} начинается в {first} году, а указано {starts.year}."
        )
    if (ends - starts).days < MIN_DAYS:
        raise Refusal("Программа длится не меньше четырёх недель: проверьте даты начала и окончания.")
    if ends.year != int(last):
        raise Refusal(
            f"Программа {label.replace('-', '–')} заканчивается в {last} году, а указано {ends.year}."
        )


# --- content of a new programme ---------------------------------------------------------------------------


def _fill_from_template(program: Program) -> None:
    template = load_template()
    ProgramSection.objects.bulk_create(
        _section(program, section, position) for position, section in enumerate(_filled(program))
    )
    for position, form in enumerate(template.forms):
        _create_form(program, form, position)


def _filled(program: Program) -> list[SectionTemplate]:
    return [
        section.filled(school=program.school.short_name, first_year=program.first_year)
        for section in load_template().sections
    ]


def _section(program: Program, section: SectionTemplate, position: int) -> ProgramSection:
    return ProgramSection(
        school=program.school,
        program=program,
        code=section.code,
        number=section.number,
        title=section.title,
        kind=section.kind,
        parent_code=section.parent or "",
        columns=list(section.columns),
        intro=section.intro,
        rows=[list(row) for row in section.rows],
        is_lost=section.is_lost,
        position=position,
    )


def _create_form(program: Program, template: FormTemplate, position: int) -> None:
    form = MentoringForm.objects.create(
        school=program.school,
        program=program,
        code=template.code,
        title=template.title,
        mentor_kind=template.mentor_kind,
        mentee_kind=template.mentee_kind,
        goal=template.goal,
        position=position,
    )
    InteractionModel.objects.bulk_create(
        InteractionModel(
            school=program.school,
            program=program,
            form=form,
            code=model.code,
            title=model.title,
            goal=model.goal,
            min_grade_gap=model.min_grade_gap,
            max_grade_gap=model.max_grade_gap,
            same_subject=model.same_subject,
            mentee_experience_max_years=model.mentee_experience_max_years,
            mentor_more_experienced=model.mentor_more_experienced,
            position=place,
        )
        for place, model in enumerate(template.models)
    )


def _copy_from(previous: Program, program: Program) -> None:
    moved = _moved_texts(previous, program)
    ProgramSection.objects.bulk_create(
        ProgramSection(
            school=program.school,
            program=program,
            code=section.code,
            number=section.number,
            title=section.title,
            kind=section.kind,
            parent_code=section.parent_code,
            columns=section.columns,
            intro=section.intro,
            rows=[[moved.get(cell, cell) for cell in row] for row in section.rows],
            is_lost=section.is_lost,
            position=section.position,
        )
        for section in ProgramSection.objects.filter(program=previous)
    )
    for form in MentoringForm.objects.filter(program=previous).prefetch_related("interaction_models"):
        models = list(form.interaction_models.all())
        form.pk, form._state.adding, form.program = None, True, program
        form.save()
        for model in models:
            model.pk, model._state.adding, model.program, model.form = None, True, program, form
        InteractionModel.objects.bulk_create(models)


def _moved_texts(previous: Program, program: Program) -> dict[str, str]:
    """Cells that carry last year's dates word for word -> the same with the new year («Сентябрь 2026»)."""
    return {
        cell.replace("{first_year}", str(previous.first_year)): cell.replace(
            "{first_year}", str(program.first_year)
        )
        for section in load_template().sections
        for row in section.rows
        for cell in row
        if "{first_year}" in cell
    }


# --- life -------------------------------------------------------------------------------------------------

SENTENCES: dict[str, str] = {
    ProgramAction.SUBMIT: "программа передана на утверждение",
    ProgramAction.APPROVE: "программа утверждена",
    ProgramAction.RETURN: "программа возвращена с замечанием",
    ProgramAction.START: "программа начата",
    ProgramAction.REVISE: "открыта новая редакция программы",
    ProgramAction.COMPLETE: "программа завершена",
    ProgramAction.ARCHIVE: "программа сдана в архив",
}


def may_change(program: Program, action: str) -> bool:
    """Whether the action starts from the programme's present state."""
    return program.state in PROGRAM_TRANSITIONS[action][0]


@transaction.atomic
def change_program_state(
    *, program: Program, action: str, by: User, comment: str = "", protocol: str = "", on: date | None = None
) -> Program:
    """Move a programme one step along its life and record who moved it.

    comment: required for RETURN, up to 2,000 characters. protocol: «протокол педсовета от … № …», kept on
    APPROVE, up to 160. on: the day that decides who signs («Директор» or «И. о. директора»), today if omitted.
    Raises Refusal when the step doesn't start from the present state or its guard says no.
    """
    on = on or clock.today()
    program = Program.objects.select_for_update(of=("self",)).select_related("school").get(pk=program.pk)
    sources, target = PROGRAM_TRANSITIONS[action]
    if program.state not in sources:
        raise Refusal(_wrong_state(program, action))
    comment, protocol = comment.strip(), protocol.strip()
    _check(program, action, comment=comment, protocol=protocol, on=on)
    before, program.state = program.state, target
    _apply(program, action, by=by, comment=comment, protocol=protocol, on=on)
    program.save()
    details = {"before": before, "after": target, "edition": program.edition}
    if comment:
        details["comment"] = comment
    sentence = SENTENCES[ProgramAction(action)] + (f": {comment}" if comment else "")
    record_event(f"program.{action}", by=by, target=program, sentence=sentence, details=details)
    return program


def _wrong_state(program: Program, action: str) -> str:
    word = ProgramAction(action).label
    allowed = ", ".join(
        f"«{state.label}»" for state in ProgramState if state in PROGRAM_TRANSITIONS[action][0]
    )
    return (
        f"Сейчас {word} нельзя: программа в состоянии «{program.get_state_display()}», а нужно {allowed}. "
        "Обновите страницу: возможно, это уже сделал другой сотрудник."
    )


def _check(program: Program, action: str, *, comment: str, protocol: str, on: date) -> None:
    if action == ProgramAction.RETURN and not comment:
        raise Refusal("Программу нельзя вернуть без замечания: напишите, что исправить.")
    if len(comment) > 2000:
        raise Refusal("Замечание длиннее 2000 знаков. Сократите его.")
    if len(protocol) > 160:
        raise Refusal("Сведения о протоколе длиннее 160 знаков. Сократите их.")
    if action == ProgramAction.START and on > program.ends:
        raise Refusal("Срок программы уже прошёл: начать её нельзя. Исправьте даты в новой редакции.")
    if action == ProgramAction.SUBMIT and not ProgramSection.objects.filter(program=program).exists():
        raise Refusal("Передавать нечего: в программе нет ни одного раздела.")
    if action == ProgramAction.COMPLETE and (reasons := reasons_against_completion(program)):
        raise Refusal(f"Завершить программу пока нельзя. {' '.join(reasons)}")


def _apply(program: Program, action: str, *, by: User, comment: str, protocol: str, on: date) -> None:
    if action == ProgramAction.SUBMIT:
        program.submitted_at, program.submitted_by, program.return_comment = moment(), by, ""
    elif action == ProgramAction.RETURN:
        program.return_comment = comment
    elif action == ProgramAction.APPROVE:
        program.approved_at, program.approved_by = moment_on(on), by
        program.approver_title = signatory(program, on).title
        program.approval_protocol = protocol
    elif action == ProgramAction.REVISE:
        # The new edition is a draft: the mark of the old one must not stand on its paper.
        program.edition += 1
        program.submitted_at = program.submitted_by = program.approved_at = program.approved_by = None
        program.approver_title = program.approval_protocol = program.return_comment = ""


def submit_program(*, program: Program, by: User) -> Program:
    return change_program_state(program=program, action=ProgramAction.SUBMIT, by=by)


def approve_program(*, program: Program, by: User, protocol: str = "", on: date | None = None) -> Program:
    return change_program_state(
        program=program, action=ProgramAction.APPROVE, by=by, protocol=protocol, on=on
    )


def return_program(*, program: Program, by: User, comment: str) -> Program:
    return change_program_state(program=program, action=ProgramAction.RETURN, by=by, comment=comment)


def start_program(*, program: Program, by: User, on: date | None = None) -> Program:
    return change_program_state(program=program, action=ProgramAction.START, by=by, on=on)


def revise_program(*, program: Program, by: User, comment: str = "") -> Program:
    return change_program_state(program=program, action=ProgramAction.REVISE, by=by, comment=comment)


def complete_program(*, program: Program, by: User) -> Program:
    return change_program_state(program=program, action=ProgramAction.COMPLETE, by=by)


def archive_program(*, program: Program, by: User) -> Program:
    return change_program_state(program=program, action=ProgramAction.ARCHIVE, by=by)
