"""An import of a roadmap from the first reading to the written draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from mentoring_site import clock
from programs.models import Membership, Program, User
from programs.services.audit import (
    Refusal,
    claim_key,
    lock_version,
    made_before,
    record_event,
    remember_made,
)
from programs.services.calendar import calendar_of
from roadmap.content import role_titles
from roadmap.enums import ImportStage
from roadmap.importing.answers import Answer, apply_answers, give_whole_term, missing_days
from roadmap.importing.grid import Grid, grid_from
from roadmap.importing.headers import (
    CONTENT,
    FIELDS,
    STAGE,
    TITLE,
    Layout,
    best_table,
    guess_layout,
    layout_of,
)
from roadmap.importing.records import Record, record_from
from roadmap.importing.understanding import Setting, read_records, suggested_shift
from roadmap.models import Roadmap, RoadmapImport
from roadmap.services.guards import refuse_closed_program
from roadmap.services.sweeping import UNWRITTEN_DAYS, WRITTEN_AT, WRITTEN_DAYS, order_sweep, sweep_imports
from roadmap.services.writing import write_steps

MAX_NAMED_ROWS = 8
ONCE = "roadmap_import"


@transaction.atomic
def start_import(
    *, program: Program, grids: Sequence[Grid], file_name: str, once: str, by: User
) -> RoadmapImport:
    """Keep what was read, with the likeliest table and its columns. The same form sent twice makes one import."""
    refuse_closed_program(program)
    sweep_imports(timezone.now())
    claimed = claim_key(once, by=by, kind=ONCE)
    if claimed is None:
        made = made_before(once, by=by, kind=ONCE)
        found = RoadmapImport.objects.filter(pk=made, program=program, created_by=by).first()
        if found is None:
            raise Refusal("Эту таблицу уже загружали и убрали. Откройте страницу загрузки заново.")
        return found
    work = RoadmapImport(
        school_id=program.school_id,
        program=program,
        file_name=file_name[:200],
        tables=[grid.as_json() for grid in grids],
        created_by=by,
    )
    _use_layout(work, best_table(grids))
    work.save()
    remember_made(claimed, work)
    order_sweep(work.school_id, UNWRITTEN_DAYS)
    return work


@transaction.atomic
def choose_table(*, work: RoadmapImport, table: int, head: int | None = None) -> RoadmapImport:
    """Another table of the file, or another row as its head (-1: no head); columns are guessed anew."""
    work = _locked(work)
    if not 0 <= table < len(work.tables):
        raise Refusal("Такой таблицы в файле нет. Выберите из списка.")
    grid = grid_from(work.tables[table])
    if head is not None and head >= len(grid.rows):
        raise Refusal("Такой строки в таблице нет. Выберите строку с названиями столбцов.")
    _use_layout(work, table, head)
    work.rows, work.stage = [], ImportStage.TABLE
    work.version += 1
    work.save()
    return work


@transaction.atomic
def choose_columns(*, work: RoadmapImport, columns: Mapping[int, str], shift: int = 0) -> RoadmapImport:
    """columns: column → field of importing.headers.FIELDS; the others go nowhere. Reads the rows anew."""
    work = _locked(work)
    chosen = {column: code for column, code in columns.items() if code in FIELDS}
    if not set(chosen.values()) & {TITLE, CONTENT, STAGE}:
        raise Refusal("Не указан столбец с мероприятиями. Выберите его: без него шагов не будет.")
    twice = [
        code for code, count in Counter(chosen.values()).items() if count > 1 and code in ("number", STAGE)
    ]
    if twice:
        raise Refusal(f"Столбец «{FIELDS[twice[0]]}» выбран дважды. Оставьте один.")
    work.mapping |= {"columns": {str(column): code for column, code in chosen.items()}, "shift": shift}
    records = read_records(grid_of(work), layout_from(work), setting_of(work))
    if not any(record.is_step for record in records):
        raise Refusal(
            "В этой таблице не нашлось ни одного мероприятия. Проверьте столбцы или выберите другую таблицу."
        )
    _store(work, records)
    work.stage = ImportStage.REVIEW
    work.version += 1
    work.save()
    return work


@transaction.atomic
def answer_rows(
    *, work: RoadmapImport, answers: Mapping[int, Answer], shown_version: int, gives_whole_term: bool = False
) -> list[str]:
    """Save what was changed in the review; returns sentences about values that could not be taken.

    Raises StaleVersion when the rows were changed in another window.
    """
    work = _locked(work)
    _refuse_unread(work)
    lock_version(work, shown_version)
    records = records_of(work)
    errors = apply_answers(records, answers, setting_of(work))
    if gives_whole_term:
        give_whole_term(records, setting_of(work))
    _store(work, records)
    work.save()
    return errors


@transaction.atomic
def write_import(*, work: RoadmapImport, replaces: bool, by: User) -> Roadmap:
    """Make the draft of it: the first map, the draft anew (replaces), or the next revision of an approved one."""
    work = _locked(work)
    _refuse_unread(work)
    records = records_of(work)
    if undated := missing_days(records):
        rows = ", ".join(str(record.at + 1) for record in undated[:MAX_NAMED_ROWS])
        more = f" и ещё {len(undated) - MAX_NAMED_ROWS}" if len(undated) > MAX_NAMED_ROWS else ""
        raise Refusal(f"У шагов нет дат, строки {rows}{more}. Впишите их или поставьте этим шагам весь год.")
    steps = [record for record in records if record.is_step]
    if not steps:
        raise Refusal("Записывать нечего: все строки пропущены. Верните хотя бы один шаг.")
    source = f"из файла «{work.file_name}»" if work.file_name else "из вставленной таблицы"
    roadmap = write_steps(
        program=work.program, records=steps, replaces=replaces, reason=f"Карта взята {source}"
    )
    work.mapping |= {"revision": roadmap.revision, WRITTEN_AT: timezone.now().isoformat()}
    work.stage = ImportStage.WRITTEN
    work.version += 1
    work.save()
    order_sweep(work.school_id, WRITTEN_DAYS)
    record_event(
        "roadmap.import",
        by=by,
        target=roadmap,
        sentence=f"дорожная карта загружена {source}: шагов {len(steps)}",
        details={"steps": len(steps), "skipped": sum(record.kind == "skip" for record in records)},
    )
    return roadmap


@transaction.atomic
def cancel_import(*, work: RoadmapImport) -> None:
    """Forget a table that was not written."""
    work = _locked(work)
    work.delete()


# --- what an import holds ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    table: int
    head: int  # -1: the table has none
    shift: int


def chosen_of(work: RoadmapImport) -> Chosen:
    head = work.mapping["first"] if work.mapping["last"] >= 0 else -1
    return Chosen(work.mapping["table"], head, work.mapping.get("shift", 0))


def grid_of(work: RoadmapImport) -> Grid:
    return grid_from(work.tables[work.mapping["table"]])


def layout_from(work: RoadmapImport) -> Layout:
    columns = {int(column): code for column, code in work.mapping["columns"].items()}
    return Layout(work.mapping["first"], work.mapping["last"], columns)


def records_of(work: RoadmapImport) -> list[Record]:
    return [record_from(row) for row in work.rows]


def setting_of(work: RoadmapImport) -> Setting:
    program = work.program
    shift, calendar = work.mapping.get("shift", 0), calendar_of(program.school)
    return Setting(program.starts, program.ends, shift, _people(program), calendar)


def years_to_move(work: RoadmapImport) -> int:
    """By how many years the terms of the table differ from the programme's; 0 when they meet."""
    texts = [row[column] for row in grid_of(work).rows for column, code in layout_from(work).columns.items()
             if code == "term" and column < len(row)]  # fmt: skip
    return suggested_shift(texts, work.program.starts, work.program.ends)


def _people(program: Program) -> dict[str, str]:
    """Surname → role of employees who hold exactly one role that answers for steps."""
    known = set(role_titles()) - {"mentor"}
    found: dict[str, set[str]] = {}
    active = Membership.objects.active(clock.today()).filter(school=program.school_id, role__in=known)
    for surname, role in active.values_list("user__last_name", "role"):
        found.setdefault(surname.strip().casefold(), set()).add(role)
    return {surname: next(iter(roles)) for surname, roles in found.items() if surname and len(roles) == 1}


def _use_layout(work: RoadmapImport, table: int, head: int | None = None) -> None:
    grid = grid_from(work.tables[table])
    guessed = guess_layout(grid, work.program.starts, work.program.ends)
    if head is not None and head < 0:
        guessed = Layout(columns=guessed.columns)
    elif head is not None:
        guessed = layout_of(grid, head)
    work.mapping = {
        "table": table,
        "first": guessed.first,
        "last": guessed.last,
        "columns": {str(column): code for column, code in guessed.columns.items()},
        "shift": 0,
    }


def _store(work: RoadmapImport, records: Sequence[Record]) -> None:
    work.rows = [record.as_json() for record in records]


def _locked(work: RoadmapImport) -> RoadmapImport:
    locked = (
        RoadmapImport.objects.select_for_update(of=("self",))
        .select_related("program__school")
        .get(pk=work.pk)
    )
    refuse_closed_program(locked.program)
    if locked.stage == ImportStage.WRITTEN:
        raise Refusal("Эта карта уже записана. Дальше её правят в самой дорожной карте.")
    return locked


def _refuse_unread(work: RoadmapImport) -> None:
    if work.stage != ImportStage.REVIEW:
        raise Refusal("Сначала выберите таблицу и столбцы.")
