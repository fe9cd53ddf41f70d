"""Awards: the list, one award, the order, handing, the board."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted
from monitoring.enums import AwardState
from monitoring.forms_recognition import AwardFilter, AwardForm, HandForm
from monitoring.models import Award
from monitoring.recognition_lists import AWARD_TABS, awards_of, search_awards
from monitoring.recognition_words import AWARD_BADGES, kind_words
from monitoring.services import recognition as life
from monitoring.services.recognition_orders import leave_order
from monitoring.tables_recognition import AWARD_COLUMNS, AWARD_EXPORT
from monitoring.views.award_common import TITLE, act, form_page, may_edit, once, page, saved, url
from participants.models import Mentor
from programs.lists import export_format, page_of, query_with, row_ids
from programs.tables import plain_rows, shown_rows
from programs.tenancy import program_url


@requires(Permission.RECOGNITION_VIEW)
def recognition(request: HttpRequest) -> HttpResponse:
    form = AwardFilter(request.GET, program=request.program)
    everything = _filtered(request, form)
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(AWARD_TABS) else ""
    counts = dict(everything.order_by().values_list("state").annotate(n=Count("pk")))
    rows = page_of(request, everything.filter(state=tab) if tab else everything)
    return render(
        request,
        "monitoring/recognition_list.html",
        page(
            request,
            TITLE,
            tab="recognition",
            lead="Кого и за что школа благодарит в этом году: от предложения до вручения.",
            states=[
                {
                    "label": label,
                    "url": query_with(request.GET, tab=code),
                    "count": counts.get(code, 0) if code else sum(counts.values()),
                    "active": code == tab,
                }
                for code, label in AWARD_TABS
            ],
            form=form,
            keep=[("tab", tab)] if tab else [],
            reset_url=f"?tab={tab}" if tab else "?",
            is_filtered=any(request.GET.get(name) for name in form.fields),
            columns=[column.declared() for column in AWARD_COLUMNS],
            rows=shown_rows(AWARD_COLUMNS, rows, lambda row: url(request, "award_detail", pk=row.pk)),
            page_obj=rows,
            has_any=bool(counts),
            actions=_bulk(request),
        ),
    )


@requires(Permission.RECOGNITION_VIEW)
def award_export(request: HttpRequest) -> HttpResponse:
    rows = _filtered(request, AwardFilter(request.GET, program=request.program))
    if (tab := request.GET.get("tab", "")) in AwardState.values:
        rows = rows.filter(state=tab)
    return table_response(
        export_format(request),
        filename=f"Поощрения {request.program.year_label}",
        title=f"Поощрения, {request.program.year_label} учебный год",
        header=[column.label for column in AWARD_EXPORT],
        rows=plain_rows(AWARD_EXPORT, list(rows)),
        sheet_name="Поощрения",
    )


@requires(Permission.RECOGNITION_VIEW)
def award_detail(request: HttpRequest, pk: int) -> HttpResponse:
    award = get_award(request, pk)
    order_url = (
        program_url(request.program, "programs:document_detail", pk=award.order_id) if award.order_id else ""
    )
    return render(
        request,
        "monitoring/award_detail.html",
        page(
            request,
            award.person.list_name,
            award=award,
            lead=kind_words(award),
            badge=AWARD_BADGES[AwardState(award.state)],
            facts=_facts(request, award, order_url),
            printed=[
                {"label": "Имя на бланке", "value": award.shown_name or award.person.full_name},
                {"label": "Кому", "value": award.shown_dative},
                {"label": "Класс или должность", "value": award.shown_position},
                {"label": "Обращение к родителям", "value": award.parents}
                if award.kind == "parent_letter"
                else {"label": "Номер бланка", "value": award.blank_number},
                {"label": "Оформление", "value": award.get_design_display()},
            ],
            may_hand=award.state == AwardState.ORDERED
            or (award.state == AwardState.PROPOSED and award.kind in life.WITHOUT_ORDER),
            is_done=award.state in (AwardState.ORDERED, AwardState.HANDED),
            order_url=order_url,
            sheet_url=url(request, "award_certificate_pdf", pk=award.pk),
            back_url=url(request, "recognition"),
            back_label=TITLE,
        ),
    )


@requires(Permission.RECOGNITION_EDIT)
def award_add(request: HttpRequest) -> HttpResponse:
    form = AwardForm(request.POST or None, program=request.program, initial={"person": _asked(request)})
    status = 200
    if request.method == "POST":
        added: list[Award] = []
        status = saved(form, lambda: added.extend(once(request, lambda: _propose(request, form)) or []))
        if not status:
            if added:
                messages.success(request, "Поощрение предложено.")
            else:
                messages.info(request, "Такое поощрение этому человеку уже предложено.")
            return redirect(
                url(request, "award_detail", pk=added[0].pk) if added else url(request, "recognition")
            )
    crumbs = (TITLE, url(request, "recognition"))
    return form_page(
        request, form, "Новое поощрение", "Предложить поощрение", crumbs, status=status, is_new=True
    )


def _propose(request: HttpRequest, form: AwardForm) -> list[Award]:
    data = form.cleaned_data
    proposal = life.Proposal(
        person=data["person"],
        mentor=Mentor.objects.filter(program=request.program, person=data["person"]).first(),
        **{name: data[name] for name in ("kind", "reason", "nomination", "level", "parents")},
    )
    added = life.propose(program=request.program, proposals=[proposal], by=request.user)
    if added and data["event"]:
        values = {"event": data["event"]}
        life.edit_award(award=added[0], values=values, shown_version=added[0].version, by=request.user)
    return added


@requires(Permission.RECOGNITION_EDIT)
def award_edit(request: HttpRequest, pk: int) -> HttpResponse:
    award = get_award(request, pk)
    here = url(request, "award_detail", pk=pk)
    form = AwardForm(
        request.POST or None,
        program=request.program,
        award=award,
        is_ordered=award.state in (AwardState.ORDERED, AwardState.HANDED),
    )
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: life.edit_award(
                award=award,
                values=form.values(),
                shown_version=form.cleaned_data["version"] or 0,
                by=request.user,
            ),
            lambda: get_award(request, pk).version,
        )
        if not status:
            messages.success(request, "Поощрение исправлено.")
            return redirect(here)
    return form_page(
        request,
        form,
        "Исправить поощрение",
        "Сохранить поощрение",
        (award.person.list_name, here),
        status=status,
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def award_remove(request: HttpRequest, pk: int) -> HttpResponse:
    award = get_award(request, pk)
    return act(
        request,
        lambda: life.remove_award(award=award, by=request.user),
        "Поощрение убрано.",
        url(request, "recognition"),
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def award_leave_order(request: HttpRequest, pk: int) -> HttpResponse:
    award = get_award(request, pk)
    return act(
        request,
        lambda: leave_order(award=award, by=request.user),
        "Поощрение убрано из приказа и снова предложено.",
        url(request, "award_detail", pk=pk),
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def award_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """«Вручено» was marked by mistake."""
    award = get_award(request, pk)
    return act(
        request,
        lambda: life.take_back_handing(award=award, by=request.user),
        "Отметка о вручении снята.",
        url(request, "award_detail", pk=pk),
    )


# --- ticked ones ------------------------------------------------------------------------------------------


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def award_hand(request: HttpRequest) -> HttpResponse:
    """First asks for the day, then marks the ticked awards handed."""
    ids = ticked(request)
    rows = list(awards_of(request.program).filter(pk__in=ids))
    if not rows:
        messages.error(request, "Никто не отмечен: поставьте отметки в списке.")
        return redirect(url(request, "recognition"))
    is_sent = "on" in request.POST
    form = HandForm(request.POST if is_sent else None, program=request.program, initial={"on": request.today})
    status = 200
    if is_sent:
        status = saved(
            form,
            lambda: life.hand_awards(
                program=request.program, ids=ids, today=request.today, by=request.user, **form.cleaned_data
            ),
        )
        if not status:
            words = counted(len(rows), "поощрение", "поощрения", "поощрений")
            messages.success(request, f"Отмечено вручение: {words}.")
            return redirect(url(request, "recognition"))
    crumbs = (TITLE, url(request, "recognition"))
    named = [f"{row.person.list_name} – {kind_words(row)}" for row in rows]
    return form_page(
        request,
        form,
        "Отметить вручение",
        "Отметить вручение",
        crumbs,
        status=status,
        hidden=[("ids", row.pk) for row in rows],
        named=named,
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def award_board(request: HttpRequest) -> HttpResponse:
    """Put the ticked on the board of honour, or take them off (off=1)."""
    is_on = not request.POST.get("off")
    target = url(request, "recognition") if is_on else url(request, "board")
    return act(
        request,
        lambda: life.put_on_board(program=request.program, ids=ticked(request), is_on=is_on, by=request.user),
        "Занесены на доску почёта." if is_on else "Снято с доски почёта.",
        target,
    )


def get_award(request: HttpRequest, pk: int) -> Award:
    return get_object_or_404(awards_of(request.program), pk=pk)


def _filtered(request: HttpRequest, form: AwardFilter) -> Any:
    rows = awards_of(request.program)
    return search_awards(rows, form.cleaned_data) if form.is_valid() else rows


def ticked(request: HttpRequest) -> list[int]:
    if request.POST.get("all_filtered"):
        asked = QueryDict(request.POST.get("query", ""))
        rows = search_awards(awards_of(request.program), _clean(AwardFilter(asked, program=request.program)))
        if (tab := asked.get("tab", "")) in AwardState.values:
            rows = rows.filter(state=tab)
        return list(rows.values_list("pk", flat=True))
    return row_ids(request.POST.getlist("ids"))


def _clean(form: AwardFilter) -> dict[str, Any]:
    return form.cleaned_data if form.is_valid() else {}


def _asked(request: HttpRequest) -> int | None:
    return next(iter(row_ids([request.GET.get("person", "")])), None)


def _bulk(request: HttpRequest) -> list[dict[str, Any]]:
    """Whoever reads the list may print from it, in a closed year as well."""
    printing = {"label": "Напечатать грамоты", "url": url(request, "award_certificates"), "icon": "printer"}
    if not may_edit(request):
        return [printing]
    return [
        {
            "label": "Подготовить приказ",
            "url": url(request, "award_order"),
            "icon": "file-text",
            "primary": True,
        },
        {"label": "Отметить вручение", "url": url(request, "award_hand"), "icon": "check"},
        {"label": "На доску почёта", "url": url(request, "award_board"), "icon": "award"},
        printing,
    ]


def _facts(request: HttpRequest, award: Award, order_url: str) -> list[dict[str, Any]]:
    person = program_url(request.program, "participants:person_detail", pk=award.person_id)
    order = award.order
    may_open = request.access.has(Permission.DOCUMENT_VIEW)
    return [
        {"label": "Кого", "value": award.person.full_name, "url": person},
        {"label": "За что", "value": award.reason},
        {"label": "Номинация", "value": f"«{award.nomination}»" if award.nomination else "без номинации"},
        {
            "label": "Приказ",
            "value": f"№ {order.number or 'без номера'}" if order else "не подготовлен",
            "url": order_url if may_open else "",
        },
        {"label": "Где вручают", "value": award.event.title if award.event else "не решено"},
        {"label": "Вручено", "value": f"{award.handed_on:%d.%m.%Y}" if award.handed_on else "нет"},
        {"label": "Доска почёта", "value": "на доске" if award.is_on_board else "нет"},
    ]
