"""Papers written by their text: the school's own template, the draft, its «грифы»."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mentoring_site import clock
from mentoring_site.texts import clean_text
from programs.enums import DocumentState, ProgramState
from programs.models import Document, PaperTemplate, Program, School, User
from programs.paper_texts import blocks_of, filled
from programs.registries.papers import PAPER_TEXTS, PaperText
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.documents import cancel_document, digest_of, prepare_document, update_draft

BODY_LENGTH, TITLE_LENGTH = 20000, 300
GRIF_KINDS = ("УТВЕРЖДЕНО", "УТВЕРЖДАЮ", "ПРИНЯТО", "СОГЛАСОВАНО", "РАССМОТРЕНО")
GRIF_FIELDS = ("kind", "body", "person", "number", "date")
MOST_GRIFS = 6


@dataclass(frozen=True)
class Wording:
    """What a kind of paper says in a school today. template: the school's own, None for the shipped text."""

    text: PaperText
    title: str
    body: str
    is_checked: bool
    template: PaperTemplate | None


def wordings(school: School) -> dict[str, Wording]:
    """Of all kinds, in their order; one query."""
    own = {template.kind: template for template in PaperTemplate.objects.filter(school=school)}
    texts = sorted(PAPER_TEXTS.values(), key=lambda text: (text.stage, text.order))
    return {text.code: _wording(text, own.get(text.code)) for text in texts}


def wording_of(school: School, kind: str) -> Wording:
    return _wording(PAPER_TEXTS[kind], PaperTemplate.objects.filter(school=school, kind=kind).first())


def _wording(text: PaperText, template: PaperTemplate | None) -> Wording:
    if template is None:
        return Wording(text, text.title, text.body(), not text.is_legal, None)
    return Wording(text, template.title, template.body, template.is_checked or not text.is_legal, template)


def paper_body(wording: Wording, program: Program, on: date, extra: Mapping[str, str] | None = None) -> str:
    """The text with what the data know; `extra` are the words of one person or pair."""
    return filled(wording.body, {**wording.text.values(program, on), **(extra or {})})


# --- the school's templates -------------------------------------------------------------------------------


@transaction.atomic
def save_template(
    *, school: School, kind: str, title: str, body: str, is_checked: bool, shown_version: int, by: User
) -> PaperTemplate:
    """The school's own text of a kind. shown_version: 0 when the page showed the shipped one.

    Raises StaleVersion when a colleague saved meanwhile.
    """
    title, body = _clean(title, body)
    template = PaperTemplate.objects.select_for_update(no_key=True).filter(school=school, kind=kind).first()
    if template is None:
        template = PaperTemplate(school=school, kind=PAPER_TEXTS[kind].code)
    else:
        lock_version(template, shown_version)
    template.title, template.body, template.is_checked = title, body, is_checked
    template.save()
    label = PAPER_TEXTS[kind].label
    record_event(
        "paper.template",
        by=by,
        target=template,
        school=school,
        sentence=f"изменён шаблон документа «{label}»" + (", проверен юристом" if is_checked else ""),
    )
    return template


@transaction.atomic
def reset_template(*, school: School, kind: str, by: User) -> None:
    """Back to the shipped text; papers that are prepared already keep theirs."""
    gone, _ = PaperTemplate.objects.filter(school=school, kind=kind).delete()
    if gone:
        record_event(
            "paper.template_reset",
            by=by,
            school=school,
            sentence=f"возвращён исходный шаблон документа «{PAPER_TEXTS[kind].label}»",
        )


# --- drafts -----------------------------------------------------------------------------------------------


@transaction.atomic
def prepare_paper(
    *,
    program: Program,
    kind: str,
    title: str,
    body: str,
    number: str,
    on: date | None,
    grifs: Sequence[Mapping[str, Any]],
    by: User,
    today: date | None = None,
) -> Document:
    """A paper «к подписи» of a text that a person has read; gaps left in it print as lines."""
    if program.state == ProgramState.ARCHIVED:
        raise Refusal(
            "Программа в архиве: её документы больше не меняются. Откройте программу текущего года."
        )
    title, body = _clean(title, body)
    wording = wording_of(program.school, kind)
    if not wording.text.is_document:
        raise Refusal("Это бланк, в реестр он не входит. Напечатайте его на своей странице.")
    document = prepare_document(
        program=program,
        kind=kind,
        title=title,
        snapshot=_snapshot(body, wording),
        by=by,
        on=on or today or clock.today(),
    )
    document.stage, document.grifs = wording.text.stage, clean_grifs(grifs)
    if number.strip():
        document.number = number.strip()
    document.save(update_fields=["stage", "grifs", "number"])
    return document


@transaction.atomic
def save_paper(
    *,
    document: Document,
    title: str,
    body: str,
    number: str,
    on: date | None,
    grifs: Sequence[Mapping[str, Any]],
    seen: str,
    by: User,
) -> Document:
    """Change a draft. seen: `draft_mark` of the text that the page showed; a colleague's newer one is not lost."""
    document = (
        Document.objects.select_for_update(no_key=True).select_related("program__school").get(pk=document.pk)
    )
    if document.state == DocumentState.TO_SIGN and seen and seen != draft_mark(document):
        raise Refusal(
            "Пока страница была открыта, текст документа изменил другой сотрудник. Откройте документ в соседней "
            "вкладке, сравните и сохраните ещё раз."
        )
    title, body = _clean(title, body)
    snapshot = _snapshot(body, wording_of(document.school, document.kind))
    document = update_draft(document=document, number=number, date=on, snapshot=snapshot, by=by)
    document.title, document.grifs = title, clean_grifs(grifs)
    document.save(update_fields=["title", "grifs"])
    return document


def cancel_paper(*, document: Document, reason: str, by: User) -> Document:
    if document.kind not in PAPER_TEXTS:
        raise Refusal("Этот документ отменяют там, где его готовят.")
    return cancel_document(document=document, reason=reason, by=by)


def draft_mark(document: Document) -> str:
    """Changes with the words of a draft."""
    return digest_of(document)[:16] + f"-{len(document.title)}-{len(document.grifs)}"


def clean_grifs(grifs: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Plain data for the model: dates as ISO, rows without a kind left out, MOST_GRIFS at most."""
    rows = []
    for grif in grifs:
        if grif.get("kind") not in GRIF_KINDS:
            continue
        day = grif.get("date") or ""
        rows.append(
            {
                field: (day.isoformat() if isinstance(day, date) else str(day))
                if field == "date"
                else clean_text(str(grif.get(field) or ""))[:200]
                for field in GRIF_FIELDS
            }
        )
    return rows[:MOST_GRIFS]


def _snapshot(body: str, wording: Wording) -> dict[str, Any]:
    return {
        "word": wording.text.word,
        "body": body,
        "blocks": blocks_of(body),
        "is_checked": wording.is_checked,
    }


def _clean(title: str, body: str) -> tuple[str, str]:
    title, body = " ".join(clean_text(title).split()), clean_text(body)
    errors = {}
    if not title or len(title) > TITLE_LENGTH:
        errors["title"] = f"Напишите заголовок, не длиннее {TITLE_LENGTH} знаков."
    if not body or len(body) > BODY_LENGTH:
        errors["body"] = f"Напишите текст, не длиннее {BODY_LENGTH} знаков: сейчас {len(body)}."
    if errors:
        raise ValidationError(errors)
    return title, body
