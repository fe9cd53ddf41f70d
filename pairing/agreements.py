"""What the pages of agreement show: a draft with its sides, what each answered, what to send to a chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from mentoring_site.permissions import Access, Permission
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import counted, ru_date, short_date
from pairing.enums import AgreementState, PairState, Respondent
from pairing.models import Pair, PairAgreement
from pairing.rows import PairRow, pair_rows
from pairing.services.agreement import agreements_of
from pairing.services.form_rules import rules_of
from pairing.sides import Side, sides_of
from programs.services.links import link_url
from programs.tenancy import program_url

DECLINED, WAITING, UNASKED, AGREED = "declined", "waiting", "unasked", "agreed"
STANDINGS = {
    DECLINED: ("late", "отказ"),
    WAITING: ("wait", "ждём ответа"),
    UNASKED: ("draft", "не спрошены"),
    AGREED: ("ok", "все согласны"),
}
ANSWERS = {
    AgreementState.ASKED: ("wait", "ждём ответа"),
    AgreementState.AGREED: ("ok", "согласие"),
    AgreementState.DECLINED: ("late", "отказ"),
}


@dataclass(frozen=True)
class Asked:
    """One side with its question, when it was asked."""

    side: Side
    agreement: PairAgreement | None
    curator: str = ""

    @property
    def state(self) -> str:
        return self.agreement.state if self.agreement is not None else ""

    @property
    def badge(self) -> Any:
        kind, text = ANSWERS[AgreementState(self.state)] if self.state else ("draft", "не спрошен")
        return state_badge(kind, text, False)

    @property
    def is_open(self) -> bool:
        return self.state == AgreementState.ASKED

    @property
    def url(self) -> str:
        link = self.agreement.link if self.agreement is not None else None
        return link_url(link) if link is not None and link.is_open(timezone.now()) else ""

    @property
    def answered(self) -> str:
        """«по ссылке, 12.11.2026»."""
        one = self.agreement
        if one is None or one.answered_at is None:
            return ""
        return f"{one.get_source_display()}, {short_date(timezone.localdate(one.answered_at))}"

    @property
    def text(self) -> str:
        return chat_text(self.side, self.url, self.curator) if self.url else ""

    @property
    def dom_id(self) -> str:
        return f"side-{self.side.pair_id}-{self.side.person.pk}-{self.side.role}"


@dataclass(frozen=True)
class AskedPair:
    pair: Pair
    row: PairRow
    sides: Sequence[Asked]

    @property
    def pk(self) -> int:
        return self.pair.pk

    def __str__(self) -> str:
        return str(self.row)

    @property
    def standing(self) -> str:
        states = {asked.state for asked in self.sides}
        if AgreementState.DECLINED in states:
            return DECLINED
        if states == {AgreementState.AGREED}:
            return AGREED
        return UNASKED if states == {""} else WAITING

    @property
    def agreed(self) -> int:
        return sum(asked.state == AgreementState.AGREED for asked in self.sides)


def asked_pairs(pairs: Sequence[Pair], on: date, curator: str = "") -> list[AskedPair]:
    """Pairs that came `with_people()`; four queries for any number."""
    pairs = list(pairs)
    sides, known = sides_of(pairs, on), agreements_of(pairs)
    return [
        AskedPair(pair, row, [Asked(side, known.get(side.key), curator) for side in sides[pair.pk]])
        for pair, row in zip(pairs, pair_rows(pairs), strict=True)
    ]


def standing_counts(found: Sequence[AskedPair]) -> dict[str, int]:
    counts = Counter(one.standing for one in found)
    return {"all": len(found), **{code: counts[code] for code in STANDINGS}}


def chat_text(side: Side, url: str, curator: str) -> str:
    """A question for a chat: first names only, no class and no word on the other side."""
    hello = f"Здравствуйте, {side.greeting}!" if side.greeting else "Здравствуйте!"
    if side.is_representative:
        what = f"{side.person.first_name}: школа предлагает пару в программе наставничества."
    elif side.role == Respondent.MENTOR:
        what = "Школа предлагает вам пару в программе наставничества: вы будете наставником."
    else:
        what = "Школа предлагает вам наставника."
    ask = f"Посмотрите, с кем и на какой срок, и ответьте, согласны ли вы: {url}"
    end = f"Куратор программы: {curator}" if curator else "Подробности — у куратора программы."
    return "\n".join([hello, what, ask, "Отказаться можно, это ни на что не повлияет.", end])


# --- the page behind the link -----------------------------------------------------------------------------


def question_of(agreement: PairAgreement, on: date) -> dict[str, Any]:
    """What the side reads: with whom (name and class only), the form, the term, what it means."""
    pair = Pair.objects.with_people().get(pk=agreement.pair_id)
    [row] = pair_rows([pair])
    own = next(
        (
            one
            for one in sides_of([pair], on)[pair.pk]
            if (one.person.pk, one.role) == (agreement.person_id, agreement.role)
        ),
        None,
    )
    is_mentors = agreement.person_id == pair.mentor.person_id
    others = [
        member.label
        for member, row_of in zip(row.members, pair.members.all(), strict=True)
        if row_of.mentee.person_id != agreement.person_id
    ]
    facts = []
    if agreement.role == Respondent.REPRESENTATIVE:
        becomes = "будет наставником" if is_mentors else "получит наставника"
        facts.append({"label": "Ваш ребёнок", "value": agreement.person.list_name, "note": becomes})
    if is_mentors:
        label = "Наставляемый" if len(others) == 1 else "Наставляемые"
        facts.append({"label": label, "value": "; ".join(others)})
    else:
        facts.append({"label": "Наставник", "value": row.mentor.label})
        if others:
            facts.append({"label": "Ещё в группе", "value": "; ".join(others)})
    facts += [
        {"label": "Форма", "value": pair.form.title},
        {"label": "Срок", "value": term_of(pair)},
    ]
    return {
        "pair": pair,
        "side": own,
        "facts": facts,
        "meaning": meaning_of(pair, agreement, is_mentors=is_mentors),
        "agreement": agreement,
        "answers": answer_labels(own),
        "is_draft": pair.state == PairState.DRAFT,
    }


def term_of(pair: Pair) -> str:
    since = ru_date(pair.starts_on) if pair.starts_on else "даты распоряжения"
    return f"с {since} по {ru_date(pair.ends_on)}" if pair.ends_on else f"с {since}"


def answer_labels(side: Side | None) -> tuple[str, str]:
    woman = side.is_woman if side is not None else None
    if woman is None:
        return "Согласен(на)", "Не согласен(на)"
    return ("Согласна", "Не согласна") if woman else ("Согласен", "Не согласен")


def meaning_of(pair: Pair, agreement: PairAgreement, *, is_mentors: bool) -> list[str]:
    rules = rules_of(pair.form)
    every = counted(rules.meeting_every_days, "учебный день", "учебных дня", "учебных дней")
    whose = "Ребёнок" if agreement.role == Respondent.REPRESENTATIVE else "Вы"
    meets = "будет встречаться" if whose == "Ребёнок" else "будете встречаться"
    whom = (
        ("с наставляемыми" if len(pair.members.all()) > 1 else "с наставляемым")
        if is_mentors
        else "с наставником"
    )
    return [
        f"{whose} {meets} {whom} не реже одного раза в {every}; время выбираете вместе.",
        "Пара начнёт работать, когда директор подпишет распоряжение.",
        "Наставничество добровольное: отказаться можно сейчас и позже, это ни на что не повлияет.",
        "Ваш ответ и пояснение увидит куратор программы.",
    ]


# --- the card of a pair -----------------------------------------------------------------------------------


def agreement_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    """Words of both sides while the pair is a draft, and later when they were asked."""
    if not access.has(Permission.PAIR_EDIT):
        return None
    [asked] = asked_pairs([pair], on)
    is_draft = pair.state == PairState.DRAFT
    if not is_draft and asked.standing == UNASKED:
        return None
    return {
        "sides": asked.sides,
        "badge": state_badge(*STANDINGS[asked.standing]),
        "url": program_url(access.program, "pairing:pair_agreement", pk=pair.pk),
        "is_draft": is_draft,
        "is_needed": rules_of(pair.form).asks_sides,
    }
