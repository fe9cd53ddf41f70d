from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mentoring_site.files import MAX_FILE_BYTES, MAX_UNPACKED_BYTES, recognise_file
from programs.models import AuditEvent
from programs.services.audit import Refusal
from roadmap.enums import StepAction, StepState
from roadmap.holders import Holders
from roadmap.models import Evidence, Step, StepPart
from roadmap.services.lives import start_revision
from roadmap.services.progress import (
    EvidenceFile,
    add_evidence,
    clear_part,
    complete_step,
    mark_not_needed,
    mark_part,
    reopen_step,
    start_step,
)
from roadmap.transitions import STEP_TRANSITIONS
from tests.factories import make_class, make_group, make_member
from tests.roadmap.makers import make_roadmap, make_short_roadmap

TODAY = date(2026, 11, 23)
PDF = EvidenceFile("протокол.pdf", b"%PDF-1.7\n...")
ACT = {
    StepAction.START: lambda step, by: start_step(step=step, by=by),
    StepAction.COMPLETE: lambda step, by: complete_step(step=step, by=by, note="протокол № 1", on=TODAY),
    StepAction.NOT_NEEDED: lambda step, by: mark_not_needed(step=step, by=by, reason="нет", on=TODAY),
    StepAction.REOPEN: lambda step, by: reopen_step(step=step, by=by, reason="ошибка"),
}


def the_step(program, *roles):
    return make_short_roadmap(program, roles).steps.get()


@pytest.mark.parametrize("state", StepState)
@pytest.mark.parametrize("action", StepAction)
def test_step_every_action_from_every_state_follows_the_table(program, action, state):
    curator = make_member(program.school, "curator")
    step = the_step(program, "curator")
    Step.objects.filter(pk=step.pk).update(state=state, note="было")
    sources, target = STEP_TRANSITIONS[action]

    if state in sources:
        ACT[action](step, curator)
        expected = target
    else:
        with pytest.raises(Refusal, match="Обновите страницу"):
            ACT[action](step, curator)
        expected = state

    assert Step.objects.get().state == expected
    assert AuditEvent.objects.filter(action=f"step.{action}").count() == (state in sources)


@pytest.mark.parametrize("action", StepAction)
def test_step_person_of_a_wrong_role_is_denied_every_action(program, action):
    social = make_member(program.school, "social")
    step = the_step(program, "deputy_uvr", "deputy_vr")

    with pytest.raises(PermissionDenied, match="ответственные за него"):
        ACT[action](step, social)

    assert Step.objects.get().state == StepState.PLANNED


def test_complete_by_second_named_beside_a_plural_role_is_denied(program):
    deputy = make_member(program.school, "deputy_vr")
    step = the_step(program, "deputy_uvr", "deputy_vr", "class_teacher")

    with pytest.raises(PermissionDenied, match="первый из ответственных"):
        complete_step(step=step, by=deputy, note="проведено")


def test_complete_writes_note_day_person_and_file(program):
    deputy = make_member(program.school, "deputy_uvr")
    step = the_step(program, "deputy_uvr")

    complete_step(step=step, by=deputy, note=" педсовет 04.09 ", file=PDF, on=TODAY)

    step.refresh_from_db()
    assert (step.state, step.note, step.closed_on, step.closed_by) == (
        StepState.DONE,
        "педсовет 04.09",
        TODAY,
        deputy,
    )
    evidence = Evidence.objects.get()
    assert (evidence.file_name, evidence.content_type, bytes(evidence.content), evidence.added_by) == (
        "протокол.pdf",
        "application/pdf",
        PDF.data,
        deputy,
    )
    assert list(AuditEvent.objects.order_by("pk").values_list("sentence", flat=True)) == [
        "шаг № 1 выполнен: педсовет 04.09",
        "к шагу № 1 приложен файл «протокол.pdf»",
    ]


def test_complete_with_neither_note_nor_file_is_refused(program):
    curator = make_member(program.school, "curator")
    step = the_step(program, "curator")

    with pytest.raises(Refusal, match="чем подтверждён"):
        complete_step(step=step, by=curator, note=" ")

    assert Step.objects.get().state == StepState.PLANNED


def test_complete_with_a_bad_file_writes_nothing(program):
    curator = make_member(program.school, "curator")
    step = the_step(program, "curator")

    with pytest.raises(ValidationError):
        complete_step(step=step, by=curator, note="да", file=EvidenceFile("a.pdf", b"<html>"))

    assert (Step.objects.get().state, Evidence.objects.count(), AuditEvent.objects.count()) == (
        StepState.PLANNED,
        0,
        0,
    )


@pytest.mark.parametrize(
    ("state", "mark"),
    [
        (StepState.PLANNED, lambda step, by: mark_not_needed(step=step, by=by, reason="")),
        (StepState.DONE, lambda step, by: reopen_step(step=step, by=by, reason=" ")),
    ],
)
def test_reason_missing_is_refused(program, state, mark):
    curator = make_member(program.school, "curator")
    step = the_step(program, "curator")
    Step.objects.update(state=state)

    with pytest.raises(Refusal, match="Напишите, почему"):
        mark(step, curator)

    assert Step.objects.get().state == state


def test_reopen_clears_the_mark_and_keeps_evidence(program):
    curator = make_member(program.school, "curator")
    step = the_step(program, "curator")
    complete_step(step=step, by=curator, note="готово", file=PDF)

    reopen_step(step=step, by=curator, reason="забыли 9 «Б»")

    step.refresh_from_db()
    assert (step.state, step.note, step.closed_on, step.closed_by) == (
        StepState.IN_PROGRESS,
        "",
        None,
        None,
    )
    assert step.evidence.count() == 1
    assert AuditEvent.objects.get(action="step.reopen").details == {"note": ["готово", ""]}


def test_part_of_a_class_teacher_starts_the_step_and_counts_his_classes(program):
    school = program.school
    first, second = make_member(school, "class_teacher"), make_member(school, "class_teacher")
    make_class(program, 7, "А", first)
    make_class(program, 7, "Б", first)
    make_class(program, 8, "А", second)
    make_class(program, 9, "А")
    step = the_step(program, "curator", "class_teacher")

    mark_part(step=step, by=first, note="7-е классы")

    step.refresh_from_db()
    counts = Holders(program, TODAY).part_counts(
        ["curator", "class_teacher"], StepPart.objects.values_list("role", "user_id")
    )
    assert step.state == StepState.IN_PROGRESS
    assert [str(count) for count in counts] == ["2 из 4 классов"]


def test_part_counts_heads_by_groups_and_mentors_by_accounts(program):
    school = program.school
    head, mentor = make_member(school, "subject_head"), make_member(school, "mentor")
    make_member(school, "mentor")
    make_group(program, "ШМО математиков", head)
    make_group(program, "ШМО филологов")
    step = the_step(program, "subject_head", "mentor")

    mark_part(step=step, by=head)
    mark_part(step=step, by=mentor)

    counts = Holders(program, TODAY).part_counts(
        ["subject_head", "mentor"], StepPart.objects.values_list("role", "user_id")
    )
    assert [str(count) for count in counts] == ["1 из 2 ШМО", "1 из 2 наставников с учётной записью"]


def test_part_marked_twice_stays_one_and_takes_the_new_note(program):
    teacher = make_member(program.school, "class_teacher")
    step = the_step(program, "curator", "class_teacher")

    mark_part(step=step, by=teacher, note="начато")
    mark_part(step=step, by=teacher, note="собрание прошло")

    assert list(StepPart.objects.values_list("user", "note")) == [(teacher.pk, "собрание прошло")]


def test_part_taken_back_leaves_no_mark(program):
    teacher = make_member(program.school, "class_teacher")
    step = the_step(program, "curator", "class_teacher")
    mark_part(step=step, by=teacher)

    clear_part(step=step, by=teacher)

    assert StepPart.objects.count() == 0


def test_part_of_the_curator_is_denied_since_he_is_one(program):
    curator = make_member(program.school, "curator")
    step = the_step(program, "curator", "class_teacher")

    with pytest.raises(PermissionDenied):
        mark_part(step=step, by=curator)


def test_part_of_a_closed_step_is_refused(program):
    curator, teacher = make_member(program.school, "curator"), make_member(program.school, "class_teacher")
    step = the_step(program, "curator", "class_teacher")
    complete_step(step=step, by=curator, note="все классы")

    with pytest.raises(Refusal, match="уже закрыт"):
        mark_part(step=step, by=teacher)


def test_mentors_close_their_step_once_all_of_them_marked_their_part(program):
    first, second = make_member(program.school, "mentor"), make_member(program.school, "mentor")
    step = the_step(program, "mentor")
    mark_part(step=step, by=first)
    with pytest.raises(PermissionDenied):
        complete_step(step=step, by=first, note="встречи прошли")
    mark_part(step=step, by=second)

    complete_step(step=step, by=second, note="встречи прошли")

    assert Step.objects.get().state == StepState.DONE


def test_progress_in_a_draft_of_the_next_revision_is_refused(program):
    curator = make_member(program.school, "curator")
    make_roadmap(program, approved=True)
    revision = start_revision(program=program, by=curator, reason="перенос сроков")

    with pytest.raises(Refusal, match="действующей редакции"):
        start_step(step=revision.steps.get(number=7), by=curator)


@pytest.mark.parametrize(
    ("on", "days"),
    [(date(2026, 11, 29), 0), (date(2026, 11, 30), 0), (date(2026, 12, 1), 1), (date(2026, 12, 12), 12)],
)
def test_overdue_days_are_counted_from_the_day_after_the_term(program, on, days):
    step = the_step(program, "curator")

    assert step.overdue_days(on) == days
    assert Step.objects.overdue(on).exists() == (days > 0)


@pytest.mark.parametrize("state", [StepState.DONE, StepState.NOT_NEEDED])
def test_overdue_closed_step_is_never_overdue(program, state):
    step = the_step(program, "curator")
    Step.objects.update(state=state, note="закрыт")
    step.refresh_from_db()

    assert (step.overdue_days(date(2027, 5, 1)), Step.objects.overdue(date(2027, 5, 1)).count()) == (0, 0)


def office_file(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part in parts:
            package.writestr(part, "x")
    return out.getvalue()


def typed_file(content_type):
    """A document whose list of parts names a type; the part itself may be called anything."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types><Override ContentType="{content_type}"/></Types>')
        package.writestr("word/document.xml", "x")
    return stream.getvalue()


def bomb_file():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "x")
        with package.open("xl/workbook.xml", "w") as part:
            for _ in range(MAX_UNPACKED_BYTES // 2**20 + 1):
                part.write(bytes(2**20))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"%PDF-1.4 ...", "pdf"),
        (b"\xff\xd8\xff\xe0....", "jpg"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (office_file("[Content_Types].xml", "word/document.xml"), "docx"),
        (office_file("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
    ],
)
def test_file_kind_is_read_from_the_content(data, ending):
    assert recognise_file("любое.имя", data).ending == ending


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x90\x00",
        b"PK\x03\x04broken",
        office_file("anything.txt"),
        office_file("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        office_file("[Content_Types].xml", "word/document.xml", "word/VBAPROJECT.BIN"),
        typed_file("application/vnd.ms-word.document.macroEnabled.main+xml"),
        typed_file("application/vnd.ms-office.vbaProject"),
        bomb_file(),
        b"",
        b"%PDF-" + b"0" * MAX_FILE_BYTES,
    ],
    ids=[
        *("html", "svg", "exe", "broken zip", "zip", "macros", "MACROS", "macro document", "macro part"),
        *("bomb", "empty", "large"),
    ],
)
def test_file_of_another_kind_named_pdf_is_refused(data):
    with pytest.raises(ValidationError):
        recognise_file("отчёт.pdf", data)


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("фото.pdf", "фото.jpg"),
        ("C:\\Мои документы\\скан.JPEG", "скан.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        (".jpg", "файл.jpg"),
    ],
)
def test_evidence_name_loses_its_path_and_takes_the_ending_of_the_content(program, name, stored):
    curator = make_member(program.school, "curator")
    step = the_step(program, "curator")

    evidence = add_evidence(step=step, by=curator, file=EvidenceFile(name, b"\xff\xd8\xff\xe0"))

    assert evidence.file_name == stored


def test_evidence_without_note_and_file_is_refused(program):
    curator = make_member(program.school, "curator")

    with pytest.raises(Refusal):
        add_evidence(step=the_step(program, "curator"), by=curator)
