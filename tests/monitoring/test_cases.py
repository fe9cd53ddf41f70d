"""Cases: drafted from the pair, agreed by both sides, published by the rule of names, taken off with a consent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from monitoring.case_draft import draft_of
from monitoring.cases import CaseView, read_case
from monitoring.enums import CaseState
from monitoring.models import CaseAgreement, Measurement, Parameter, PracticeCase
from monitoring.services.cases import (
    add_case_file,
    create_case,
    move_case,
    record_word,
    remove_case_file,
    save_case,
    show_case_file,
)
from monitoring.transitions_public import CASE_MOVES, CaseAction
from pairing.enums import MeetingKind, PairState, ResultKind
from pairing.models import Meeting, PairResult
from participants.enums import ConsentPurpose, DestructionCause
from participants.models import DestructionTask, Mentee, Mentor
from participants.services.consents import withdraw_consent
from participants.services.destroying import destroy_people
from participants.services.destruction import open_destruction_task
from programs.enums import ProgramState
from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from tests.factories import make_consent, make_member
from tests.pairing.makers import make_pair_in


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def pair(program, curator):
    """Лебедев leads Жданов."""
    made = make_pair_in(program, curator, PairState.COMPLETED)
    for person, surname in (
        (made.mentor.person, "Лебедев"),
        (made.members.get().mentee.person, "Жданов"),
    ):
        person.last_name = surname
        person.save()
    return made


@pytest.fixture
def case(pair, curator):
    return create_case(pair=pair, by=curator)


def people(case: PracticeCase) -> list:
    return [case.pair.mentor.person, *(member.mentee.person for member in case.pair.members.all())]


def publish(case: PracticeCase, curator, today: date, *, names: bool = False, **texts: str) -> CaseView:
    """Through the whole life; with a consent to publication of everybody when names are shown."""
    changes = {"names_shown": names, **texts}
    save_case(case=case, changes=changes, shown_version=case.version, by=curator)
    for person in people(case):
        if names:
            make_consent(person, curator, purpose=ConsentPurpose.PUBLICATION)
        record_word(
            case=case, person=person, is_agreed=True, with_name=names, said_on=today, by=curator, today=today
        )
    for action in (CaseAction.AGREE, CaseAction.PUBLISH):
        move_case(case=case, action=action, by=curator, on=today)
    return read(case, today)


def read(case: PracticeCase, today: date) -> CaseView:
    return read_case(PracticeCase.objects.get(pk=case.pk), today)


def withdraw(person, purpose: str, curator, today: date) -> None:
    consent = person.consents.get(purpose=purpose)
    withdraw_consent(consent=consent, reason="заявление родителя", on=today, by=curator)


def test_draft_is_made_of_what_the_pair_left(program, curator, pair):
    Meeting.objects.create(
        school=program.school, program=program, pair=pair, kind=MeetingKind.REGULAR, date=pair.starts_on
    )
    PairResult.objects.create(
        school=program.school, program=program, pair=pair, kind=ResultKind.PROJECT, title="Школьный сад",
        on=date(2026, 11, 20), recorded_by=curator,
    )  # fmt: skip

    draft = draft_of(pair)

    assert (draft["title"], draft["target_group"], draft["course"], draft["results"]) == (
        "Равный – равному: опыт пары",
        "обучающиеся 7 класса",
        "Встреч проведено: 1 (регулярная – 1).",
        "Проект: Школьный сад (20.11.2026).",
    )


def test_case_of_an_open_pair_is_refused(program, curator):
    with pytest.raises(Refusal, match="которая закончила работу"):
        create_case(pair=make_pair_in(program, curator, PairState.ACTIVE), by=curator)


def test_second_case_of_a_pair_is_refused(case, curator):
    with pytest.raises(Refusal, match="уже есть кейс"):
        create_case(pair=case.pair, by=curator)


def test_case_is_agreed_when_the_last_side_has_said_yes(case, curator, today):
    first, second = people(case)
    word = {"is_agreed": True, "with_name": True, "said_on": today, "by": curator, "today": today}

    states = [record_word(case=case, person=person, **word).state for person in (first, second)]

    assert states == [CaseState.DRAFT, CaseState.AGREED_BY_PAIR]


def test_disagreement_brings_an_agreed_case_back(case, curator, today):
    for person in people(case):
        record_word(
            case=case, person=person, is_agreed=True, with_name=False, said_on=today, by=curator, today=today
        )

    after = record_word(
        case=case,
        person=people(case)[1],
        is_agreed=False,
        with_name=True,
        said_on=today,
        by=curator,
        today=today,
    )

    assert (after.state, CaseAgreement.objects.get(person=people(case)[1]).with_name) == (
        CaseState.DRAFT,
        False,
    )


def test_word_of_tomorrow_and_of_a_stranger_are_refused(program, case, curator, pair, today):
    stranger = make_pair_in(program, curator, PairState.COMPLETED).mentor.person
    word = {"is_agreed": True, "with_name": False, "by": curator, "today": today}

    with pytest.raises(Refusal, match="ещё не наступило"):
        record_word(case=case, person=people(case)[0], said_on=today + timedelta(days=1), **word)
    with pytest.raises(Refusal, match="нет в паре"):
        record_word(case=case, person=stranger, said_on=today, **word)


@pytest.mark.parametrize("state", CaseState.values)
@pytest.mark.parametrize("action", [a for a in CaseAction if a != CaseAction.AGREE_BY_PAIR])
def test_move_from_a_wrong_state_is_refused(case, curator, today, state, action):
    if state in CASE_MOVES[action][0]:
        return
    for person in people(case):
        record_word(
            case=case, person=person, is_agreed=True, with_name=False, said_on=today, by=curator, today=today
        )
    PracticeCase.objects.filter(pk=case.pk).update(state=state)

    with pytest.raises(Refusal, match="это действие с ним невозможно"):
        move_case(case=case, action=action, by=curator, on=today)


def test_changed_text_asks_both_sides_anew(case, curator, today):
    publish(case, curator, today)
    move_case(case=case, action=CaseAction.WITHDRAW, by=curator, on=today)

    move_case(case=case, action=CaseAction.REVISE, by=curator, on=today)

    assert CaseAgreement.objects.filter(case=case).count() == 0


def test_text_is_changed_in_a_draft_alone_and_by_its_version(case, curator, today):
    save_case(case=case, changes={"goal": " Дроби\u200b "}, shown_version=1, by=curator)
    with pytest.raises(StaleVersion):
        save_case(case=case, changes={"goal": "Уравнения"}, shown_version=1, by=curator)
    PracticeCase.objects.filter(pk=case.pk).update(state=CaseState.AGREED)

    with pytest.raises(Refusal, match="только в черновике"):
        save_case(case=case, changes={"goal": "Уравнения"}, shown_version=2, by=curator)

    assert PracticeCase.objects.get(pk=case.pk).goal == "Дроби"


def test_names_stand_where_all_allowed_it_and_papers_hold(case, curator, today):
    view = publish(case, curator, today, names=True)

    assert (view.is_shown, view.people_words) == (
        True,
        [
            ("Наставник", "Иван Л."),
            ("Наставляемый", "Иван Ж."),
        ],
    )


def test_names_without_a_paper_refuse_publishing_and_name_it(case, curator, today):
    save_case(case=case, changes={"names_shown": True}, shown_version=1, by=curator)
    for person in people(case):
        record_word(
            case=case, person=person, is_agreed=True, with_name=True, said_on=today, by=curator, today=today
        )
    move_case(case=case, action=CaseAction.AGREE, by=curator, on=today)

    with pytest.raises(Refusal, match="согласия на публикацию"):
        move_case(case=case, action=CaseAction.PUBLISH, by=curator, on=today)


def test_surname_in_a_nameless_case_asks_before_publishing(case, curator, today):
    with pytest.raises(Refusal, match="Жданов"):
        publish(case, curator, today, course="Встретились со Ждановым")

    done = move_case(case=case, action=CaseAction.PUBLISH, by=curator, on=today, surnames_checked=True)

    assert done.state == CaseState.PUBLISHED


def test_published_case_writes_its_link_into_both_bases_and_takes_it_back(case, curator, today):
    Mentor.objects.filter(pk=case.pair.mentor_id).update(case_url="https://school.example.org/own")
    publish(case, curator, today)
    mentee = case.pair.members.get().mentee_id
    linked = Mentee.objects.get(pk=mentee).case_url

    move_case(case=case, action=CaseAction.WITHDRAW, by=curator, on=today)

    assert linked.endswith(f"/public/{case.school.slug}/cases/{case.pk}/")
    assert Mentee.objects.get(pk=mentee).case_url == ""
    assert Mentor.objects.get(pk=case.pair.mentor_id).case_url == "https://school.example.org/own"


@pytest.mark.parametrize("purpose", [ConsentPurpose.PUBLICATION, ConsentPurpose.PARTICIPATION])
def test_withdrawn_consent_takes_the_names_out_at_once(case, curator, today, purpose):
    publish(case, curator, today, names=True)

    withdraw(people(case)[1], purpose, curator, today)

    view = read(case, today)
    assert (view.case.names_shown, view.is_shown, view.people_words) == (False, True, [])
    assert AuditEvent.objects.filter(action="case.take_off").count() == 1


def test_withdrawn_consent_takes_a_case_that_names_people_off(case, curator, today):
    publish(case, curator, today, names=True, course="Жданов решил задачу")

    withdraw(people(case)[1], ConsentPurpose.PUBLICATION, curator, today)

    view = read(case, today)
    assert (view.case.state, view.is_shown) == (CaseState.WITHDRAWN, False)


def test_ended_paper_hides_a_case_that_names_people_without_anybodys_hand(case, curator, today):
    publish(case, curator, today, names=True, course="Жданов решил задачу")
    people(case)[1].consents.filter(purpose=ConsentPurpose.PUBLICATION).update(valid_until=today)

    shown = [read(case, day).is_shown for day in (today, today + timedelta(days=1))]

    assert shown == [True, False]


def test_ended_paper_hides_the_files_of_a_case_that_stood_with_names(case, curator, today):
    publish(case, curator, today, names=True)
    people(case)[1].consents.filter(purpose=ConsentPurpose.PUBLICATION).update(valid_until=today)

    views = [read(case, day) for day in (today, today + timedelta(days=1))]

    assert [(view.is_shown, view.shows_files) for view in views] == [(True, True), (True, False)]


def test_case_of_a_destroyed_person_keeps_the_experience_and_no_surname(program, case, curator, today):
    mentee = people(case)[1]
    publish(case, curator, today, names=True, course="Научили Жданова дробям", mentee_word="Мне понравилось")
    kept = add_case_file(case=case, name="Фото.pdf", data=b"%PDF-1", caption="", by=curator)
    show_case_file(file=kept, is_public=True, by=curator)
    open_destruction_task(person=mentee, cause=DestructionCause.WITHDRAWN, on=today, by=curator)

    destroy_people(tasks=DestructionTask.objects.all(), by=curator, program=program, on=today)

    view = read(case, today)
    kept.refresh_from_db()
    assert (view.case.state, view.case.course, view.case.mentee_word) == (
        CaseState.WITHDRAWN,
        "Научили участник дробям",
        "уничтожено",
    )
    assert (view.with_names, view.is_agreed, kept.is_public) == (False, True, False)


def test_draft_tells_measures_in_words_without_the_psychologists(program, curator, pair):
    mentee = pair.members.get().mentee.person
    values = {"open-more": (4, 6), "open-less": (3, 5), "sealed": (1, 9)}
    for code, (before, after) in values.items():
        parameter = Parameter.objects.create(
            school=program.school, program=program, code=code, title=f"Показатель {code}", block="skills",
            subject="mentee", direction="less" if code == "open-less" else "more", smallest_change=1,
            confidentiality="psychologist" if code == "sealed" else "open",
            source_role="psychologist" if code == "sealed" else "class_teacher",
        )  # fmt: skip
        for moment, value in (("before", before), ("after", after)):
            sealed = {"value": None, "sealed": b"x"} if code == "sealed" else {"value": value}
            Measurement.objects.create(
                school=program.school, program=program, parameter=parameter, person=mentee, moment=moment,
                measured_on=pair.starts_on, source="grid", entered_by=curator, **sealed,
            )  # fmt: skip

    assert (
        draft_of(pair)["figures"] == "Стало лучше: показатель open-more.\nСтало хуже: показатель open-less."
    )


def test_case_comes_off_in_an_archived_year_and_nothing_else_is_done_there(case, curator, today):
    publish(case, curator, today)
    file = add_case_file(case=case, name="план.pdf", data=b"%PDF-1.4 1", caption="", by=curator)
    show_case_file(file=file, is_public=True, by=curator)
    type(case.program).objects.update(state=ProgramState.ARCHIVED)
    file.case.program.refresh_from_db()

    show_case_file(file=file, is_public=False, by=curator)
    move_case(case=case, action=CaseAction.WITHDRAW, by=curator, on=today)

    assert read(case, today).case.state == CaseState.WITHDRAWN
    for refused in (
        lambda: move_case(case=case, action=CaseAction.PUBLISH, by=curator, on=today),
        lambda: move_case(case=case, action=CaseAction.REVISE, by=curator, on=today),
        lambda: show_case_file(file=file, is_public=True, by=curator),
        lambda: remove_case_file(file=file, by=curator),
    ):
        with pytest.raises(Refusal, match="в архиве"):
            refused()
