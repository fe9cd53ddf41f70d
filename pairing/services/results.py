"""What pairs have made: projects, open lessons, publications, olympiads; the proof is a link or a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import QuerySet

from mentoring_site import clock
from mentoring_site.permissions import Access
from mentoring_site.texts import clean_text
from mentoring_site.words import short_date
from pairing.enums import PairState, ResultKind
from pairing.models import Pair, PairMember, PairResult
from pairing.services.outcomes import RESULTS_LENGTH, refuse_unfit_results
from participants.models import StoredFile
from participants.services.files import keep_file
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, lock_version, record_event

TITLE_LENGTH = 300
WITH_RESULTS = (PairState.ACTIVE, PairState.COMPLETED)


def results_of(access: Access) -> QuerySet[PairResult]:
    """Results of the pairs that the user may see, newest first, with the names of all."""
    pairs = Pair.objects.of_program(access.program).visible_to(access)
    return (
        PairResult.objects.filter(program=access.program, pair__in=pairs.values("pk"))
        .select_related("pair__mentor__person", "pair__form", "member__mentee__person", "file", "recorded_by")
        .prefetch_related("pair__members__mentee__person")
        .defer("file__content")
    )


def results_by_kind(program: Program) -> dict[str, int]:
    """How many results of each kind: all kinds, zero where nothing is recorded."""
    found = Counter(PairResult.objects.filter(program=program).order_by().values_list("kind", flat=True))
    return {kind: found[kind] for kind in ResultKind.values}


def result_count(program: Program) -> int:
    return sum(results_by_kind(program).values())


def result_words(results: Iterable[PairResult]) -> list[str]:
    """For the official column: «проект: Школьный сад (12.05.2027)»."""
    return [f"{named_with_kind(result)} ({short_date(result.on)})" for result in results]


def named_with_kind(result: PairResult, sign: str = ":") -> str:
    """«проект: Школьный сад», and «Проект «Школьный сад»» where the title begins with the kind itself."""
    kind = result.get_kind_display()
    if result.title.casefold().startswith(kind.split()[0].casefold()):
        return result.title
    return f"{kind}{sign} {result.title}"


def reached_words(pair: Pair) -> dict[int, str]:
    """What each member has reached: his own words, else what the pair has recorded; member id -> text."""
    made = list(PairResult.objects.filter(pair=pair).order_by("on", "pk"))
    return {
        member.pk: member.result
        or "; ".join(result_words(one for one in made if one.member_id in (None, member.pk)))[:RESULTS_LENGTH]
        for member in pair.members.all()
    }


def keepable_results(
    pair: Pair, members: Collection[PairMember], said: Mapping[int, str] | None = None
) -> dict[str, str]:
    """What an order keeps until it is signed: member id as text -> result. Refusal for one that will not fit.

    said: member id -> words; of a member not named what the pair has recorded.
    """
    known = reached_words(pair) | {pk: clean_text(text) for pk, text in (said or {}).items()}
    refuse_unfit_results({member: known[member.pk] for member in members})
    return {str(member.pk): known[member.pk] for member in members}


@transaction.atomic
def save_result(
    *,
    pair: Pair,
    kind: str,
    title: str,
    on: date,
    by: User,
    member: PairMember | None = None,
    url: str = "",
    file_name: str = "",
    data: bytes = b"",
    result: PairResult | None = None,
    shown_version: int = 0,
    today: date | None = None,
) -> PairResult:
    """Write a result of an active or completed pair, or correct one (result, shown_version).

    member: whose; None: of the whole pair. data: PDF, JPG, PNG, DOCX or XLSX up to 15 MB, replaces the former file.
    Raises Refusal, StaleVersion, ValidationError for the file.
    """
    pair = Pair.objects.select_for_update(of=("self",)).select_related("program").get(pk=pair.pk)
    refuse_closed(pair.program)
    if pair.state not in WITH_RESULTS:
        raise Refusal("Результаты записывают у действующих и завершённых пар.")
    title, url = clean_text(title), url.strip()
    _check(pair, kind, title, on, member, url, today or clock.today())
    is_new = result is None
    if result is None:
        result = PairResult(school_id=pair.school_id, program_id=pair.program_id, pair=pair, recorded_by=by)
    else:
        result = PairResult.objects.select_for_update(of=("self",)).get(pk=result.pk)
        lock_version(result, shown_version)
    former = result.file_id
    if data:
        result.file = keep_file(program=pair.program, name=file_name, data=data, by=by)
    result.kind, result.title, result.on, result.member, result.url = kind, title, on, member, url
    result.save()
    if data and former:
        StoredFile.objects.filter(pk=former).delete()
    words = "записан результат" if is_new else "исправлен результат"
    _record("result.create" if is_new else "result.update", result, by, words)
    return result


@transaction.atomic
def delete_result(*, result: PairResult, by: User) -> None:
    """A result written by mistake goes with its file; the history keeps what it was."""
    result = (
        PairResult.objects.select_for_update(of=("self",)).select_related("pair__program").get(pk=result.pk)
    )
    refuse_closed(result.pair.program)
    _record("result.delete", result, by, "удалён результат")
    file = result.file_id
    result.delete()
    StoredFile.objects.filter(pk=file).delete()


def _check(
    pair: Pair, kind: str, title: str, on: date, member: PairMember | None, url: str, today: date
) -> None:
    if kind not in ResultKind.values:
        raise Refusal("Выберите, какой это результат.")
    if not title:
        raise Refusal("Напишите, что сделано.")
    if len(title) > TITLE_LENGTH:
        raise Refusal(f"Название длиннее {TITLE_LENGTH} знаков. Сократите его.")
    if member is not None and member.pair_id != pair.pk:
        raise Refusal("Этот человек не из пары. Обновите страницу.")
    if on > today:
        raise Refusal(f"{short_date(on)} ещё не наступило. Запишите результат, когда он будет.")
    if pair.starts_on and on < pair.starts_on:
        raise Refusal(f"Пара действует с {short_date(pair.starts_on)}, результат не может быть раньше.")
    if url:
        try:
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError as error:
            raise Refusal("Ссылка не похожа на адрес. Скопируйте её целиком: https://…") from error


def _record(action: str, result: PairResult, by: Any, words: str) -> None:
    people = PairMember.objects.filter(pair=result.pair_id).values_list("mentee__person_id", flat=True)
    record_event(
        action,
        by=by,
        target=result.pair,
        program=result.pair.program,
        sentence=f"{words} ({result.get_kind_display()}): {result.title}",
        details={"result": result.pk},
        people=[result.pair.mentor.person_id, *people],
    )
