"""«Ответы участников»: who was asked about a draft pair, what they said; the page behind their link."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site import clock
from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.templatetags.ui import dash_kept, state_badge
from mentoring_site.words import NBSP, counted, initials_surname
from pairing.agreements import (
    STANDINGS,
    UNASKED,
    AskedPair,
    answer_labels,
    asked_pairs,
    question_of,
    standing_counts,
    term_of,
)
from pairing.enums import PairState, Respondent
from pairing.models import Pair
from pairing.selections import pairs_of
from pairing.services.agreement import COMMENT_LENGTH, agreement_of, answer_by_link, ask_sides, record_answer
from pairing.services.form_rules import rules_by_form
from pairing.views.common import find_pair, url
from participants.registries import room_tabs
from programs.enums import LinkPurpose
from programs.links import behind_link
from programs.lists import page_of, query_with, row_ids
from programs.models import PersonalLink
from programs.reports import paper_curator
from programs.services.audit import Refusal
from programs.services.documents import school_snapshot
from programs.services.links import token_of
from programs.tables import Column, shown_rows
from programs.views.acting import act, next_of

ROOM = "pair_papers"
TABS = (("all", "Все черновики"), *((code, label.capitalize()) for code, (_, label) in STANDINGS.items()))
PRINTED_AT_ONCE = 60


def room(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    return room_tabs(ROOM, request.access, request.today, f"pairing:{here}")


def curator_words(request: HttpRequest) -> str:
    """«О. С. Савельева», whom participants give a slip back to and ask; "" where several could be meant."""
    name = paper_curator(request.access, request.today)
    return initials_surname(name) if name else ""


def _drafts(request: HttpRequest) -> list[AskedPair]:
    pairs = pairs_of(request.access).in_state(PairState.DRAFT).with_people()
    return asked_pairs(pairs, request.today, curator_words(request))


def _silent(row: AskedPair) -> str:
    """«Панова Алиса и представитель, Лебедев Артём»: a pupil and who answers for him side by side."""
    waiting = [asked.side for asked in row.sides if asked.state != "agreed"]
    own = {side.person.pk for side in waiting if not side.is_representative}
    both = {side.person.pk for side in waiting if side.is_representative} & own
    words = [
        f"{side.who} и представитель" if side.person.pk in both else side.who
        for side in waiting
        if not (side.is_representative and side.person.pk in both)
    ]
    return ", ".join(words) or "никого не ждём"


COLUMNS = [
    Column("pair", "Пара", str, dash_kept),
    Column("agreed", "Согласны", lambda row: f"{row.agreed} из {len(row.sides)}", num=True, phone="hide"),
    Column("silent", "Кто ещё не согласился", _silent, phone="problem"),
    Column(
        "state",
        "Ответы",
        lambda row: STANDINGS[row.standing][1],
        lambda row: state_badge(*STANDINGS[row.standing]),
        phone="state",
    ),
]


@requires(Permission.PAIR_EDIT)
def agreement_list(request: HttpRequest) -> HttpResponse:
    found = _drafts(request)
    counts = standing_counts(found)
    asked = request.GET.get("tab", "")
    tab = asked if asked in dict(TABS) else "all"
    page = page_of(request, [row for row in found if tab in ("all", row.standing)])
    is_needed = any(rules.asks_sides for rules in rules_by_form({row.pair.form for row in found}).values())
    return render(
        request,
        "pairing/agreement_list.html",
        {
            "heading": "Ответы участников",
            "crumbs": [("Пары и группы", url(request, "pair_list")), ("Ответы участников", "")],
            "lead": "Обе стороны говорят, согласны ли на пару, до того как её увидит директор."
            + (" По правилам формы без их согласия план не передать." if is_needed else ""),
            "room": room(request, "agreement_list"),
            "tabs": [
                {
                    "label": label,
                    "url": query_with(request.GET, tab=code),
                    "count": counts[code],
                    "active": code == tab,
                }
                for code, label in TABS
            ],
            "tools": [
                {
                    "label": "Тексты для чата",
                    "url": url(request, "agreement_texts"),
                    "icon": "mail",
                    "phone": True,
                },
                {"label": "Листки", "url": url(request, "agreement_pdf"), "icon": "printer"},
            ]
            if found
            else [],
            "columns": [column.declared() for column in COLUMNS],
            "rows": shown_rows(COLUMNS, page, lambda row: url(request, "pair_agreement", pk=row.pk)),
            "page_obj": page,
            "total": counts["all"],
            "unasked": counts[UNASKED],
            "bulk_actions": [
                {
                    "label": "Спросить",
                    "url": url(request, "agreement_ask"),
                    "icon": "send",
                    "primary": True,
                }
            ],
        },
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def agreement_ask(request: HttpRequest) -> HttpResponse:
    """Ticked drafts, or all of them with `everybody`."""
    pairs = pairs_of(request.access).in_state(PairState.DRAFT)
    if not (request.POST.get("everybody") or request.POST.get("all_filtered")):
        pairs = pairs.filter(pk__in=row_ids(request.POST.getlist("ids")))
    target = next_of(request, url(request, "agreement_list"))
    try:
        asked = ask_sides(program=request.program, pairs=pairs, on=request.today, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(target)
    if asked:
        people = counted(asked, "человека", "человек", "человек")
        messages.success(
            request, f"Готовы ссылки для {people}. Скопируйте тексты для чата или напечатайте листки."
        )
    else:
        messages.info(request, "Все участники этих пар уже спрошены.")
    return redirect(target)


@requires(Permission.PAIR_EDIT)
def agreement_texts(request: HttpRequest) -> HttpResponse:
    """A text to copy for everybody who has not answered."""
    waiting = [asked for row in _drafts(request) for asked in row.sides if asked.is_open and asked.url]
    page = page_of(request, waiting, 30)
    return render(
        request,
        "pairing/agreement_texts.html",
        {
            "heading": "Тексты для чата",
            "lead": "У каждого своя ссылка. Отправьте текст в личный чат, не в общий.",
            "sides": page,
            "page_obj": page,
            "crumbs": [("Ответы участников", url(request, "agreement_list")), ("Тексты для чата", "")],
            "back_url": url(request, "agreement_list"),
            "back_label": "Ответы участников",
        },
    )


@requires(Permission.PAIR_EDIT)
def agreement_pdf(request: HttpRequest) -> HttpResponse:
    """Slips to cut for who has not answered: of one pair (?pair=12) or of all drafts."""
    wanted = row_ids([request.GET.get("pair", "")])
    rows = [row for row in _drafts(request) if not wanted or row.pk in wanted]
    slips = [
        {
            "side": asked.side,
            "term": term_of(row.pair),
            "row": row.row,
            "form": row.pair.form.title,
            "answers": answer_labels(asked.side),
            "url": asked.url,
            "qr": segno.make(asked.url, error="m").svg_data_uri(scale=4, border=1) if asked.url else "",
            "is_mentors": asked.side.person.pk == row.pair.mentor.person_id,
            "is_guardian": asked.side.role == Respondent.REPRESENTATIVE,
        }
        for row in rows
        for asked in row.sides
        if asked.state in ("", "asked")
    ]
    if not slips or len(slips) > PRINTED_AT_ONCE:
        messages.error(
            request,
            f"За один раз печатается до {PRINTED_AT_ONCE} листков, а нужно {len(slips)}. Откройте пару и "
            "напечатайте листки только для неё."
            if slips
            else "Печатать нечего: все уже ответили.",
        )
        return redirect(url(request, "agreement_list"))
    data = render_pdf(
        "reports/agreement_slips.html",
        {
            "school": school_snapshot(request.school),
            "slips": slips,
            "year_label": request.program.year_label,
            "curator": curator_words(request),
        },
    )
    return pdf_response(data, "Листки согласия на пару.pdf")


# --- one pair ---------------------------------------------------------------------------------------------


@requires(Permission.PAIR_EDIT)
def pair_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    [row] = asked_pairs([pair], request.today, curator_words(request))
    return render(
        request,
        "pairing/pair_agreement.html",
        {
            "heading": "Согласие на пару",
            "lead": str(row),
            "pair": pair,
            "badge": STANDINGS[row.standing],
            "is_draft": pair.state == PairState.DRAFT,
            "can_ask": any(not asked.url and asked.state in ("", "asked") for asked in row.sides),
            "sides": [
                {"asked": asked, "qr": _qr(asked.url), "answers": answer_labels(asked.side)}
                for asked in row.sides
            ],
            "comment_length": COMMENT_LENGTH,
            "crumbs": [
                ("Ответы участников", url(request, "agreement_list")),
                (str(row), url(request, "pair_detail", pk=pk)),
                ("Согласие", ""),
            ],
            "back_url": url(request, "agreement_list"),
            "back_label": "Ответы участников",
        },
    )


def _qr(address: str) -> Any:
    if not address:
        return ""
    code = segno.make(address, error="m")
    # An own drawing of black squares: no strangers' text is inside.
    return mark_safe(code.svg_inline(scale=4, border=2, omitsize=False, svgclass="qr", lineclass=None))


@require_POST
@requires(Permission.PAIR_EDIT)
def pair_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the curator was told by word or on a slip."""
    pair: Pair = find_pair(request, pk)
    people = row_ids([request.POST.get("person", "")])
    answer = request.POST.get("answer", "")

    def record() -> None:
        if answer not in ("yes", "no"):
            raise Refusal("Выберите ответ: согласие или отказ.")
        record_answer(
            pair=pair,
            person=people[0] if people else 0,
            role=request.POST.get("role", ""),
            agrees=answer == "yes",
            source=request.POST.get("source", ""),
            comment=request.POST.get("comment", ""),
            on=request.today,
            by=request.user,
        )

    done = "Согласие записано." if answer == "yes" else "Отказ записан: эту пару директору не передать."
    return act(request, record, done, url(request, "pair_agreement", pk=pk))


# --- behind the link --------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@behind_link(LinkPurpose.AGREEMENT)
def link_page(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    frame = {"plain_title": link.school.list_name, "plain_sub": f"{link.program.year_label} учебный год"}
    agreement = agreement_of(link)
    if agreement is None:
        return render(request, "pairing/agreement_gone.html", frame | {"heading": "Отвечать больше не нужно"})
    error, answer = "", request.POST.get("answer", "")
    if request.method == "POST":
        if answer in ("yes", "no"):
            try:
                answer_by_link(link=link, agrees=answer == "yes", comment=request.POST.get("comment", ""))
            except Refusal as refusal:
                error = str(refusal)
            else:
                return redirect(reverse("agreement_page:page", kwargs={"token": token_of(link)}))
        else:
            error = "Нажмите одну из двух кнопок: согласны вы или нет."
    question = question_of(agreement, clock.today())
    greeting = question["side"].greeting if question["side"] else ""
    return render(
        request,
        "pairing/agreement_page.html",
        frame
        | question
        | {
            "heading": f"Здравствуйте, {greeting.replace(' ', NBSP)}!" if greeting else "Здравствуйте!",
            "lead": "Школа предлагает пару в программе наставничества. Согласны ли вы?",
            "error": error,
            "comment": request.POST.get("comment", agreement.comment),
            "comment_length": COMMENT_LENGTH,
            "is_open": question["is_draft"] and link.program.is_open,
        },
        status=422 if error else 200,
    )
