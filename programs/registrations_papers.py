"""Papers by their text, the acquaintance sheet and the year's folder in the shared registries."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from programs.enums import DocumentState
from programs.jobs_folder import build_folder, build_print
from programs.models import Document, Partner, Program
from programs.paper_kinds import REGULATION_KINDS, TEXTS
from programs.registries.batches import BatchKind, register_batch_kind
from programs.registries.papers import (
    DOCUMENT_PANELS,
    FOLDER_PAPERS,
    DocumentKind,
    DocumentPanel,
    DocumentPaper,
    ExpectedPaper,
    register_document_kind,
    register_expected_papers,
    register_paper_texts,
)
from programs.registries.screens import SettingsRoom, register_settings
from programs.reports import APPROVED_STATES
from programs.reports_folder import folder_papers
from programs.reports_papers import TEMPLATE

P = Permission
register_paper_texts(*TEXTS)
for text in TEXTS:
    register_document_kind(
        DocumentKind(
            code=text.code,
            label=text.label,
            template=TEMPLATE,
            number_suffix="-од" if text.word else "",
            number_series="regulation" if text.code in REGULATION_KINDS else "",
            stage=text.stage,
            edit_url_name="programs:paper_edit",
            cancel_url_name="programs:paper_cancel",
            draft_permissions=(P.DOCUMENT_PREPARE,),
            cancel_consequence="Документ останется в реестре отменённым.",
            papers=(
                DocumentPaper(
                    "Файл Word",
                    "programs:paper_docx_download",
                    note="Для правки и обмена, подписи не заменяет",
                ),
            ),
        )
    )


def programme_state(program: Program, on: date) -> tuple[bool | None, str]:
    if program.state in APPROVED_STATES:
        return True, program.protocol_words or "утверждена"
    return False, f"пока {program.get_state_display()}"


def partners_state(program: Program, on: date) -> tuple[bool | None, str]:
    """Agreements are needed only where a partner helps."""
    if not Partner.objects.filter(school=program.school_id).exists():
        return None, "организаций-партнёров нет"
    return False, "соглашений в реестре нет"


register_expected_papers(
    ExpectedPaper(
        "D01",
        1,
        "Приказ о внедрении модели наставничества",
        "programs:paper_create",
        "Подготовить приказ",
        P.DOCUMENT_PREPARE,
        kinds=("launch_order",),
        url_kwargs={"kind": "launch_order"},
    ),
    ExpectedPaper(
        "D02",
        1,
        "Приказ о назначении куратора",
        "programs:conditions",
        "К назначениям",
        P.CONDITIONS_EDIT,
        kinds=("curator_order",),
    ),
    ExpectedPaper(
        "D03",
        1,
        "Положение о наставничестве",
        "programs:paper_kinds",
        "Подготовить положение",
        P.DOCUMENT_PREPARE,
        kinds=REGULATION_KINDS,
    ),
    ExpectedPaper(
        "D04",
        1,
        "Программа наставничества",
        "programs:programme_detail",
        "К программе",
        P.PROGRAM_VIEW,
        state=programme_state,
    ),
    ExpectedPaper(
        "D07",
        1,
        "Соглашения с организациями-партнёрами",
        "programs:partner_list",
        "К партнёрам",
        P.PARTNER_VIEW,
        kinds=("partner_agreement",),
        state=partners_state,
    ),
)
register_batch_kind(
    BatchKind(
        "documents_print",
        "Документы одним файлом",
        ("документ", "документа", "документов"),
        build_print,
        P.DOCUMENT_VIEW,
        "programs:document_list",
    ),
    BatchKind(
        "folder",
        "Папка куратора к проверке",
        ("документ", "документа", "документов"),
        build_folder,
        P.DOCUMENT_PREPARE,
        "programs:document_folder",
    ),
)
FOLDER_PAPERS.append(folder_papers)


def acquaintance_panel(document: Document, access: Access, on: date) -> dict[str, Any] | None:
    if document.state == DocumentState.CANCELLED:
        return None
    days = list(document.acquaintances.values_list("seen_on", flat=True))
    if not days and not access.has(P.DOCUMENT_PREPARE):
        return None
    return {"document": document, "total": len(days), "seen": sum(day is not None for day in days)}


DOCUMENT_PANELS.append(DocumentPanel("programs/_acquaintance_panel.html", acquaintance_panel))
register_settings(
    SettingsRoom(
        "Шаблоны документов",
        "Тексты приказов, положений и бланков: прочитать, поправить под школу, проверить с юристом.",
        "programs:paper_template_list",
        "file-text",
        P.SETTINGS_EDIT,
    )
)
