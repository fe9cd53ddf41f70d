"""The end of the year: many pairs closed in one grid, all or none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from pairing.enums import MeetingKind, MeetingState, PairState
from pairing.forms_closing import ManyForm, open_members, result_name
from pairing.models import Meeting, Pair
from pairing.selections import pairs_of
from pairing.services.endings import Ending, PairNotClosed, close_many
from pairing.views.common import url

AT_ONCE = 100


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def pair_close_many(request: HttpRequest) -> HttpResponse:
    pairs = _living(request)
    form = ManyForm(request.POST or None, pairs=pairs, today=request.today)
    refused: Pair | None = None
    if request.method == "POST" and form.is_valid():
        endings = _endings(pairs, form.cleaned_data)
        if not endings:
            form.add_error(None, "Отметьте хотя бы одну пару.")
        else:
            try:
                closed = close_many(endings=endings, by=request.user, today=request.today)
            except PairNotClosed as refusal:
                refused = refusal.pair
                form.add_error(None, f"Ни одна пара не закрыта. {refusal}")
            else:
                done = counted(len(closed), "пара завершена", "пары завершены", "пар завершено")
                messages.success(request, f"{done}. Результаты записаны в обе базы.")
                return redirect(f"{url(request, 'pair_list')}?state={PairState.COMPLETED}")
    return render(
        request,
        "pairing/pair_close_many.html",
        {
            "heading": "Завершить несколько пар",
            "lead": "Сначала те, у кого была итоговая встреча. Отметьте пары и впишите результаты.",
            "crumbs": [("Пары и группы", url(request, "pair_list")), ("Завершить несколько", "")],
            "back_url": url(request, "pair_list"),
            "back_label": "Пары и группы",
            "form": form,
            "rows": [_row(request, pair, form, is_wrong=pair == refused) for pair in pairs],
            "has_more": len(pairs) == AT_ONCE,
            "cancel_url": url(request, "pair_list"),
        },
        status=422 if form.errors else 200,
    )


def _living(request: HttpRequest) -> list[Pair]:
    final = Meeting.objects.filter(pair=OuterRef("pk"), kind=MeetingKind.FINAL, state=MeetingState.HELD)
    active = pairs_of(request.access).in_state(PairState.ACTIVE).annotate(has_final=Exists(final))
    return list(active.with_people().order_by("-has_final", "mentor__person__search_key", "pk")[:AT_ONCE])


def _endings(pairs: list[Pair], data: dict[str, Any]) -> list[tuple[Pair, Ending]]:
    return [
        (
            pair,
            Ending(
                data["on"],
                results={member.pk: data[result_name(member.pk)] for member in open_members(pair)},
            ),
        )
        for pair in pairs
        if data[f"close_{pair.pk}"]
    ]


def _row(request: HttpRequest, pair: Pair, form: ManyForm, *, is_wrong: bool) -> dict[str, Any]:
    return {
        "pair": pair,
        "url": url(request, "pair_detail", pk=pair.pk),
        "tick": form[f"close_{pair.pk}"],
        "has_final": pair.has_final,
        "results": [
            {"name": member.mentee.person.list_name, "field": form[result_name(member.pk)]}
            for member in open_members(pair)
        ],
        "is_wrong": is_wrong,
    }
