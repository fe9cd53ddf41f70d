"""Words of both sides before the director's: who is asked, what they answered, and what a refusal stops."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import transaction

from mentoring_site import clock
from mentoring_site.texts import clean_text
from mentoring_site.words import joined
from pairing.enums import AgreementState, AnswerSource, PairState
from pairing.models import Pair, PairAgreement
from pairing.services.form_rules import rules_by_form
from pairing.services.keeping import lock_pair, lock_pairs, refuse_closed_program
from pairing.sides import Side, sides_of
from programs.enums import LinkPurpose
from programs.models import PersonalLink, Program, User
from programs.services.audit import Refusal, record_event
from programs.services.links import issue_link
from programs.services.moments import moment

COMMENT_LENGTH = 500
NAMED_PAIRS = 5  # a refusal names so many pairs, the rest are counted


@transaction.atomic
def ask_sides(*, program: Program, pairs: Iterable[Pair], on: date, by: User) -> int:
    """Give a personal link to every side of the drafts that has none yet; returns how many were asked.

    Pairs that are drafts no longer are passed over: there is nothing to ask any more.
    """
    refuse_closed_program(program)
    drafts = [pair for pair in lock_pairs(pairs) if pair.state == PairState.DRAFT]
    if not drafts:
        raise Refusal("Спрашивать некого: среди отмеченных пар нет черновиков.")
    sides, known = sides_of(drafts, on), agreements_of(drafts)
    asked = 0
    for pair in drafts:
        new = [side for side in sides[pair.pk] if _is_unasked(known.get(side.key))]
        for side in new:
            _ask(pair, side, known.get(side.key), by)
        if new:
            record_event(
                "pair.ask",
                by=by,
                target=pair,
                sentence=f"у участников спрошено согласие на пару: {joined([side.who for side in new])}",
                people={side.person.pk for side in new},
            )
        asked += len(new)
    return asked


@transaction.atomic
def answer_by_link(*, link: PersonalLink, agrees: bool, comment: str) -> PairAgreement:
    """The side's own word on the page behind its link; may be changed while the pair is a draft."""
    agreement = agreement_of(link)
    if agreement is None:
        raise Refusal("Куратор изменил пару, отвечать на этот вопрос больше не нужно.")
    pair = _draft(agreement.pair)
    agreement = PairAgreement.objects.select_for_update().get(pk=agreement.pk)
    return _write(pair, agreement, agrees=agrees, comment=comment, source=AnswerSource.LINK, by=None)


@transaction.atomic
def record_answer(
    *, pair: Pair, person: int, role: str, agrees: bool, source: str, comment: str = "", on: date, by: User
) -> PairAgreement:
    """What the curator heard or read on a slip. person: id of the participant; role: of Respondent."""
    if source not in (AnswerSource.STAFF, AnswerSource.SLIP):
        raise Refusal("Укажите, как получен ответ: со слов или на бумаге.")
    pair = _draft(pair)
    side = next(
        (one for one in sides_of([pair], on)[pair.pk] if (one.person.pk, one.role) == (person, role)), None
    )
    if side is None:
        raise Refusal("Этого человека уже нет в паре. Обновите страницу.")
    agreement = agreements_of([pair]).get(side.key)
    if agreement is None:
        agreement = PairAgreement(
            school=pair.school, pair=pair, person=side.person, role=role, asked_by=by, asked_at=moment()
        )
    return _write(pair, agreement, agrees=agrees, comment=comment, source=source, by=by)


def forget_changed(pair: Pair, before: Collection[int]) -> None:
    """The pair has other people now: those who left are asked no more, the others answer anew.

    before: ids of the mentees until now. Call inside the transaction of the change.
    """
    now = {member.mentee_id for member in pair.members.all()}
    if now == set(before):
        return
    people = {pair.mentor.person_id, *(member.mentee.person_id for member in pair.members.all())}
    agreements = PairAgreement.objects.filter(pair=pair)
    gone = agreements.exclude(person__in=people)
    PersonalLink.objects.filter(pk__in=list(gone.values_list("link", flat=True))).delete()
    gone.delete()
    agreements.update(state=AgreementState.ASKED, source="", comment="", answered_at=None, recorded_by=None)


def agreement_of(link: PersonalLink) -> PairAgreement | None:
    """The question behind a link; None when its pair or its side is no more."""
    return (
        PairAgreement.objects.select_related("person", "pair__program__school", "pair__mentor__person")
        .filter(link=link)
        .first()
    )


def agreements_of(pairs: Collection[Pair]) -> dict[tuple[int, int, str], PairAgreement]:
    """By the key of the side; one query."""
    found = PairAgreement.objects.filter(pair__in=[pair.pk for pair in pairs]).select_related("link")
    return {(one.pair_id, one.person_id, one.role): one for one in found}


# --- the gate ---------------------------------------------------------------------------------------------


def agreement_guard(pairs: Collection[Pair]) -> list[str]:
    """For gates.SUBMISSION_GUARDS: a refusal always stops; with `asks_sides` silence stops too."""
    pairs = list(pairs)
    rules = rules_by_form({pair.form for pair in pairs})
    sides, known = sides_of(pairs, clock.today()), agreements_of(pairs)
    declined, silent = [], []
    for pair in pairs:
        against = [side for side in sides[pair.pk] if _state(known.get(side.key)) == AgreementState.DECLINED]
        if against:
            declined.append(f"{pair}: не согласны — {_names(against)}.")
            continue
        waiting = [side for side in sides[pair.pk] if _state(known.get(side.key)) != AgreementState.AGREED]
        if rules[pair.form_id].asks_sides and waiting:
            silent.append(f"{pair}: нет ответа — {_names(waiting)}.")
    said = []
    if declined:
        said += [*_shortened(declined), "Измените состав пары или удалите черновик."]
    if silent:
        said += [
            *_shortened(silent),
            "Спросите их, дождитесь ответа или запишите его со слов на странице «Ответы участников».",
        ]
    return said


def _shortened(sentences: Sequence[str]) -> list[str]:
    more = len(sentences) - NAMED_PAIRS
    return [*sentences[:NAMED_PAIRS], *([f"И ещё пар: {more}."] if more > 0 else [])]


def _names(sides: Iterable[Side]) -> str:
    return ", ".join(side.who for side in sides)


def _state(agreement: PairAgreement | None) -> str:
    return agreement.state if agreement is not None else ""


# --- writing ----------------------------------------------------------------------------------------------


def _is_unasked(agreement: PairAgreement | None) -> bool:
    return agreement is None or (agreement.state == AgreementState.ASKED and agreement.link is None)


def _ask(pair: Pair, side: Side, agreement: PairAgreement | None, by: User) -> None:
    link = issue_link(
        program=pair.program, purpose=LinkPurpose.AGREEMENT, by=by, title=f"Согласие на пару № {pair.number}"
    )
    if agreement is None:
        agreement = PairAgreement(school=pair.school, pair=pair, person=side.person, role=side.role)
    agreement.link, agreement.asked_by, agreement.asked_at = link, by, moment()
    agreement.save()


def _draft(pair: Pair) -> Pair:
    pair = lock_pair(pair)
    if pair.state != PairState.DRAFT:
        raise Refusal(
            "Пара уже передана директору, ответ больше не меняется. Если кто-то передумал, директор вернёт пару "
            "или куратор прекратит её."
        )
    return pair


def _write(
    pair: Pair, agreement: PairAgreement, *, agrees: bool, comment: str, source: str, by: User | None
) -> PairAgreement:
    comment = clean_text(comment)
    if len(comment) > COMMENT_LENGTH:
        raise Refusal(f"Пояснение длиннее {COMMENT_LENGTH} знаков. Сократите его.")
    agreement.state = AgreementState.AGREED if agrees else AgreementState.DECLINED
    agreement.source, agreement.comment = source, comment
    agreement.answered_at, agreement.recorded_by = moment(), by
    agreement.save()
    answer = "согласие на пару" if agrees else "отказ от пары"
    record_event(
        "pair.answer",
        by=by,
        target=pair,
        sentence=f"{answer}: {agreement.get_role_display()} {agreement.person.list_name}, "
        f"{agreement.get_source_display()}",
        people=[agreement.person_id],
    )
    return agreement
