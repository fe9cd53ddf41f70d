"""Cases: made of a closed pair, agreed by both sides and the curator, published and taken off (domain: §6.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from mentoring_site.texts import clean_text
from mentoring_site.words import joined
from monitoring.case_draft import draft_of
from monitoring.cases import CLOSED_STATES, TEXTS, CaseView, people_of, read_case, with_people
from monitoring.enums import CaseState
from monitoring.models import CaseAgreement, CaseFile, PracticeCase
from monitoring.public_addresses import public_address
from monitoring.public_people import found_surnames, without_surnames
from monitoring.transitions_public import CASE_MOVES, CaseAction
from pairing.models import Pair
from participants.models import Mentee, Mentor, Person, StoredFile
from participants.services.files import keep_file
from programs.enums import ProgramState
from programs.models import Program, User
from programs.services.audit import Refusal, lock_version, record_event

FIELDS = (*TEXTS, "names_shown")
MOST_FILES = 10
DONE = {
    CaseAction.AGREE_BY_PAIR: "кейс согласован участниками",
    CaseAction.AGREE: "кейс согласован куратором",
    CaseAction.PUBLISH: "кейс опубликован",
    CaseAction.WITHDRAW: "кейс снят с публикации",
    CaseAction.REVISE: "кейс возвращён в черновик",
}


@transaction.atomic
def create_case(*, pair: Pair, by: User) -> PracticeCase:
    """A draft with everything that the pair has left. Raises Refusal for an open pair and for a second case of it."""
    pair = Pair.objects.with_people().select_for_update(of=("self",)).get(pk=pair.pk)
    refuse_archived(pair.program)
    if pair.state not in CLOSED_STATES:
        raise Refusal("Кейс пишут о паре, которая закончила работу. Сначала завершите пару.")
    if PracticeCase.objects.filter(pair=pair).exists():
        raise Refusal("Об этой паре уже есть кейс. Откройте его в списке.")
    case = PracticeCase.objects.create(
        school=pair.school,
        program=pair.program,
        pair=pair,
        created_by=by,
        authors=", ".join(filter(None, (by.full_name, by.position)))[:300],
        **draft_of(pair),
    )
    _record(case, "case.create", "кейс начат", by)
    return case


@transaction.atomic
def save_case(
    *, case: PracticeCase, changes: Mapping[str, Any], shown_version: int, by: User
) -> PracticeCase:
    """Write the texts of a draft: FIELDS. Raises Refusal for another state, StaleVersion."""
    case = _locked(case)
    refuse_archived(case.program)
    if case.state != CaseState.DRAFT:
        raise Refusal(
            "Менять текст можно только в черновике: остальные читали и согласовали прежний. Верните кейс в черновик."
        )
    lock_version(case, shown_version)
    for name in FIELDS:
        if name in changes:
            value = changes[name]
            setattr(case, name, clean_text(value) if isinstance(value, str) else value)
    if not case.title:
        raise Refusal("Впишите название кейса.")
    _forget_words(case)
    case.save()
    _record(case, "case.save", "кейс изменён", by)
    return case


@transaction.atomic
def record_word(
    *,
    case: PracticeCase,
    person: Person,
    is_agreed: bool,
    with_name: bool,
    said_on: date,
    by: User,
    comment: str = "",
    today: date,
) -> PracticeCase:
    """What a participant said of the text. All have agreed: the case moves on; a «no» brings it back at once."""
    case = _locked(case)
    if person.pk not in {one.pk for one, _ in people_of(case)}:
        raise Refusal("Этого человека нет в паре, о которой кейс.")
    if said_on > today:
        raise Refusal(f"{said_on:%d.%m.%Y} ещё не наступило. Впишите день, когда участник ответил.")
    comment = clean_text(comment)
    if len(comment) > 500:
        raise Refusal("Замечание длиннее 500 знаков. Сократите его.")
    CaseAgreement.objects.update_or_create(
        case=case,
        person=person,
        defaults={
            "school": case.school,
            "is_agreed": is_agreed,
            "with_name": is_agreed and with_name,
            "comment": comment,
            "said_on": said_on,
        },
    )
    words = "согласен с текстом кейса" if is_agreed else "не согласен с текстом кейса"
    _record(case, "case.word", f"{words}: {person.list_name}", by, [person.pk])
    _follow_words(_fresh(case), by, today)
    return _fresh(case)


def _follow_words(case: PracticeCase, by: User, on: date) -> None:
    view = read_case(case, on)
    if view.sides and view.is_agreed and case.state == CaseState.DRAFT:
        _move(case, CaseAction.AGREE_BY_PAIR, by)
    elif not view.is_agreed and case.state in (CaseState.AGREED_BY_PAIR, CaseState.AGREED):
        case.state = CaseState.DRAFT
        _save_state(case)
        _record(case, "case.revise", "кейс возвращён в черновик: участник не согласен с текстом", by)
    elif not view.is_agreed and case.state == CaseState.PUBLISHED:
        _move(case, CaseAction.WITHDRAW, by)
        _unlink(case, by)


@transaction.atomic
def move_case(
    *, case: PracticeCase, action: str, by: User, on: date, surnames_checked: bool = False
) -> PracticeCase:
    """One move of CASE_MOVES by the curator; taking off is no change of the year, so it works in the archive too.

    Publishing without names asks once more when a surname of the pair stands in the texts (surnames_checked says
    that a person has looked). Raises Refusal.
    """
    case = _locked(case)
    if action != CaseAction.WITHDRAW:
        refuse_archived(case.program)
    if action == CaseAction.AGREE_BY_PAIR:
        raise Refusal("Согласие участников отмечают у каждого: «согласен с текстом».")
    if action == CaseAction.PUBLISH:
        _refuse_publishing(read_case(case, on), surnames_checked)
        case.published_on = on
    _move(case, action, by)
    if action == CaseAction.PUBLISH:
        _link(case, by)
    elif action == CaseAction.WITHDRAW:
        _unlink(case, by)
    elif action == CaseAction.REVISE:
        _forget_words(case)
    return case


def _refuse_publishing(view: CaseView, surnames_checked: bool) -> None:
    case = view.case
    if not view.is_agreed:
        raise Refusal("Кейс нельзя опубликовать: не все участники согласны с текстом. Отметьте их ответы.")
    if case.names_shown and not view.with_names:
        silent = [side for side in view.sides if not side.may_stand]
        names = joined([side.person.list_name for side in silent])
        raise Refusal(
            f"Кейс нельзя опубликовать с именами: {names} – нет разрешения назвать имя или действующего согласия на "
            "публикацию на сайте. Зарегистрируйте согласие или верните кейс в черновик и снимите отметку «С именами "
            "участников»."
        )
    if not view.with_names and view.surnames and not surnames_checked:
        raise Refusal(
            f"В тексте кейса без имён встречается фамилия участника: {joined(view.surnames)}. Верните кейс в черновик "
            "и уберите её или подтвердите, что это не фамилия."
        )


def move(action: str, state: str) -> str:
    """The state that the action leads to. Raises Refusal when it does not start here."""
    sources, target = CASE_MOVES[action]
    if state not in sources:
        raise Refusal(
            f"Сейчас кейс «{CaseState(state).label}», это действие с ним невозможно. Обновите страницу."
        )
    return target


def _move(case: PracticeCase, action: str, by: User) -> None:
    case.state = move(action, case.state)
    _save_state(case)
    _record(case, f"case.{action}", DONE[CaseAction(action)], by)


def _save_state(case: PracticeCase) -> None:
    case.version += 1
    case.save(update_fields=["state", "published_on", "names_shown", "version"])


@transaction.atomic
def add_case_file(*, case: PracticeCase, name: str, data: bytes, caption: str, by: User) -> CaseFile:
    """Raises Refusal, ValidationError for the file. Hidden from the open page until somebody says otherwise."""
    case = _locked(case)
    refuse_archived(case.program)
    if case.files.count() >= MOST_FILES:
        raise Refusal(f"У кейса уже {MOST_FILES} файлов. Удалите лишние.")
    kept = keep_file(program=case.program, name=name, data=data, by=by)
    made = CaseFile.objects.create(
        school=case.school, case=case, file=kept, caption=clean_text(caption)[:200]
    )
    _record(case, "case.file_add", f"к кейсу приложен файл {kept.file_name}", by)
    return made


@transaction.atomic
def show_case_file(*, file: CaseFile, is_public: bool, by: User) -> None:
    """Hiding works in the archive too."""
    if is_public:
        refuse_archived(file.case.program)
    file.is_public = is_public
    file.save(update_fields=["is_public"])
    words = "показывается на открытой странице" if is_public else "скрыт с открытой страницы"
    _record(file.case, "case.file_show", f"файл кейса {file.file.file_name} {words}", by)


@transaction.atomic
def remove_case_file(*, file: CaseFile, by: User) -> None:
    kept, case = file.file, file.case
    refuse_archived(case.program)
    file.delete()
    StoredFile.objects.filter(pk=kept.pk).delete()
    _record(case, "case.file_remove", f"файл кейса удалён: {kept.file_name}", by)


def refuse_archived(program: Program) -> None:
    """Cases of a year are written after it has ended; only the archive is shut."""
    if program.state == ProgramState.ARCHIVED:
        raise Refusal(f"Программа {program.year_label} в архиве: её кейсы больше не меняются.")


def take_off(case: PracticeCase, *, by: Any, on: date) -> None:
    """A participant no longer allows it: names and files (a photo names as well) go at once, and the whole case
    where its text names people.
    """
    view = read_case(case, on)
    hidden = CaseFile.objects.filter(case=case, is_public=True).update(is_public=False)
    if hidden:
        _record(case, "case.file_show", "файлы кейса скрыты: согласие участника больше не действует", by)
    goes = case.state == CaseState.PUBLISHED and bool(view.surnames)
    if not (goes or case.names_shown):
        return
    case.names_shown = False
    if goes:
        case.state = CaseState.WITHDRAWN
        _unlink(case, by)
    _save_state(case)
    words = "кейс снят с публикации" if goes else "имена участников убраны из кейса"
    _record(case, "case.take_off", f"{words}: согласие участника больше не действует", by)


def forget_surnames(case: PracticeCase, people: Sequence[Person]) -> None:
    """Before data are destroyed: texts that stay for the school's experience name nobody of these any more."""
    changed = [name for name in TEXTS if found_surnames([getattr(case, name)], people)]
    for name in changed:
        setattr(case, name, without_surnames(getattr(case, name), people))
    if changed:
        case.save(update_fields=changed)


# --- the link in columns 12 and 16 of the bases -----------------------------------------------------------------


def _link(case: PracticeCase, by: User) -> None:
    """Only where nothing is written: what the curator typed there stays."""
    address = public_address(case.school, "case", pk=case.pk)
    changed = sum(
        rows.filter(case_url="").update(case_url=address, version=F("version") + 1) for rows in _entries(case)
    )
    if changed:
        _record(case, "case.link", "ссылка на кейс записана в базы", by)


def _unlink(case: PracticeCase, by: Any) -> None:
    address = public_address(case.school, "case", pk=case.pk)
    changed = sum(
        rows.filter(case_url=address).update(case_url="", version=F("version") + 1) for rows in _entries(case)
    )
    if changed:
        _record(case, "case.unlink", "ссылка на кейс убрана из баз", by)


def _entries(case: PracticeCase) -> tuple[Any, Any]:
    if case.pair is None:
        return Mentor.objects.none(), Mentee.objects.none()
    return (
        Mentor.objects.filter(pk=case.pair.mentor_id),
        Mentee.objects.filter(pk__in=[member.mentee_id for member in case.pair.staying]),
    )


def _forget_words(case: PracticeCase) -> None:
    """They were said of another text."""
    CaseAgreement.objects.filter(case=case).delete()


def _locked(case: PracticeCase) -> PracticeCase:
    return with_people(PracticeCase.objects.select_for_update(of=("self",))).get(pk=case.pk)


def _fresh(case: PracticeCase) -> PracticeCase:
    return with_people(PracticeCase.objects.all()).get(pk=case.pk)


def _record(case: PracticeCase, action: str, sentence: str, by: Any, people: list[int] | None = None) -> None:
    about = people if people is not None else [person.pk for person, _ in people_of(case)]
    record_event(
        action, by=by, target=case, program=case.program, sentence=f"{sentence}: «{case.title}»", people=about
    )
