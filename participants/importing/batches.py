"""The steps of one uploaded table, from the file to the writing. Views call these and nothing below."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring_site import clock
from mentoring_site.spreadsheets import SpreadsheetError, read_workbook
from participants.enums import ImportJob, ImportState
from participants.importing import tables
from participants.importing.apply import Papers
from participants.importing.columns import COLUMNS, header_hash, match_columns, names_people, titles_of
from participants.importing.forgetting import give_up
from participants.importing.rehearse import CHOICE_NEW, CHOICE_SKIP, ERROR, NEW, POSSIBLE, totals
from participants.importing.rows import row_label
from participants.importing.sweeping import order_sweep, sweep_tables
from participants.importing.tables import CHOICE_TAKE
from participants.importing.values import parse_class
from participants.models import ImportBatch, ImportOriginal
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, claim_key, made_before, record_event, remember_made

INLINE_ROWS = 500
CELL_MAX = 5_000
SAMPLE_VALUES = 3
ONCE = "people_import"
OPEN_STATES = (ImportState.UPLOADED, ImportState.MAPPED, ImportState.REHEARSED)


def upload(*, program: Program, base: str, file_name: str, data: bytes, key: str, by: User) -> ImportBatch:
    """Read the file and guess its sheet, header and columns. The same form sent twice makes one batch.

    The file itself is kept beside the batch, byte for byte. Tables left unwritten for too long are swept out.

    A table that was written before comes with its columns, mended cells and answers. Raises Refusal.
    """
    refuse_closed(program)
    try:
        workbook = read_workbook(data, file_name)
    except SpreadsheetError as error:
        raise Refusal(str(error)) from error
    with transaction.atomic():
        sweep_tables(timezone.now())
        claimed = claim_key(key, by=by, kind=ONCE)
        if claimed is None:
            return _uploaded_before(key, program, by)
        batch = ImportBatch(
            school=program.school,
            program=program,
            base=base,
            file_name=_short(file_name),
            sha256=hashlib.sha256(data).hexdigest(),
            sheets=tables.as_texts(workbook),
            created_by=by,
        )
        _guess(batch)
        batch.save()
        ImportOriginal.objects.create(school=program.school, batch=batch, content=data)
        remember_made(claimed, batch)
        order_sweep(batch.school_id)
    return batch


def _uploaded_before(key: str, program: Program, by: User) -> ImportBatch:
    """In whichever base it is by now: it may have been moved to the other one."""
    rows = ImportBatch.objects.filter(program=program, created_by=by).exclude(state=ImportState.CANCELLED)
    batch = rows.filter(pk=made_before(key, by=by, kind=ONCE)).first()
    if batch is None:
        raise Refusal(
            "Эту таблицу уже загружали и убрали с сайта. Чтобы загрузить её заново, выберите файл ещё раз."
        )
    return batch


def move_to_other_base(*, batch: ImportBatch, by: User) -> ImportBatch:
    """The file is the form of the other base: begin there with the same file. Answers given here are forgotten."""
    with transaction.atomic():
        batch = _locked(batch)
        batch.base = tables.OTHER_BASE[batch.base]
        batch.state, batch.total, batch.done = ImportState.UPLOADED, 0, 0
        _forget_answers(batch)
        _guess(batch)
        batch.save()
    return batch


def choose_sheet(*, batch: ImportBatch, sheet_index: int, header_row: int, by: User) -> ImportBatch:
    """header_row: from 0. What was answered for another header is forgotten."""
    with transaction.atomic():
        batch = _locked(batch)
        if not 0 <= sheet_index < len(batch.sheets):
            raise Refusal("Такого листа в файле нет. Выберите лист из списка.")
        if not 0 <= header_row < len(batch.sheets[sheet_index]["rows"]):
            raise Refusal("Такой строки на листе нет. Выберите строку с названиями столбцов.")
        if (sheet_index, header_row) == (batch.sheet_index, batch.header_row) and batch.mapping:
            return batch
        batch.sheet_index = sheet_index
        _use_header(batch, header_row)
        batch.state = ImportState.UPLOADED
        _forget_answers(batch)
        _remember(batch)
        batch.save()
    return batch


def choose_columns(*, batch: ImportBatch, mapping: Mapping[str, str], by: User) -> ImportBatch:
    """mapping: column number from 0 as text -> column code, or empty for «Не загружать»; then rehearse."""
    with transaction.atomic():
        batch = _locked(batch)
        known = {column.code for column in COLUMNS[batch.base]}
        chosen = {index: code for index, code in mapping.items() if code in known}
        _refuse_columns(batch, list(chosen.values()))
        batch.mapping = {index: chosen.get(index, tables.IGNORED) for index in mapping}
        rows = tables.mapped_rows(batch)
        batch.total = len(rows)
        if all(row.why for row in rows):
            raise Refusal(
                "Под строкой с названиями столбцов нет ни одной заполненной строки. Проверьте лист."
            )
        batch.state, batch.done = ImportState.MAPPED, 0
        batch.save()
    return start(batch=batch, job=ImportJob.REHEARSE)


def answer(
    *,
    batch: ImportBatch,
    choices: Mapping[str, str],
    corrections: Mapping[str, Mapping[str, str]],
    new_classes: Iterable[tuple[int, str]] = (),
    class_for_all: str | None = None,
    by: User,
) -> ImportBatch:
    """Keep the answers of the preview and rehearse again. choices: row -> «new», «skip», «take», person id or empty.

    class_for_all: «7А», for pupils whose class neither the file nor the base tells; empty takes it back.
    """
    with transaction.atomic():
        batch = _locked(batch)
        if batch.state != ImportState.REHEARSED:
            raise Refusal("Таблица ещё не проверена. Дождитесь проверки и повторите.")
        codes = set(batch.mapping.values()) | {column.code for column in COLUMNS[batch.base]}
        for row, choice in choices.items():
            if choice in (CHOICE_NEW, CHOICE_SKIP, CHOICE_TAKE) or choice.isdecimal():
                batch.choices[row] = choice
            else:
                batch.choices.pop(row, None)
        for row, cells in corrections.items():
            mended = {code: text.strip()[:CELL_MAX] for code, text in cells.items() if code in codes}
            if mended:
                batch.corrections.setdefault(row, {}).update(mended)
        told = {tuple(key) for key in batch.new_classes} | set(new_classes)
        batch.new_classes = sorted(list(key) for key in told)
        if class_for_all is not None:
            if class_for_all and parse_class(class_for_all) is None:
                raise Refusal(f"Класс «{class_for_all[:20]}» не понят. Выберите класс из списка.")
            batch.class_for_all = class_for_all
        batch.save(update_fields=["choices", "corrections", "new_classes", "class_for_all"])
    return start(batch=batch, job=ImportJob.REHEARSE)


def skip_undecided(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Leave out every row that still waits for an answer."""
    waiting = {str(verdict["row"]): CHOICE_SKIP for verdict in batch.verdicts if verdict["code"] == POSSIBLE}
    return answer(batch=batch, choices=waiting, corrections={}, by=by)


def accept_offers(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Mend every cell for which the site has an offer, as if each were ticked."""
    offers = {str(verdict["row"]): verdict["offers"] for verdict in batch.verdicts if verdict.get("offers")}
    return answer(batch=batch, choices={}, corrections=offers, by=by)


def order_writing(
    *,
    batch: ImportBatch,
    without_errors: bool,
    admits: bool,
    papers: Papers | None,
    by: User,
) -> ImportBatch:
    """Say «Записать»: at once, or by the worker when the table is long. Raises Refusal."""
    with transaction.atomic():
        batch = _locked(batch)
        refuse_closed(batch.program)
        refuse_unready(batch, without_errors=without_errors)
        if papers is not None and papers.signed_on > clock.today():
            raise Refusal(f"Дата подписи {papers.signed_on:%d.%m.%Y} ещё не наступила.")
        batch.orders = {
            "without_errors": without_errors,
            "admits": admits,
            "papers": None
            if papers is None
            else [papers.signed_on.isoformat(), papers.kept_at, list(papers.purposes)],
        }
        batch.save(update_fields=["orders"])
    return start(batch=batch, job=ImportJob.WRITE)


def refuse_unready(batch: ImportBatch, *, without_errors: bool) -> None:
    counts = totals(batch.verdicts)
    if batch.state != ImportState.REHEARSED:
        raise Refusal("Таблица ещё не проверена. Сначала проверьте её.")
    if counts[POSSIBLE]:
        row = next(verdict["row"] for verdict in batch.verdicts if verdict["code"] == POSSIBLE)
        raise Refusal(
            f"Запись не начата: есть строки без решения, первая — {row_label(row)}. Выберите, "
            "тот же это человек или другой."
        )
    if counts[ERROR] and not without_errors:
        row = next(verdict["row"] for verdict in batch.verdicts if verdict["code"] == ERROR)
        raise Refusal(
            f"Запись не начата: есть строки с ошибкой, первая — {row_label(row)}. Исправьте их или отметьте "
            "«Записать без строк с ошибкой»."
        )
    if not any(counts[code] for code in (NEW, "changed", "same")):
        raise Refusal("Записывать нечего: все строки с ошибкой или пропущены.")


def start(*, batch: ImportBatch, job: str) -> ImportBatch:
    """Run the job here when the table is short, else hand it to the worker."""
    from participants.importing import jobs  # the jobs call back the rules of this module

    if batch.total <= INLINE_ROWS:
        return jobs.run(batch.pk, job)
    return jobs.enqueue(batch, job)


def cancel(*, batch: ImportBatch, by: User) -> None:
    """Forget an unwritten table with everything it holds, the file too."""
    with transaction.atomic():
        batch = _locked(batch)
        give_up(batch)
        record_event(
            "import.cancel",
            by=by,
            target=batch,
            program=batch.program,
            sentence=f"удалена незаписанная таблица «{batch.file_name}»",
        )


def column_choices(batch: ImportBatch) -> list[dict[str, Any]]:
    """What the columns page shows: each column of the file, what it is taken for, and how sure that is."""
    header = tables.header_of(batch)
    matches = match_columns(header, batch.base)
    guessed = {match.index for match in matches.found.values() if match.is_guess}
    titles = titles_of(batch.base)
    samples = [row.cells for row in tables.file_rows(batch) if not row.why][:200]
    samples = samples or tables.rows_of_sheet(batch)[batch.header_row + 1 :][:200]
    columns = []
    for index in range(max(len(header), *(len(row) for row in samples[:50]), 1)):
        title = " ".join(header[index].split()) if index < len(header) else ""
        values = [row[index] for row in samples if index < len(row) and row[index]]
        if not title and not values:
            continue
        code = batch.mapping.get(str(index), tables.IGNORED)
        columns.append(
            {
                "index": index,
                "title": title or f"столбец {index + 1} без названия",
                "code": code,
                "sample": _sample(values),
                "is_guess": index in guessed and bool(code),
                "like": titles.get(code, ""),
            }
        )
    return columns


def _sample(values: list[str]) -> str:
    different = [" ".join(value.split())[:40] for value in dict.fromkeys(values)]
    return ", ".join(different[:SAMPLE_VALUES]) + (" …" if len(different) > SAMPLE_VALUES else "")


def _refuse_columns(batch: ImportBatch, codes: list[str]) -> None:
    titles = titles_of(batch.base)
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise Refusal(f"«{titles[twice]}» выбрано для двух столбцов. Оставьте один из них.")
    if not names_people(codes):
        raise Refusal(
            f"Не выбран столбец «{titles['full_name']}»: без него не понять, кто в строке. Укажите его."
        )


def _guess(batch: ImportBatch) -> None:
    batch.sheet_index, row = tables.best_sheet(batch.sheets, batch.base)
    _use_header(batch, row or 0)
    if row is None:
        batch.mapping = {}
    _remember(batch)


def _forget_answers(batch: ImportBatch) -> None:
    batch.corrections, batch.choices, batch.verdicts, batch.class_for_all = {}, {}, [], ""


def _use_header(batch: ImportBatch, row: int) -> None:
    batch.header_row = row
    header = tables.header_of(batch)
    batch.header_hash = header_hash(header, batch.base)
    batch.mapping = {
        str(match.index): code for code, match in match_columns(header, batch.base).found.items()
    }


def _remember(batch: ImportBatch) -> None:
    """Columns as this school chose them for such a header; all answers when it is the very same table."""
    earlier = ImportBatch.objects.filter(base=batch.base, header_hash=batch.header_hash).exclude(
        state__in=[ImportState.UPLOADED, ImportState.CANCELLED]
    )
    last = earlier.only("mapping").first()
    if last is not None:
        batch.mapping = last.mapping
    written = (
        ImportBatch.objects.filter(
            program=batch.program, base=batch.base, sha256=batch.sha256, state=ImportState.APPLIED
        )
        .defer("sheets", "verdicts")
        .first()
    )
    if written is not None and (written.sheet_index, written.header_row) == (
        batch.sheet_index,
        batch.header_row,
    ):
        batch.mapping, batch.corrections = written.mapping, written.corrections
        batch.choices = {row: str(pk) for row, pk in written.summary.get("person_of_row", {}).items()}


def _locked(batch: ImportBatch) -> ImportBatch:
    batch = (
        ImportBatch.objects.select_for_update(of=("self",))
        .select_related("program__school", "created_by")
        .get(pk=batch.pk)
    )
    if batch.state not in OPEN_STATES:
        raise Refusal(
            f"Эта таблица уже {batch.get_state_display()}. Чтобы загрузить ещё, выберите файл снова."
        )
    if batch.is_busy and not batch.is_quiet(timezone.now()):
        raise Refusal("Таблица сейчас обрабатывается. Дождитесь окончания и повторите.")
    return batch


def _short(file_name: str) -> str:
    name = " ".join(file_name.replace("\\", "/").rpartition("/")[2].split())
    return name if len(name) <= 120 else name[:80] + "…" + name[-39:]
