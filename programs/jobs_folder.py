"""Long work of the register: chosen papers as one PDF, and «папка куратора к проверке» as a ZIP."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from mentoring_site.pdf import join_html_to_pdf
from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, short_date
from programs.enums import DocumentState
from programs.folder import (
    BY_HAND,
    MISSING,
    NAME_LENGTH,
    Names,
    folder_papers,
    papers_by_stage,
    safe_name,
    signed_papers,
    stage_of,
    stage_titles,
)
from programs.models import Batch, Document, DocumentFile, Program
from programs.querysets import register_of
from programs.registries.batches import BatchFile
from programs.registries.papers import DOCUMENT_KINDS
from programs.reports_contents import (
    BROKEN,
    FRESH,
    LACKS,
    ON_PAPER,
    SIGNED,
    UNSIGNED,
    Entry,
    contents_pdf,
    contents_table,
)
from programs.services.audit import Refusal, record_event
from programs.services.batches import start_batch
from programs.tenancy import access_for

log = logging.getLogger(__name__)
MOST_PAPERS = 200
SAID_LEFT_OUT = 3
Beat = Callable[[int], None]


# --- chosen papers as one PDF -----------------------------------------------------------------------------


def order_print(*, program: Program, ids: list[int], by: Any) -> Batch:
    """One PDF of the chosen papers. Raises Refusal when none of them is there."""
    known = list(printable(program).filter(pk__in=ids).values_list("pk", flat=True))
    if len(known) > MOST_PAPERS:
        raise Refusal(f"Одним файлом печатается до {MOST_PAPERS} документов. Выберите меньше.")
    label = counted(len(known), "документ", "документа", "документов")
    return start_batch(
        program=program,
        kind="documents_print",
        label=f"{label} одним файлом",
        payload={"ids": sorted(known)},
        total=len(known),
        by=by,
    )


def printable(program: Program) -> Any:
    return register_of(program).exclude(state=DocumentState.CANCELLED)


def build_print(batch: Batch, on: date, beat: Beat) -> BatchFile:
    """A paper that was signed under an older template is not drawn anew: it has to look as it was signed."""
    _access(batch, on, Permission.DOCUMENT_VIEW)
    rows = printable(batch.program).filter(pk__in=batch.payload["ids"]).order_by("date", "pk")
    papers = [row for row in rows if not _is_older(row)]
    older = [row for row in rows if _is_older(row)]
    if not papers:
        raise Refusal(
            "Эти документы подписаны по прежним шаблонам. Откройте каждый в реестре: там подписанный файл."
        )
    parts = (_html(row) for row in papers)
    data = join_html_to_pdf([*parts, *_apart(older)], beat)
    return BatchFile(f"Документы {batch.program.year_label}.pdf", "application/pdf", data)


def _is_older(document: Document) -> bool:
    kind = DOCUMENT_KINDS.get(document.kind)
    if kind is None:
        return True
    return document.state == DocumentState.SIGNED and document.template_version != kind.template_version


def _html(document: Document) -> str:
    return render_to_string(
        DOCUMENT_KINDS[document.kind].template, {"document": document, **document.snapshot}
    )


def _apart(older: list[Document]) -> list[str]:
    """A last sheet that names what must be printed from the register, one by one."""
    if not older:
        return []
    return [render_to_string("reports/folder_apart.html", {"documents": older})]


# --- the year's folder ------------------------------------------------------------------------------------


def order_folder(*, access: Access, on: date) -> Batch:
    program = access.program
    total = len(signed_papers(access)) + len(folder_papers(access, on))
    return start_batch(
        program=program,
        kind="folder",
        label=f"Папка куратора к проверке, {program.year_label}",
        payload={"on": on.isoformat()},
        total=total,
        by=access.user,
    )


def build_folder(batch: Batch, on: date, beat: Beat) -> BatchFile:
    """Signed files as they are frozen, then papers of the day; what cannot be printed is named in the contents."""
    access = _access(batch, on, Permission.DOCUMENT_PREPARE)
    folders = {number: f"{number} {safe_name(title)}/" for number, title in stage_titles().items()}
    names, entries, file = Names(), [], BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for document in signed_papers(access):
            entries.append(_signed(package, names, folders, document, on))
            beat(len(entries))
        for paper in folder_papers(access, on):
            entries.append(_printed(package, names, folders, paper, on))
            beat(len(entries))
        left_out = [entry.title for entry in entries if not entry.path]
        entries += [*_unsigned(access), *_lacking(access, on)]
        entries.sort(key=lambda entry: entry.stage)
        _add(package, "Опись.pdf", contents_pdf(access.program, entries, on), on)
        _add(package, "Опись.xlsx", contents_table(access.program, entries), on)
    _record(batch, entries)
    batch.total = sum(bool(entry.path) for entry in entries)
    name = f"Папка куратора {access.program.year_label}.zip"
    return BatchFile(name, "application/zip", file.getvalue(), _left_out_words(left_out))


def _signed(package: Any, names: Names, folders: dict[int, str], document: Document, on: date) -> Entry:
    """The very bytes that were frozen at the signature."""
    frozen = DocumentFile.objects.get(document=document)
    stage = stage_of(document)
    path = names.take(folders[stage], file_title(document))
    _add(package, path, bytes(frozen.pdf), on)
    return Entry(stage, document.title, document.number, document.date, path, SIGNED, frozen.sha256)


def _printed(package: Any, names: Names, folders: dict[int, str], paper: Any, on: date) -> Entry:
    """A broken paper never breaks the folder. No transaction while it prints: on SQLite each is a lock, and
    all the school would wait for the folder."""
    try:
        name, data = paper.build()
    except Refusal as refusal:
        return Entry(paper.stage, paper.title, note=f"{BROKEN}: {refusal}")
    except Exception:
        log.exception("a paper of the folder was not printed: %s", paper.title)
        return Entry(paper.stage, paper.title, note=f"{BROKEN}: ошибка на сайте, откройте документ сами")
    stem, dot, ending = name.rpartition(".")
    path = names.take(folders[paper.stage], stem or name, f".{ending}" if dot else ".pdf")
    _add(package, path, data, on)
    return Entry(paper.stage, paper.title, "", on, path, paper.note or FRESH)


def _unsigned(access: Access) -> list[Entry]:
    rows = (
        register_of(access.program)
        .filter(state=DocumentState.TO_SIGN)
        .defer("snapshot")
        .order_by("date", "pk")
    )
    return [Entry(stage_of(row), row.title, row.number, row.date, "", UNSIGNED) for row in rows]


def _lacking(access: Access, on: date) -> list[Entry]:
    """What is expected of the year and is not there, and what lies on paper: to be put in by hand."""
    notes = {
        MISSING: lambda line: f"{LACKS} ({line.words})" if line.words else LACKS,
        BY_HAND: lambda line: ON_PAPER,
    }
    return [
        Entry(stage.number, line.title, note=notes[line.state](line))
        for stage in papers_by_stage(access, on)
        for line in stage.lines
        if line.state in notes
    ]


def _left_out_words(titles: list[str]) -> str:
    """Said on the page of the ready file, so that nobody learns it from the inspector."""
    if not titles:
        return ""
    names = "; ".join(titles[:SAID_LEFT_OUT]) + ("…" if len(titles) > SAID_LEFT_OUT else "")
    return f"Не напечатались и в папку не вошли: {names}. Почему, сказано в описи."


def _add(package: zipfile.ZipFile, path: str, data: bytes, on: date) -> None:
    """Names that are not ASCII get the UTF-8 flag by themselves."""
    info = zipfile.ZipInfo(path, (max(on.year, 1980), on.month, on.day, 12, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    package.writestr(info, data)


def file_title(document: Document) -> str:
    """Number and date stay whole when a long title is cut; a protocol's title has its date already."""
    day = short_date(document.date)
    ending = f" № {document.number}" if day in document.title else f" № {document.number} от {day}"
    return f"{document.title[: NAME_LENGTH - len(ending)].rstrip()}{ending}"


@transaction.atomic
def _record(batch: Batch, entries: list[Entry]) -> None:
    files = counted(sum(bool(entry.path) for entry in entries), "документ", "документа", "документов")
    record_event(
        "folder.make",
        by=batch.created_by,
        target=batch,
        sentence=f"собрана папка куратора к проверке: {files}",
    )


def _access(batch: Batch, on: date, permission: Permission) -> Access:
    """Rights of the day, not of the order: who lost the role meanwhile gets nothing."""
    access = access_for(batch.created_by, batch.program, on)
    if not access.has(permission):
        raise Refusal("У вас больше нет права на эти документы. Попросите куратора или директора.")
    return access
