from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from mentoring_site.permissions import Role
from participants.consent_light import light_of
from participants.consent_register import in_tab, people_of
from participants.enums import ConsentGiver, ConsentPurpose, MenteeStatus, PersonKind
from participants.models import Consent, Representative
from participants.registrations_consents import attention, figures
from programs.tenancy import access_for, program_url
from tests.factories import make_class, make_consent, make_member, make_mentee, make_mentor, make_person

TODAY = timezone.localdate()
PARTICIPATION = ConsentPurpose.PARTICIPATION
LEFT_OUT = (
    "Нельзя проводить психологическую диагностику, публиковать имя и фото на сайте и "
    "передавать данные партнёрам."
)


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def access(program, curator):
    return access_for(curator, program, TODAY)


def url(program, name, **kwargs):
    return program_url(program, f"participants:consent_{name}", **kwargs)


def stack(program, papers, **fields):
    return {"paper": papers, "signed_on": "01.09.2026", "kept_at": "папка № 3", "once": "k" * 32, **fields}


# --- light ------------------------------------------------------------------------------------------------


def test_light_of_a_pupil_with_participation_only_says_what_is_left(program, curator):
    person = make_mentee(program).person
    make_consent(person, curator, valid_until=program.ends)

    light = light_of(person, person.consents.all(), TODAY)

    assert (light.tone, light.may, light.may_not) == (
        "ok",
        "Можно закреплять в пару.",
        LEFT_OUT,
    )
    assert [(state.kind, state.word) for state in light.states] == [
        ("ok", "до 30.06.2027"),
        ("none", "нет"),
        ("none", "нет"),
        ("none", "нет"),
    ]


def test_withdrawn_paper_is_no_alarm_and_missing_participation_is(program, curator):
    person = make_mentee(program).person
    consent = make_consent(person, curator)
    Consent.objects.filter(pk=consent.pk).update(withdrawn_on=TODAY, withdrawn_reason="заявление")

    withdrawn = light_of(person, person.consents.all(), TODAY)
    absent = light_of(person, [], TODAY)

    assert (withdrawn.states[0].kind, withdrawn.states[0].word) == ("none", f"отозвано {TODAY:%d.%m.%Y}")
    assert (absent.tone, absent.states[0].kind, absent.may) == (
        "late",
        "late",
        "Закреплять в пару нельзя: нет согласия родителей: участие в программе.",
    )


# --- register ---------------------------------------------------------------------------------------------


def test_tabs_part_the_people_by_their_papers(program, curator, access):
    people = [make_mentee(program).person for _ in range(4)]
    make_consent(people[1], curator, valid_until=TODAY + timedelta(days=10))
    make_consent(people[2], curator, valid_until=TODAY + timedelta(days=100))
    withdrawn = make_consent(people[3], curator)
    Consent.objects.filter(pk=withdrawn.pk).update(withdrawn_on=TODAY)
    make_mentee(program, status=MenteeStatus.LEFT, left_on=TODAY, left_reason="переезд")

    found = {
        tab: {person.pk for person in in_tab(people_of(access), tab, PARTICIPATION, TODAY)}
        for tab in ("missing", "soon", "all", "withdrawn")
    }

    assert found == {
        "missing": {people[0].pk, people[3].pk},
        "soon": {people[1].pk},
        "all": {person.pk for person in people},
        "withdrawn": {people[3].pk},
    }


def test_register_filters_by_name_class_and_base(program, curator, access):
    seventh = make_class(program, 7, "Б")
    lost = make_mentee(program, make_person(program, last_name="Щёткина", school_class=seventh)).person
    make_mentor(program)

    assert list(people_of(access, q="щетк")) == [lost]
    assert list(people_of(access, school_class=seventh)) == [lost]
    assert list(people_of(access, base="mentees")) == [lost]


# One figure for 1 and 3 rows; no literal, since every room adds its counts to the menu of the page.
def test_register_takes_the_same_queries_for_any_length(program, curator, sign_in):
    client, counts = sign_in(curator), []
    for added in (1, 2):
        for _ in range(added):
            make_consent(make_mentee(program).person, curator)
        client.get(url(program, "list"), {"tab": "all"})
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url(program, "list"), {"tab": "all"})
        counts.append(len(queries))

    assert counts[1] == counts[0]
    assert page.content.decode().count("state-ok") >= 3


def test_export_has_a_row_for_each_paper(program, curator, sign_in):
    person = make_mentee(program, make_person(program, last_name="=Щёткина")).person
    make_consent(person, curator)
    make_consent(person, curator, purpose=ConsentPurpose.TESTING, kept_at="сейф")

    response = sign_in(curator).get(url(program, "export"), {"tab": "all"})

    sheet = load_workbook(BytesIO(response.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[2], row[3], row[8]) for row in rows] == [
        ("Участие в программе", "действует", "папка № 1"),
        ("Психологическая диагностика", "действует", "сейф"),
    ]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


# --- a stack ----------------------------------------------------------------------------------------------


def test_stack_registers_all_ticked_papers_once(program, curator, sign_in):
    people = [make_mentee(program).person for _ in range(2)]
    papers = [f"{person.pk}:{purpose}" for person in people for purpose in ("participation", "testing")]
    client = sign_in(curator)

    first = client.post(url(program, "stack"), stack(program, papers), follow=True)
    second = client.post(url(program, "stack"), stack(program, papers), follow=True)

    assert "Записано 4" in first.content.decode()
    assert "уже записана" in second.content.decode()
    assert sorted(
        Consent.objects.values_list("kept_at", "given_by", "valid_until").order_by().distinct()
    ) == [("папка № 3", ConsentGiver.GUARDIAN, program.ends)]
    assert Consent.objects.count() == 4


def test_stack_with_a_paper_that_is_there_already_writes_nothing(program, curator, sign_in):
    people = [make_mentee(program).person for _ in range(2)]
    make_consent(people[0], curator)

    response = sign_in(curator).post(
        url(program, "stack"), stack(program, [f"{person.pk}:participation" for person in people])
    )

    assert response.status_code == 422
    assert f"уже есть: {people[0].list_name}" in response.content.decode()
    assert Consent.objects.count() == 1


def test_second_ticked_column_of_a_stack_keeps_the_first(program, curator, sign_in):
    person = make_mentee(program).person

    page = sign_in(curator).get(url(program, "stack"), {"tick": "participation,testing"}).content.decode()

    ticked = [
        purpose for purpose in ConsentPurpose.values if f'value="{person.pk}:{purpose}" checked' in page
    ]
    assert ticked == ["participation", "testing"]
    assert "tick=participation%2Cpublication%2Ctesting" in page


def test_refused_stack_keeps_its_ticks_and_its_key(program, curator, sign_in):
    person = make_mentee(program).person
    client = sign_in(curator)
    tomorrow = f"{TODAY + timedelta(days=1):%d.%m.%Y}"

    refused = client.post(url(program, "stack"), stack(program, [f"{person.pk}:testing"], signed_on=tomorrow))
    client.post(url(program, "stack"), stack(program, [f"{person.pk}:testing"]))

    assert "ещё не наступила" in refused.content.decode()
    assert f'value="{person.pk}:testing" checked' in refused.content.decode()
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("papers", [[], ["1"], ["x:participation"], ["1:hobby"], ["٣:testing"]])
def test_odd_ticks_register_nothing(program, curator, sign_in, papers):
    response = sign_in(curator).post(url(program, "stack"), stack(program, papers))

    assert response.status_code == (404 if papers else 422)
    assert Consent.objects.count() == 0


def test_class_teacher_registers_for_the_own_class_only(program, sign_in):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    own_class = make_class(program, 7, "Б", teacher=teacher)
    own = make_mentee(program, make_person(program, school_class=own_class)).person
    other = make_mentee(program).person
    client = sign_in(teacher)

    grid = client.get(url(program, "stack")).content.decode()
    refused = client.post(url(program, "stack"), stack(program, [f"{other.pk}:participation"]))
    client.post(url(program, "stack"), stack(program, [f"{own.pk}:participation"]))

    assert (own.full_name in grid, other.full_name in grid) == (True, False)
    assert refused.status_code == 404
    assert client.get(url(program, "person", pk=other.pk)).status_code == 404
    assert [consent.person_id for consent in Consent.objects.all()] == [own.pk]


# --- one person -------------------------------------------------------------------------------------------


def test_one_paper_is_registered_and_withdrawn_with_a_reason(program, curator, sign_in):
    person = make_mentee(program, make_person(program, birth_year=program.first_year - 15)).person
    Representative.objects.create(
        school=program.school, person=person, full_name="Щёткина Анна", kinship="мать"
    )
    client = sign_in(curator)

    client.post(
        url(program, "create", pk=person.pk),
        {
            "purpose": "publication",
            "given_by": "both",
            "representative": person.representatives.get().pk,
            "signed_on": "2026-09-02",
            "once": "a" * 32,
        },
    )
    consent = Consent.objects.get()
    silent = client.post(url(program, "withdraw", pk=consent.pk), {"reason": " "}, follow=True)
    consent.refresh_from_db()
    assert "Напишите, почему" in silent.content.decode()
    assert consent.withdrawn_on is None
    page = client.post(url(program, "withdraw", pk=consent.pk), {"reason": "заявление № 4"}, follow=True)

    consent.refresh_from_db()
    assert (consent.given_by, consent.representative.kinship, consent.withdrawn_reason) == (
        ConsentGiver.BOTH,
        "мать",
        "заявление № 4",
    )
    assert "отозвано" in page.content.decode()


def test_minor_is_not_offered_his_own_signature(program, curator, sign_in):
    person = make_mentee(program).person

    response = sign_in(curator).post(
        url(program, "create", pk=person.pk),
        {"purpose": "testing", "given_by": "self", "signed_on": "2026-09-02", "once": "a" * 32},
    )

    assert response.status_code == 422
    assert Consent.objects.count() == 0


# --- blanks and dashboard ---------------------------------------------------------------------------------


def test_blanks_hold_a_page_for_each_who_lacks_the_paper(program, curator, sign_in):
    program.school.inn, program.school.ogrn = "3801000000", "1023800000000"
    program.school.save()
    pupil = make_mentee(program).person
    Representative.objects.create(
        school=program.school, person=pupil, full_name="Щёткина Анна", kinship="мать"
    )
    adult = make_mentor(program, make_person(program, kind=PersonKind.TEACHER)).person
    make_consent(make_mentee(program).person, curator)

    response = sign_in(curator).get(url(program, "blanks"), {"purpose": "participation"})

    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(response.content)).pages]
    assert len(pages) == 2
    of_pupil, of_adult = sorted(pages, key=lambda text: pupil.full_name not in text)
    assert "Щёткина Анна" in of_pupil
    assert "моего ребёнка (подопечного): " + pupil.full_name in of_pupil
    assert "Я, " + adult.full_name in of_adult
    assert "представителя" not in of_adult
    for text in (of_pupil, of_adult):
        assert "ИНН 3801000000" in text
        assert "проверьте с юристом" in text


@pytest.mark.parametrize("purpose", ConsentPurpose.values)
def test_blank_of_each_purpose_fits_one_page_even_for_long_names(program, curator, sign_in, purpose):
    program.school.full_name = (
        "Муниципальное бюджетное общеобразовательное учреждение " + "очень длинное " * 14
    )
    program.school.address = "665708, Иркутская область, город Братск, жилой район Центральный, улица " * 3
    program.school.save()
    program.school.keeps_special_data = True
    program.school.save()
    kind = PersonKind.GRADUATE if purpose == ConsentPurpose.CONTACT else PersonKind.PUPIL
    teenager = make_person(
        program,
        kind=kind,
        last_name="Константинопольская-Преображенская",
        birth_year=program.first_year - (15 if kind == PersonKind.PUPIL else 25),
    )
    make_mentor(program, teenager)

    response = sign_in(curator).get(url(program, "blanks"), {"purpose": purpose})

    assert len(PdfReader(BytesIO(response.content)).pages) == 1


def test_blanks_with_nobody_to_print_for_go_back_with_a_word(program, curator, sign_in):
    make_consent(make_mentee(program).person, curator)

    page = sign_in(curator).get(url(program, "blanks"), follow=True)

    assert "Печатать нечего" in page.content.decode()


@pytest.mark.parametrize("number", ["9" * 30, "1" * 4500, "9223372036854775808", "²"])
def test_number_that_nobody_can_have_is_nobodys_paper(program, curator, sign_in, number):
    client = sign_in(curator)

    blanks = client.get(url(program, "blanks"), {"person": number})
    ticked = client.post(url(program, "stack"), stack(program, [f"{number}:{PARTICIPATION}"]))

    assert (blanks.status_code, ticked.status_code) == (404, 404)


def test_dashboard_counts_the_missing_papers(program, curator, access):
    make_consent(make_mentee(program).person, curator)
    make_mentee(program)

    (item,), (figure,) = list(attention(access, TODAY)), list(figures(access, TODAY))

    assert (item.severity, item.subject, item.action_label) == (
        "late",
        "1 наставляемый",
        "Напечатать бланки",
    )
    assert (figure.value, figure.total, figure.alarm) == ("1", "из 2", "1 без согласия")
