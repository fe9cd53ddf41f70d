"""Awards: proposals, the director's order, handing, letters to parents; nominations, levels, the eight measures."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from monitoring.enums import AwardKind, AwardLevel, AwardState, NomineeKind, SubmissionState
from monitoring.models import Award, HonourNomination
from monitoring.motivation import factors_of, honour_blocks, measures_of
from monitoring.office_recognition import attention, ceremony_awards, person_panel
from monitoring.services.honours import honours_from_previous, honours_from_template, save_honour
from monitoring.services.recognition import (
    edit_award,
    hand_awards,
    put_on_board,
    remove_award,
    take_back_handing,
)
from monitoring.services.recognition_orders import leave_order, prepare_award_order
from monitoring.services.submissions import save_submission
from monitoring.services.texts import save_text
from pairing.reports_orders import order_docx
from participants.models import Event
from participants.registries import CeremonyAward
from programs.enums import DocumentState
from programs.models import AuditEvent, Document
from programs.services.audit import Refusal
from programs.services.documents import cancel_document, document_pdf, sign_document
from programs.tenancy import access_for
from tests.factories import make_class, make_member, make_mentor, make_person, make_program
from tests.monitoring.makers_award import make_award, make_contest, make_honour


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


@pytest.fixture
def today():
    return timezone.localdate()


def ordered(program, curator, *awards, on=None):
    on = on or timezone.localdate()
    document = prepare_award_order(program=program, ids=[one.pk for one in awards], on=on, by=curator)
    return sign_document(document=document, number="5-од", date=on, by=curator)


def test_proposal_takes_class_and_dative_from_the_base(program, curator):
    person = make_person(
        program,
        last_name="Лебедев",
        first_name="Артём",
        middle_name="Игоревич",
        school_class=make_class(program, 10, "А"),
    )

    award = make_award(program, curator, person=person)
    letter = make_award(program, curator, person=person, kind=AwardKind.PARENT_LETTER)

    assert (award.shown_dative, award.shown_position) == ("Лебедеву Артёму Игоревичу", "10\u00a0«А»")
    assert letter.shown_dative == "родителям Лебедева Артёма Игоревича"


def test_letter_about_an_adult_or_with_a_phone_is_refused(program, curator):
    adult = make_person(program, kind="teacher")

    with pytest.raises(ValidationError, match="пишут об ученике"):
        make_award(program, curator, person=adult, kind=AwardKind.PARENT_LETTER)
    with pytest.raises(ValidationError, match="Телефон и адрес"):
        make_award(program, curator, kind=AwardKind.PARENT_LETTER, parents="Ирина, 8 900 000-00-00")


def test_order_names_everybody_in_the_dative_and_is_signed(program, curator, today):
    first = make_award(program, curator, nomination=make_honour(program), reason="за встречи")
    second = make_award(program, curator, kind=AwardKind.GRATITUDE)
    board = make_award(program, curator, kind=AwardKind.BOARD)

    document = prepare_award_order(program=program, ids=[first.pk, second.pk, board.pk], on=today, by=curator)

    rows = [row["cells"] for row in document.snapshot["table"]["rows"]]
    assert rows[0][:4] == ["1", first.shown_dative, first.shown_position, "«Наставник года»\nза встречи"]
    assert [row[4] for row in rows] == ["грамота", "благодарность", "доска почёта"]
    assert document.snapshot["points"][0] == "Наградить грамотой 1\u00a0человека согласно приложению."
    assert document_pdf(document).startswith(b"%PDF")
    assert order_docx(document).startswith(b"PK")
    sign_document(document=document, number="5-од", date=today, by=curator)
    assert set(Award.objects.values_list("state", "is_on_board")) == {("ordered", False), ("ordered", True)}


def test_order_follows_a_corrected_name_and_the_leaving_of_one(program, curator, today):
    first, second = make_award(program, curator), make_award(program, curator)
    document = prepare_award_order(program=program, ids=[first.pk, second.pk], on=today, by=curator)
    first.refresh_from_db()

    edit_award(award=first, values={"shown_dative": "Черных Анне"}, shown_version=first.version, by=curator)
    document.refresh_from_db()
    assert "Черных Анне" in [row["cells"][1] for row in document.snapshot["table"]["rows"]]
    leave_order(award=first, by=curator)
    document.refresh_from_db()
    assert [row["cells"][1] for row in document.snapshot["table"]["rows"]] == [second.shown_dative]
    second.refresh_from_db()
    leave_order(award=second, by=curator)
    document.refresh_from_db()
    assert document.state == DocumentState.CANCELLED


def test_cancelled_order_returns_its_awards_to_proposals(program, curator, today):
    award = make_award(program, curator)
    document = prepare_award_order(program=program, ids=[award.pk], on=today, by=curator)

    with pytest.raises(Refusal, match="только предложенные"):
        prepare_award_order(program=program, ids=[award.pk], on=today, by=curator)
    cancel_document(document=document, reason="ошибка", by=curator)

    award.refresh_from_db()
    assert (award.state, award.order) == (AwardState.PROPOSED, None)
    remove_award(award=award, by=curator)
    assert not Award.objects.exists()


def test_signed_award_keeps_its_reason_and_may_not_be_removed(program, curator):
    award = make_award(program, curator)
    ordered(program, curator, award)
    award.refresh_from_db()

    with pytest.raises(Refusal, match="Приказ об этом поощрении подписан"):
        edit_award(award=award, values={"reason": "другое"}, shown_version=award.version, by=curator)
    with pytest.raises(Refusal, match="убрать можно только предложенное"):
        remove_award(award=award, by=curator)
    assert (
        edit_award(
            award=award, values={"blank_number": "17"}, shown_version=award.version, by=curator
        ).blank_number
        == "17"
    )


def test_handing_waits_for_the_order_but_a_letter_does_not(program, curator, today):
    certificate = make_award(program, curator)
    letter = make_award(program, curator, kind=AwardKind.PARENT_LETTER)
    given = {"program": program, "event": None, "today": today, "by": curator}

    with pytest.raises(Refusal, match="вручают по приказу"):
        hand_awards(ids=[certificate.pk], on=today, **given)
    with pytest.raises(Refusal, match="ещё не наступила"):
        hand_awards(ids=[letter.pk], on=today + timedelta(days=1), **given)
    assert hand_awards(ids=[letter.pk], on=today, **given) == 1
    ordered(program, curator, certificate)
    with pytest.raises(Refusal, match="вручить раньше нельзя"):
        hand_awards(ids=[certificate.pk], on=today - timedelta(days=1), **given)
    assert hand_awards(ids=[certificate.pk], on=today, **given) == 1
    with pytest.raises(Refusal, match="уже вручено"):
        hand_awards(ids=[certificate.pk], on=today, **given)


def test_board_takes_only_who_is_named_by_an_order(program, curator):
    award = make_award(program, curator)

    with pytest.raises(Refusal, match="после приказа"):
        put_on_board(program=program, ids=[award.pk], is_on=True, by=curator)
    ordered(program, curator, award)
    assert put_on_board(program=program, ids=[award.pk], is_on=True, by=curator) == 1


def test_ceremony_calls_who_is_ordered_and_not_handed(program, curator, today):
    event = Event.objects.create(
        school=program.school, program=program, kind="ceremony", title="Чествование", planned_on=today
    )
    award = make_award(program, curator, nomination=make_honour(program))
    letter = make_award(program, curator, kind=AwardKind.PARENT_LETTER)
    make_award(program, curator)
    ordered(program, curator, award, letter)

    assert ceremony_awards(event, today) == [
        CeremonyAward(award.shown_name, "за успехи", "Грамота «Наставник года»"),
        CeremonyAward(letter.shown_dative, "за успехи", "Благодарственное письмо родителям"),
    ]


def test_nominations_are_shipped_and_come_along_next_year(program, curator):
    HonourNomination.objects.filter(program=program).delete()
    honours_from_template(program=program, by=curator)
    own = save_honour(
        program=program,
        values={"title": "Открытие года", "of_whom": NomineeKind.MENTOR, "is_active": False},
        by=curator,
    )
    following = make_program(program.school, label="2027-2028")
    HonourNomination.objects.filter(program=following).delete()

    honours_from_previous(program=following, previous=program, by=curator)

    rows = HonourNomination.objects.filter(program=following).values_list("title", "is_active")
    assert list(rows) == [
        ("Наставник года", True),
        ("Лучшая пара", True),
        ("Наставник+", True),
        ("Лучший наставник", True),
        ("Открытие года", False),
    ]
    assert own.position == 5


def test_nomination_in_use_keeps_of_whom_it_is(program, curator):
    contest = make_contest(program, curator)
    honour = contest.nominations.get()
    make_award(program, curator, nomination=honour)

    with pytest.raises(Refusal, match="больше не меняется"):
        save_honour(
            program=program,
            values={"of_whom": "pair"},
            honour=honour,
            shown_version=honour.version,
            by=curator,
        )
    with pytest.raises(Refusal, match="который идёт"):
        save_honour(
            program=program,
            values={"is_active": False},
            honour=honour,
            shown_version=honour.version,
            by=curator,
        )


def test_submission_wants_dates_of_what_it_says_and_reminds_when_late(program, curator, today):
    values = {"mentor": make_mentor(program), "level": AwardLevel.REGIONAL, "competition": "Конкурс практик"}

    with pytest.raises(ValidationError, match="Документы отправлены"):
        save_submission(program=program, values={**values, "state": SubmissionState.SENT}, by=curator)
    with pytest.raises(ValidationError, match="Школьный уровень"):
        save_submission(program=program, values={**values, "level": AwardLevel.SCHOOL}, by=curator)
    save_submission(program=program, values={**values, "due_on": today - timedelta(days=1)}, by=curator)

    [item] = list(attention(access_for(curator, program, today), today))
    assert (item.severity, item.subject) == ("late", "1\u00a0выдвижение")


def test_each_of_the_eight_measures_tells_what_was_done(program, curator, today):
    before = measures_of(program, None, today)
    assert [row.number for row in before] == list(range(1, 9))
    assert before[1].text.startswith("Выдвижение лучших наставников")
    assert [text[:9] for text in factors_of(program)] == ["поддержку", "создание "]

    award = make_award(program, curator, nomination=make_honour(program, "Лучший наставник"))
    letter = make_award(program, curator, kind=AwardKind.PARENT_LETTER)
    ordered(program, curator, award)
    put_on_board(program=program, ids=[award.pk], is_on=True, by=curator)
    make_contest(program, curator, entries=1)
    Event.objects.create(
        school=program.school,
        program=program,
        kind="festival",
        title="Фестиваль",
        planned_on=today,
        held_on=today,
        state="held",
    )
    save_text(program=program, code="measure-5", text="Копилка открыта.", shown_version=0, by=curator)
    found = measures_of(program, None, today)

    said = {row.number: [fact.text.replace("\u00a0", " ") for fact in row.facts] for row in found}
    assert said == {
        1: ["Проведено фестивалей, форумов и конференций: 1 событие"],
        2: [],
        3: ["Идёт конкурсов: 1", "Заявок на конкурс: 1"],
        4: [],
        5: [],
        6: ["На доске почёта: 1 человек"],
        7: ["По приказу: 1 грамота", "«Лучший наставник»: 1 грамота"],
        8: ["Писем родителям: 1, вручено 0"],
    }
    assert found[4].note == "Копилка открыта."
    assert letter.person.last_name not in str(honour_blocks(program, today))


def test_panel_of_a_person_shows_this_years_and_ordered_honours(program, curator, today):
    award = make_award(program, curator, nomination=make_honour(program))

    panel = person_panel(award.person, access_for(curator, program, today), today)

    assert [(row["title"], row["nomination"], row["year"]) for row in panel["rows"]] == [
        ("Грамота", "Наставник года", program.year_label)
    ]
    assert person_panel(make_person(program), access_for(curator, program, today), today) is None
    assert Document.objects.count() == 0


def test_handing_marked_by_mistake_is_taken_back_with_a_line_in_the_journal(program, curator, today):
    award, letter = make_award(program, curator), make_award(program, curator, kind=AwardKind.GRATITUDE)
    ordered(program, curator, award)
    hand_awards(program=program, ids=[award.pk, letter.pk], on=today, event=None, today=today, by=curator)
    put_on_board(program=program, ids=[award.pk, letter.pk], is_on=True, by=curator)

    for one in (award, letter):
        take_back_handing(award=one, by=curator)

    found = Award.objects.order_by("pk").values_list("state", "handed_on", "is_on_board")
    assert list(found) == [(AwardState.ORDERED, None, True), (AwardState.PROPOSED, None, False)]
    sentences = AuditEvent.objects.filter(action="award.take_back_handing").values_list("sentence", flat=True)
    assert list(sentences) == [f"отметка о вручении {today:%d.%m.%Y} снята"] * 2
    with pytest.raises(Refusal, match="не отмечено вручённым"):
        take_back_handing(award=award, by=curator)
