from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from mentoring_site.permissions import Role
from pairing.enums import ConsultationKind, PairState, ReferralOrigin
from pairing.models import CompatibilityTest, Consultation, Referral, TestMethod, TestProtocol
from pairing.psychologist import attention, offer_notes
from pairing.services.consultations import Talk, record_talk
from pairing.services.methods import add_shipped_methods
from pairing.services.pair_surveys import start_round, type_answers
from pairing.services.protocols import record_protocol
from pairing.services.referrals import ask_for_help, refer
from participants.enums import ConsentPurpose
from programs.models import ClassTeacher
from programs.tenancy import access_for, program_url
from tests.factories import make_class, make_consent, make_member, make_person
from tests.pairing.makers import make_pair, make_pair_in

TODAY = timezone.localdate()
SECRET = "Занавеска-канарейка"
GOOD = {"satisfaction": 9, "comfort": 8, "needs_help": False, "helped": SECRET}


@pytest.fixture
def psychologist(program):
    return make_member(program.school, Role.PSYCHOLOGIST, last_name="Мещерякова", first_name="Анна")


@pytest.fixture
def pair(program, curator):
    return make_pair_in(program, curator, PairState.ACTIVE)


def url(program, name, **kwargs):
    return program_url(program, f"pairing:{name}", **kwargs)


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


def pdf_text(response):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)


def items(user, program):
    return list(attention(access_for(user, program, TODAY), TODAY))


# --- only the conclusion leaves the room ------------------------------------------------------------------


@pytest.fixture
def planted(program, psychologist, pair):
    """A protocol, a talk, answers and a call for help with planted words; the pages that others open."""
    add_shipped_methods(school=program.school, by=psychologist)
    method = TestMethod.objects.get(title="Школьная тревожность Филлипса")
    person = pair.members.get().mentee.person
    make_consent(person, psychologist, purpose=ConsentPurpose.TESTING)
    record_protocol(
        program=program,
        person=person,
        method=method,
        conducted_on=TODAY,
        scales={method.scales.first().pk: 77},
        notes=SECRET,
        by=psychologist,
    )
    talk = Talk(TODAY, ConsultationKind.PERSONAL, SECRET, person=person, notes=SECRET)
    record_talk(program=program, talk=talk, by=psychologist)
    survey = start_round(program=program, pairs=[pair], by=psychologist, on=TODAY)
    type_answers(invite=survey.invites.get(role="mentee"), answers=dict(GOOD), by=psychologist, on=TODAY)
    ask_for_help(
        person=pair.mentor.person, pair=pair, reason=SECRET, tells_curator=False, origin=ReferralOrigin.SURVEY
    )
    return person, survey


@pytest.mark.parametrize("role", [Role.CURATOR, Role.DIRECTOR, Role.SOCIAL, Role.MENTOR])
def test_planted_words_of_the_room_are_nowhere_for_others(program, pair, planted, sign_in, role):
    person, survey = planted
    user = make_member(program.school, role)
    if role == Role.MENTOR:
        pair.mentor.person.user = user
        pair.mentor.person.save()
    client = sign_in(user)
    card = program_url(program, "participants:person_detail", pk=person.pk)
    addresses = [
        program_url(program, "programs:dashboard"),
        program_url(program, "programs:attention_list"),
        program_url(program, "programs:search") + f"?q={SECRET}",
        program_url(program, "programs:audit_list"),
        program_url(program, "programs:audit_export") + "?format=csv",
        program_url(program, "participants:mentee_export") + "?format=csv",
        program_url(program, "participants:questionnaire_detail", pk=survey.questionnaire_id),
        url(program, "pair_detail", pk=pair.pk),
        url(program, "pair_export") + "?format=csv",
        url(program, "test_list"),
        url(program, "pair_survey_list"),
        url(program, "pair_survey_detail", pk=survey.pk),
        url(program, "own_referral_list"),
        *(f"{card}?tab={tab}" for tab in ("history", "answers", "pairs")),
        card,
    ]

    pages = {address: client.get(address) for address in addresses}

    said = {address: text_of(page).replace(f'value="{SECRET}"', "") for address, page in pages.items()}
    hidden = ("тревожность Филлипса", "Общая тревожность", "просит помощи")
    assert [address for address, text in said.items() if any(word in text for word in hidden)] == []
    assert [
        address
        for address, text in said.items()
        if SECRET in text and "/search/" not in address  # the search repeats what was asked
    ] == []


def test_help_reaches_the_curator_only_when_the_asker_said_so(program, pair, curator, psychologist, sign_in):
    common = {"person": pair.mentor.person, "pair": pair, "origin": ReferralOrigin.SURVEY}
    secret = ask_for_help(reason="Никому", tells_curator=False, **common)
    assert (items(curator, program), len(items(psychologist, program))) == ([], 1)

    shared = ask_for_help(reason="Можно куратору", tells_curator=True, **common)

    [item] = items(curator, program)
    assert (item.severity, item.subject.replace("\u00a0", " "), item.rest) == (
        "warn",
        "1 участник просит",
        "помощи психолога",
    )
    client = sign_in(curator)
    found = [client.get(url(program, "referral_detail", pk=one.pk)).status_code for one in (secret, shared)]
    assert found == [404, 200]


def test_unanswered_help_grows_late_and_leaves_with_the_reply(program, pair, psychologist, sign_in):
    referral = ask_for_help(
        person=pair.mentor.person,
        pair=pair,
        reason="Трудно",
        tells_curator=False,
        origin=ReferralOrigin.SURVEY,
        at=timezone.now() - timedelta(days=4),
    )
    assert [item.severity for item in items(psychologist, program)] == ["late"]

    sign_in(psychologist).post(
        url(program, "referral_detail", pk=referral.pk), {"reply": "Жду вас в среду", "version": 1}
    )

    referral.refresh_from_db()
    assert (referral.reply, items(psychologist, program)) == ("Жду вас в среду", [])


# --- referrals --------------------------------------------------------------------------------------------


def test_class_teacher_refers_the_own_class_only_and_reads_the_reply(program, psychologist, sign_in):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    own_class = make_class(program, 7, "В")
    ClassTeacher.objects.create(school=program.school, program=program, school_class=own_class, user=teacher)
    own = make_person(program, school_class=own_class)
    foreign = make_person(program, school_class=make_class(program, 8, "Г"))
    client = sign_in(teacher)
    address = url(program, "referral_create")

    assert client.get(f"{address}?person={foreign.pk}").status_code == 404
    client.post(f"{address}?person={own.pk}", {"reason": "Плачет на переменах", "once": "r" * 32})

    referral = Referral.objects.get()
    assert (referral.person, referral.asked_by, referral.origin) == (own, teacher, ReferralOrigin.STAFF)
    sign_in(psychologist).post(
        url(program, "referral_detail", pk=referral.pk), {"reply": "Поговорили", "version": 1}
    )
    assert "Поговорили" in text_of(sign_in(teacher).get(url(program, "referral_detail", pk=referral.pk)))


def test_words_of_a_colleague_are_not_found(program, curator, sign_in):
    referral = refer(person=make_person(program), program=program, reason="Замкнут", by=curator)
    social = make_member(program.school, Role.SOCIAL)

    assert sign_in(social).get(url(program, "referral_detail", pk=referral.pk)).status_code == 404


def test_person_card_leads_to_the_referral(program, curator, sign_in):
    person = make_person(program)

    page = text_of(sign_in(curator).get(program_url(program, "participants:person_detail", pk=person.pk)))

    assert f"/referrals/add/?person={person.pk}" in page


# --- conclusions, protocols, the journal ------------------------------------------------------------------


def test_page_of_many_conclusions_says_who_lacks_consent_and_saves_the_rest(
    program, curator, psychologist, sign_in
):
    ready, lacking = make_pair(program, curator), make_pair(program, curator)
    for person in (ready.mentor.person, ready.members.get().mentee.person):
        make_consent(person, psychologist, purpose=ConsentPurpose.TESTING)
    client = sign_in(psychologist)
    page = text_of(client.get(url(program, "test_many")))
    assert lacking.mentor.person.list_name in page
    assert "2 человека: их строки пока закрыты" in page
    pk = ready.members.get().pk
    data = {
        "method": "ОМО (FIRO-B)",
        "conducted_on": f"{TODAY:%Y-%m-%d}",
        f"conclusion-{pk}": "reservation",
        "once": "w" * 32,
    }

    refused = client.post(url(program, "test_many"), data)
    assert refused.status_code == 422
    assert "с какой оговоркой" in text_of(refused)
    assert f'<a href="#reservation-{pk}">{ready.mentor.person.list_name}' in refused.content.decode()
    client.post(url(program, "test_many"), data | {f"reservation-{pk}": "вместе с куратором"})

    test = CompatibilityTest.objects.get()
    assert (test.mentor, test.conclusion, test.reservation) == (
        ready.mentor,
        "reservation",
        "вместе с куратором",
    )


def test_protocol_is_written_and_opened_by_post_only(program, psychologist, sign_in):
    add_shipped_methods(school=program.school, by=psychologist)
    method = TestMethod.objects.get(title="КОС-2")
    pupil = make_pair(program, psychologist).mentor.person
    make_consent(pupil, psychologist, purpose=ConsentPurpose.TESTING)
    first = method.scales.first()
    client = sign_in(psychologist)
    address = f"{url(program, 'protocol_create')}?method={method.pk}"
    data = {
        "person": pupil.full_name,
        "conducted_on": f"{TODAY:%Y-%m-%d}",
        f"scale-{first.pk}": "21",
        "notes": SECRET,
        "once": "p" * 32,
    }

    refused = client.post(address, data)
    assert (refused.status_code, "От 0 до 20." in text_of(refused)) == (422, True)
    closed = text_of(client.post(address, data | {f"scale-{first.pk}": "18"}, follow=True))
    opened = client.post(url(program, "protocol_open", pk=TestProtocol.objects.get().pk))

    assert SECRET not in closed
    assert ["18" in text_of(opened), SECRET in text_of(opened), "не измерялось" in text_of(opened)] == [
        True
    ] * 3
    assert "no-store" in opened["Cache-Control"]


def test_blank_of_a_method_holds_scales_and_the_name(program, psychologist, sign_in):
    add_shipped_methods(school=program.school, by=psychologist)
    method = TestMethod.objects.get(title="КОС-2")
    pupil = make_pair(program, psychologist).mentor.person

    text = pdf_text(
        sign_in(psychologist).get(url(program, "method_pdf", pk=method.pk) + f"?person={pupil.pk}")
    )

    assert ["Организаторские" in text, "0–20" in text, pupil.last_name in text] == [True] * 3


def test_journal_is_written_filtered_and_printed_without_names(program, pair, psychologist, sign_in):
    person = pair.members.get().mentee.person
    client = sign_in(psychologist)
    data = {
        "held_on": f"{TODAY:%Y-%m-%d}",
        "kind": "personal",
        "person": person.full_name,
        "result": "даны упражнения",
        "notes": SECRET,
    }
    client.post(url(program, "consultation_create"), data | {"once": "c" * 32})
    talk = Consultation.objects.get()

    listed = text_of(client.get(url(program, "consultation_list"), {"q": person.last_name}))
    nothing = text_of(client.get(url(program, "consultation_list"), {"until": "2020-01-01"}))
    paper = pdf_text(client.get(url(program, "consultation_pdf")))
    named = pdf_text(client.get(url(program, "consultation_pdf"), {"names": "1"}))
    sheet = load_workbook(BytesIO(client.get(url(program, "consultation_export")).content)).active
    notes = text_of(client.post(url(program, "consultation_notes", pk=talk.pk)))

    assert (person.list_name in listed, "Таких консультаций нет" in nothing) == (True, True)
    assert (person.last_name in paper, "ученик" in paper, person.last_name in named) == (False, True, True)
    assert person.last_name not in str([cell.value for cell in sheet[2]])
    assert (SECRET in notes, SECRET in listed + paper + named) == (True, False)


def test_method_of_ones_own_is_added_with_scales_by_lines(program, psychologist, sign_in):
    client = sign_in(psychologist)
    data = {"title": "Своя", "audience": "all", "is_active": "on", "scales": "Тревога: 0-40\nвторая"}

    refused = client.post(url(program, "method_create"), data)
    client.post(url(program, "method_create"), data | {"scales": "Тревога: 0-40"})

    assert (refused.status_code, "Строка 2" in text_of(refused)) == (422, True)
    assert [str(scale) for scale in TestMethod.objects.get().scales.all()] == ["Тревога (0–40)"]


# --- rounds of questions ----------------------------------------------------------------------------------


def test_curator_sees_words_instead_of_numbers_under_five_answers(
    program, pair, curator, psychologist, sign_in
):
    survey = start_round(program=program, pairs=[pair], by=psychologist, on=TODAY)
    for invite in survey.invites.all():
        type_answers(invite=invite, answers=dict(GOOD), by=psychologist, on=TODAY)

    seen = text_of(sign_in(curator).get(url(program, "pair_survey_detail", pk=survey.pk)))
    own = text_of(sign_in(psychologist).get(url(program, "pair_survey_detail", pk=survey.pk)))

    assert ("Меньше пяти ответов" in seen, "9,0 из 10" in seen) == (True, False)
    assert (pair.mentor.person.list_name in seen, pair.mentor.person.list_name in own) == (False, True)


def test_round_is_started_typed_and_printed_on_slips(program, pair, psychologist, sign_in):
    client = sign_in(psychologist)
    client.post(url(program, "pair_survey_create"), {"title": "Ноябрь", "ids": [pair.pk], "once": "s" * 32})
    survey = program.pair_surveys.get()
    slips = pdf_text(client.get(url(program, "pair_survey_pdf", pk=survey.pk)))
    invite = survey.invites.get(role="mentor")

    client.post(url(program, "pair_survey_invite", pk=invite.pk), {"q-satisfaction": "3", "q-comfort": "5"})

    invite.refresh_from_db()
    assert (invite.satisfaction, invite.response.source) == (3, "grid")
    assert pair.mentor.person.last_name in slips
    page = text_of(client.get(url(program, "pair_survey_invite", pk=invite.pk)))
    assert "Насколько вы довольны своей парой?" in page


# --- the handover, lengths --------------------------------------------------------------------------------


def test_handover_of_the_role_offers_the_notes(program, pair, psychologist):
    assert offer_notes(program=program, role=Role.PSYCHOLOGIST, giver=psychologist) == ""
    record_talk(
        program=program,
        talk=Talk(TODAY, ConsultationKind.GROUP, "беседа", with_whom="группа", notes=SECRET),
        by=psychologist,
    )

    assert "вместе с ролью не переходят" in offer_notes(
        program=program, role=Role.PSYCHOLOGIST, giver=psychologist
    )


@pytest.mark.parametrize("name", ["consultation_list", "referral_list", "protocol_list", "test_many"])
def test_lists_take_the_same_queries_for_any_length(
    program, curator, psychologist, sign_in, queries_of, name
):
    add_shipped_methods(school=program.school, by=psychologist)
    method = TestMethod.objects.get(title="КОС-2")
    client, counts = sign_in(psychologist), []
    for rows in (1, 2):
        for _ in range(rows):
            person = make_pair(program, curator).mentor.person
            make_consent(person, psychologist, purpose=ConsentPurpose.TESTING)
            talk = Talk(TODAY, ConsultationKind.PERSONAL, "беседа", person=person)
            record_talk(program=program, talk=talk, by=psychologist)
            refer(person=person, program=program, reason="Слово", by=curator)
            record_protocol(
                program=program, person=person, method=method, conducted_on=TODAY, scales={}, notes="н", by=psychologist
            )  # fmt: skip
        counts.append(queries_of(client, url(program, name)))

    assert counts[0] == counts[1]


def test_round_takes_the_same_queries_for_any_length(program, curator, psychologist, sign_in, queries_of):
    client, counts = sign_in(psychologist), []
    for rows in (1, 3):
        pairs = [make_pair_in(program, curator, PairState.ACTIVE) for _ in range(rows)]
        survey = start_round(program=program, pairs=pairs, by=psychologist, on=TODAY)
        counts.append(queries_of(client, url(program, "pair_survey_detail", pk=survey.pk)))

    assert counts[0] == counts[1]
