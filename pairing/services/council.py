"""The methodical council's word on pairs of teachers (oddity O-24): asked before the director approves."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from django.db import transaction

from mentoring_site import clock
from mentoring_site.texts import clean_text
from mentoring_site.words import counted, short_date
from pairing.enums import PairState, PlanState
from pairing.models import Pair, PairPlan
from pairing.services.form_rules import rules_by_form
from pairing.services.keeping import refuse_closed_program
from programs.models import User
from programs.services.audit import Refusal, record_event

MAX_PROTOCOL = 160
PREFIX = re.compile(r"^(протокол)?\s*№?\s*", re.IGNORECASE)


def council_words(plan: PairPlan) -> str:
    """«решение методического совета (протокол № 3 от 12.11.2026)» for the order's basis; "" without a protocol."""
    if not plan.council_protocol or plan.council_on is None:
        return ""
    return f"решение методического совета ({plan.council_protocol} от {short_date(plan.council_on)})"


def pairs_for_council(pairs: Collection[Pair]) -> list[Pair]:
    """Those of the pairs whose form asks for the council's word."""
    rules = rules_by_form({pair.form for pair in pairs})
    return [pair for pair in pairs if rules[pair.form_id].needs_council]


def lacks_council(plan: PairPlan, pairs: Collection[Pair]) -> bool:
    return not council_words(plan) and bool(pairs_for_council(pairs))


def council_guard(plan: PairPlan, pairs: Collection[Pair]) -> list[str]:
    """For gates.APPROVAL_GUARDS."""
    if council_words(plan) or not (asked := pairs_for_council(pairs)):
        return []
    number = counted(len(asked), "пара", "пары", "пар")
    forms = ", ".join(dict.fromkeys(f"«{pair.form.title}»" for pair in asked))
    return [
        (
            f"В плане № {plan.number} {number} по форме {forms}: для них нужен протокол методического совета. "
            "Запишите его номер и дату на странице плана или верните эти пары куратору."
        )
    ]


@transaction.atomic
def record_council(
    *, plan: PairPlan, protocol: str, on: date, by: User, today: date | None = None
) -> PairPlan:
    """Number and date of the council's protocol; may be corrected until the plan is decided.

    protocol: «3», «№ 3» or «протокол № 3», up to 160 characters.
    """
    plan = PairPlan.objects.select_for_update(of=("self",)).select_related("program__school").get(pk=plan.pk)
    refuse_closed_program(plan.program)
    if plan.state != PlanState.SUBMITTED:
        raise Refusal(f"По плану № {plan.number} уже принято решение, протокол к нему не добавить.")
    number = PREFIX.sub("", clean_text(protocol))
    if not number:
        raise Refusal("Впишите номер протокола методического совета.")
    if on > (today or clock.today()):
        raise Refusal("Дата протокола ещё не наступила. Впишите дату с бумаги.")
    protocol = f"протокол № {number}"
    if len(protocol) > MAX_PROTOCOL:
        raise Refusal(f"Номер протокола длиннее {MAX_PROTOCOL} знаков. Сократите его.")
    was = council_words(plan)
    plan.council_protocol, plan.council_on = protocol, on
    plan.save(update_fields=["council_protocol", "council_on"])
    now = f"{protocol} методического совета от {short_date(on)}"
    record_event(
        "plan.council", by=by, target=plan, sentence=f"исправлен: {was} → {now}" if was else f"записан {now}"
    )
    return plan


def waiting_pairs(plan: PairPlan) -> list[Pair]:
    return list(plan.pairs.filter(state=PairState.SUBMITTED).select_related("form__school"))
