"""Labour papers of a mentor who is an employee (D23; art. 351.8 of the Labour Code, in force from 01.03.2025).

Mentoring is done with the employee's written consent; content, term, form and pay stand in his contract or an
additional agreement; either side may end it early with a notice of at least three working days. When mentoring is
part of the job function (Роструд, 02.10.2025 № ТЗ/7300-6-1), the paper of the job takes the agreement's place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from mentoring_site import clock
from mentoring_site.texts import clean_text
from mentoring_site.words import short_date
from pairing.enums import LabourPaperKind, PairState
from pairing.models import LabourPaper, Pair
from pairing.services.form_rules import rules_by_form
from pairing.services.keeping import lock_pair
from participants.enums import PersonKind
from participants.services.files import keep_file
from programs.models import User
from programs.services.audit import Refusal, record_event
from programs.workdays import WorkCalendar

REQUIRED = (LabourPaperKind.CONSENT, LabourPaperKind.AGREEMENT)
IN_DUTIES = "входит в должностные обязанности"
PLACE_LENGTH, PAY_LENGTH = 200, 300
NAMED_PAIRS = 5
NOTICE_DAYS = 3  # working days before the last day


def pairs_needing(pairs: Collection[Pair]) -> list[Pair]:
    """Pairs whose form asks for labour papers and whose mentor is an employee; pairs came `with_people()`."""
    rules = rules_by_form({pair.form for pair in pairs})
    return [
        pair
        for pair in pairs
        if rules[pair.form_id].needs_labour_papers and pair.mentor.person.kind == PersonKind.TEACHER
    ]


def papers_of(pairs: Collection[Pair]) -> dict[int, dict[str, LabourPaper]]:
    """{pair: {kind: paper}}; one query."""
    found: dict[int, dict[str, LabourPaper]] = {pair.pk: {} for pair in pairs}
    for paper in LabourPaper.objects.filter(pair__in=list(found)).select_related("scan"):
        found[paper.pair_id][paper.kind] = paper
    return found


def missing_papers(pairs: Collection[Pair]) -> dict[int, list[str]]:
    """{pair: kinds that are not registered} of pairs that need papers and lack some."""
    asked = pairs_needing(pairs)
    known = papers_of(asked)
    lacking = {pair.pk: [kind for kind in REQUIRED if kind not in known[pair.pk]] for pair in asked}
    return {pk: kinds for pk, kinds in lacking.items() if kinds}


def labour_guard(pairs: Collection[Pair]) -> list[str]:
    """For gates.SIGNING_GUARDS."""
    lacking = missing_papers(pairs)
    if not lacking:
        return []
    named = [pair for pair in pairs if pair.pk in lacking]
    words = {LabourPaperKind.CONSENT: "согласия работника", LabourPaperKind.AGREEMENT: "доп. соглашения"}
    said = [
        f"{pair.mentor.person.short_name}: нет {' и '.join(words[kind] for kind in lacking[pair.pk])}."
        for pair in named[:NAMED_PAIRS]
    ]
    if len(named) > NAMED_PAIRS:
        said.append(f"И ещё пар: {len(named) - NAMED_PAIRS}.")
    return [
        "По ст. 351.8 ТК РФ работнику-наставнику нужны письменное согласие и дополнительное соглашение.",
        *said,
        (
            "Запишите их на странице «Документы наставников». Если школе они не нужны, отключите проверку в порядке "
            "работы пар этой формы."
        ),
    ]


def earliest_last_day(noticed_on: date, calendar: WorkCalendar) -> date:
    """The earliest last day of mentoring after a notice of that day. School breaks are work to an employee."""
    return replace(calendar, breaks=()).add_workdays(noticed_on, NOTICE_DAYS)


@transaction.atomic
def register_paper(
    *,
    pair: Pair,
    kind: str,
    signed_on: date,
    kept_at: str,
    pay: str = "",
    scan: tuple[str, bytes] | None = None,
    today: date | None = None,
    by: User,
) -> LabourPaper:
    """Date and place of a signed original; a second one of the same kind corrects the first.

    pay: for the agreement, 1–300 characters: a sum, or IN_DUTIES. scan: (file name, content), optional.
    """
    pair = lock_pair(pair)
    label = LabourPaperKind(kind).label
    if pair.mentor.person.kind != PersonKind.TEACHER:
        raise Refusal("Наставник этой пары не работник школы: документы по ст. 351.8 ТК РФ ему не нужны.")
    if kind == LabourPaperKind.NOTICE and pair.state not in (PairState.ACTIVE, PairState.DISSOLVED):
        raise Refusal("Уведомление о прекращении записывают для действующей или прекращённой пары.")
    kept_at, pay = clean_text(kept_at), clean_text(pay) if kind == LabourPaperKind.AGREEMENT else ""
    if not kept_at:
        raise Refusal("Напишите, где лежит оригинал: «личное дело», «папка № 3».")
    if len(kept_at) > PLACE_LENGTH or len(pay) > PAY_LENGTH:
        raise Refusal("Слишком длинная запись. Сократите место хранения до 200 знаков, выплату до 300.")
    if kind == LabourPaperKind.AGREEMENT and not pay:
        raise Refusal(f"Напишите размер выплаты или отметьте, что наставничество {IN_DUTIES}.")
    if signed_on > (today or clock.today()):
        raise Refusal("Дата документа ещё не наступила. Впишите дату с бумаги.")
    paper = LabourPaper.objects.select_for_update(of=("self",)).filter(pair=pair, kind=kind).first()
    was = f"{paper}, {paper.kept_at}" if paper else ""
    if paper is None:
        paper = LabourPaper(school=pair.school, pair=pair, kind=kind)
    paper.signed_on, paper.kept_at, paper.pay, paper.registered_by = signed_on, kept_at, pay, by
    if scan is not None:
        paper.scan = _kept(pair, scan, by)
    paper.save()
    now = f"{label} от {short_date(signed_on)}, {kept_at}"
    record_event(
        "pair.labour_paper",
        by=by,
        target=pair,
        sentence=f"исправлено: {was} → {now}" if was else f"записано: {now}",
        people=[pair.mentor.person_id],
    )
    return paper


@transaction.atomic
def remove_paper(*, paper: LabourPaper, by: User) -> None:
    """Take back a registration made by mistake; the journal keeps it."""
    pair = lock_pair(Pair.objects.with_people().get(pk=paper.pair_id))
    paper = LabourPaper.objects.select_for_update().get(pk=paper.pk)
    record_event(
        "pair.labour_paper_remove",
        by=by,
        target=pair,
        sentence=f"снята запись: {paper}",
        people=[pair.mentor.person_id],
    )
    scan = paper.scan
    paper.delete()
    if scan is not None:
        scan.delete()


@transaction.atomic
def open_scan(*, paper: LabourPaper, by: User) -> LabourPaper:
    """Every look at a scan leaves a row in the journal."""
    if paper.scan is None:
        raise Refusal("У этого документа нет скана.")
    record_event(
        "pair.labour_scan",
        by=by,
        target=paper.pair,
        sentence=f"открыт скан: {paper}",
        people=[paper.pair.mentor.person_id],
    )
    return paper


def blank_pay(papers: Iterable[LabourPaper]) -> str:
    """Pay as it stands in the agreement; "" when there is none yet."""
    return next((paper.pay for paper in papers if paper.kind == LabourPaperKind.AGREEMENT), "")


def _kept(pair: Pair, scan: tuple[str, bytes], by: User) -> object:
    name, data = scan
    try:
        return keep_file(program=pair.program, name=name, data=data, by=by)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
