"""Words of certificates in the right case, three designs, many sheets by the worker, consents asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from django_scopes import scope
from pypdf import PdfReader

from mentoring_site.permissions import Role
from monitoring.certificates import letter_paragraphs, page_of, printable, salutation
from monitoring.enums import AwardKind, AwardState, CertificateDesign
from monitoring.models import Award, HonourNomination
from monitoring.reports_awards import pages_of
from monitoring.services.certificates import KIND
from monitoring.services.recognition import edit_award, remove_award, take_back_handing
from monitoring.services.recognition_orders import leave_order, prepare_award_order
from participants.enums import DestructionCause, Gender, PersonKind
from participants.services.consents import withdraw_consent
from participants.services.destroying import destroy_people
from participants.services.destruction import open_destruction_task
from programs.enums import BatchState, DocumentState
from programs.models import Batch, Document
from programs.registries.batches import BATCH_KINDS
from programs.services.batches import make
from programs.services.documents import Signatory, cancel_document, school_snapshot
from programs.tenancy import program_url
from tests.factories import make_class, make_consent, make_member, make_mentor, make_person

DIRECTOR = Signatory("Директор", "Ершова Нина Викторовна")


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def make_award(program, by, *, kind=AwardKind.CERTIFICATE, person=None, **values):
    person = person or make_person(
        program,
        school_class=make_class(program, 10, "А"),
        last_name="Лебедев",
        first_name="Артём",
        middle_name="Игоревич",
        gender=Gender.MALE,
    )
    values = {"reason": "за терпение и успехи наставляемой по математике", **values}
    return Award.objects.create(
        school=program.school, program=program, kind=kind, person=person, created_by=by, **values
    )


def page(award, program, signer=DIRECTOR):
    year = award.person.enrolments.filter(program=program).first()
    return page_of(award, program, year, signer, school_snapshot(program.school))


@pytest.mark.parametrize(
    ("kind", "words", "who"),
    [
        (AwardKind.CERTIFICATE, ("Грамота", "награждается", ["Лебедев", "Артём Игоревич"]), "ученик"),
        (AwardKind.GRATITUDE, ("Благодарность", "объявляется", ["Лебедеву", "Артёму Игоревичу"]), "ученику"),
        (AwardKind.ATTESTATION, ("Сертификат", "вручается", ["Лебедеву", "Артёму Игоревичу"]), "ученику"),
    ],
)
def test_name_and_class_stand_in_the_case_of_the_verb(program, curator, kind, words, who):
    shown = page(make_award(program, curator, kind=kind), program)
    assert (shown.heading, shown.verb, shown.name_lines) == words
    assert shown.position == f"{who} 10\u00a0«А» класса"


def test_typed_words_win_over_proposed_ones(program, curator):
    typed = {"shown_dative": "Лебедёву Артёму", "shown_position": "староста 10 «А» класса"}
    shown = page(make_award(program, curator, kind=AwardKind.GRATITUDE, **typed), program)
    assert (shown.name_lines, shown.position) == (["Лебедёву", "Артёму"], "староста 10 «А» класса")


@pytest.mark.parametrize("kind", [AwardKind.GRATITUDE, AwardKind.PARENT_LETTER])
def test_bare_class_of_the_order_becomes_words_on_the_sheet(program, curator, kind):
    award = make_award(program, curator, kind=kind, shown_position="10\u00a0«А»")
    shown = page(award, program)
    words = shown.letter[0] if shown.is_letter else shown.position
    assert ("ученика" if shown.is_letter else "ученику") + " 10\u00a0«А» класса" in words


def test_signed_order_names_signer_and_ground(program, curator):
    order = Document.objects.create(
        school=program.school,
        program=program,
        kind="award_order",
        title="О поощрении",
        number="84-од",
        date=date(2027, 6, 21),
        signer_name="Ким Олег Сергеевич",
        signer_title="И. о. директора",
        created_by=curator,
    )
    award = make_award(program, curator, order=order, handed_on=date(2027, 6, 25))
    before = page(award, program)
    order.state = DocumentState.SIGNED

    after = page(award, program)

    assert (before.signer_title, before.foot) == ("Директор", "25\u00a0июня 2027\u00a0г.")
    assert (after.signer_title, after.signer_name) == ("И. о. директора", "О.\u202fС.\u00a0Ким")
    assert after.foot == "25\u00a0июня 2027\u00a0г.  ·  приказ от 21.06.2027 № 84-од"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Уважаемые родители Лебедева Артёма!"),
        ("Ирина Петровна и Олег Ильич", "Уважаемые Ирина Петровна и Олег Ильич!"),
        ("Уважаемая Ирина Петровна!", "Уважаемая Ирина Петровна!"),
    ],
)
def test_salutation_of_a_letter(program, curator, typed, said):
    award = make_award(program, curator, kind=AwardKind.PARENT_LETTER, parents=typed)
    assert salutation(award) == said


def test_letter_thanks_for_the_child_in_the_genitive(program, curator):
    award = make_award(program, curator, kind=AwardKind.PARENT_LETTER)
    year = award.person.enrolments.get(program=program)
    thanks, what_for, _ = letter_paragraphs(award, program, year)
    assert thanks == (
        "Благодарим вас за воспитание Лебедева Артёма Игоревича, ученика 10\u00a0«А» класса, "
        f"наставника Программы наставничества {program.year_label} учебного года."
    )
    assert what_for == "За терпение и успехи наставляемой по математике."


def test_prizes_have_no_sheet_and_pages_cost_the_same_queries(program, curator, django_assert_num_queries):
    with scope(school=program.school):
        for number, kind in enumerate((AwardKind.CERTIFICATE, AwardKind.PRIZE, AwardKind.DIPLOMA)):
            make_award(program, curator, kind=kind, person=make_person(program, last_name=f"Ясин{number}"))
        awards = printable(program)
        assert [award.kind for award in awards] == [AwardKind.CERTIFICATE, AwardKind.DIPLOMA]
        for some in (awards[:1], awards):
            with django_assert_num_queries(3):  # years, who stands in, who directs
                pages_of(some, program, date(2027, 6, 25))


def text_of(data):
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(data)).pages]


def test_many_sheets_are_drawn_as_one_file_with_a_line_in_the_journal(program, curator, sign_in):
    nomination = HonourNomination.objects.create(
        school=program.school, program=program, title="Лучший наставник"
    )
    people = [make_person(program, last_name=name, kind=PersonKind.TEACHER) for name in ("Белов", "Аверин")]
    awards = [
        make_award(program, curator, person=person, nomination=nomination, design=design)
        for person, design in zip(people, CertificateDesign, strict=False)
    ]
    for person in people:
        make_mentor(program, person)
        make_consent(person, curator)
    client = sign_in(curator)

    started = client.post(
        program_url(program, "monitoring:award_certificates"), {"ids": [award.pk for award in awards]}
    )
    batch = Batch.objects.get()
    make(batch.pk)

    sheets = text_of(client.get(program_url(program, "programs:batch_file", pk=batch.pk)).content)
    assert started.url == program_url(program, "programs:batch_detail", pk=batch.pk)
    assert ["Аверин" in sheets[0], "Белов" in sheets[1], len(sheets)] == [True, True, 2]
    assert all("«Лучший наставник»" in sheet for sheet in sheets)


def test_sheet_of_somebody_without_consent_is_refused_by_name(program, curator, sign_in):
    award = make_award(program, curator)
    client = sign_in(curator)

    answers = [
        client.post(program_url(program, "monitoring:award_certificates"), {"ids": [award.pk]}, follow=True),
        client.get(program_url(program, "monitoring:award_certificate_pdf", pk=award.pk), follow=True),
    ]

    said = "Напечатать нельзя: нет действующего согласия на участие – Лебедев Артём."
    assert [said in answer.content.decode() for answer in answers] == [True, True]
    assert not Batch.objects.exists()


def test_sheet_ordered_before_the_consent_was_withdrawn_is_not_drawn(program, curator, sign_in):
    award = make_award(program, curator)
    paper = make_consent(award.person, curator)
    client = sign_in(curator)
    client.post(program_url(program, "monitoring:award_certificates"), {"ids": [award.pk]})
    withdraw_consent(consent=paper, reason="заявление родителя", on=timezone.localdate(), by=curator)

    make(Batch.objects.get().pk)

    batch = Batch.objects.get()
    assert (batch.state, batch.content) == (BatchState.FAILED, None)
    assert batch.problem.startswith("Напечатать нельзя: нет действующего согласия")


def test_ready_files_go_with_destroyed_people(program, curator, sign_in):
    award = make_award(program, curator)
    make_consent(award.person, curator)
    sign_in(curator).post(program_url(program, "monitoring:award_certificates"), {"ids": [award.pk]})
    make(Batch.objects.get().pk)
    today = timezone.localdate()
    task = open_destruction_task(person=award.person, cause=DestructionCause.WITHDRAWN, on=today, by=curator)

    destroy_people(tasks=[task], by=curator, program=program, on=today)

    assert not Batch.objects.exists()


def test_samples_show_each_design_without_data_of_anybody(program, curator, sign_in):
    client = sign_in(curator)
    page_text = client.get(program_url(program, "monitoring:certificate_designs")).content.decode()
    for design in CertificateDesign:
        url = program_url(
            program, "monitoring:certificate_sample_pdf", design=design.value, kind="parent_letter"
        )
        assert url in page_text
        assert "Уважаемые Ирина Петровна и Иван Олегович!" in text_of(client.get(url).content)[0]
    wrong = program_url(program, "monitoring:certificate_sample_pdf", design="gold", kind="parent_letter")
    assert client.get(wrong).status_code == 404


@pytest.fixture
def ready(program, curator, sign_in):
    """A file of two sheets: an award that stands in an order, a proposal; and another of a stranger."""
    mine, other = make_award(program, curator), make_award(program, curator)
    stranger = make_award(program, curator)
    for award in (mine, other, stranger):
        make_consent(award.person, curator, purpose="participation")
        make_consent(award.person, curator, purpose="publication")
    prepare_award_order(program=program, ids=[mine.pk], on=timezone.localdate(), by=curator)
    client = sign_in(curator)
    for ids in ([mine.pk, other.pk], [stranger.pk]):
        client.post(program_url(program, "monitoring:award_certificates"), {"ids": ids})
    for batch in Batch.objects.all():
        make(batch.pk)
    mine.refresh_from_db()
    return mine, other


def withdrawn(purpose):
    def work(mine, other, curator):
        consent = mine.person.consents.get(purpose=purpose)
        withdraw_consent(consent=consent, reason="заявление", on=timezone.localdate(), by=curator)

    return work


def edited(award, by):
    values = {"shown_name": "Другое имя"}
    return edit_award(award=award, values=values, shown_version=award.version, by=by)


def handed(award, by):
    Award.objects.filter(pk=award.pk).update(state=AwardState.HANDED, handed_on=timezone.localdate())
    award.refresh_from_db()
    return award


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (withdrawn("participation"), "отозвал согласие"),
        (withdrawn("publication"), "отозвал согласие"),
        (lambda mine, other, by: remove_award(award=other, by=by), "отменено"),
        (lambda mine, other, by: leave_order(award=mine, by=by), "отменено"),
        (
            lambda mine, other, by: cancel_document(document=mine.order, reason="ошибка", by=by),
            "отменено",
        ),
        (lambda mine, other, by: edited(mine, by), "исправлено"),
        (lambda mine, other, by: take_back_handing(award=handed(mine, by), by=by), "исправлено"),
    ],
    ids=["participation", "publication", "removed", "left-order", "cancelled-order", "edited", "not-handed"],
)
def test_ready_file_is_given_out_no_more_when_what_it_says_does_not_hold(
    program, curator, sign_in, ready, event, words
):
    event(*ready, curator)

    states = [(batch.state, batch.content is None) for batch in Batch.objects.order_by("pk")]
    assert states == [(BatchState.FAILED, True), (BatchState.DONE, False)]
    spoiled = Batch.objects.earliest("pk")
    page_url = program_url(program, "programs:batch_detail", pk=spoiled.pk)
    client = sign_in(curator)
    assert client.get(program_url(program, "programs:batch_file", pk=spoiled.pk)).url == page_url
    assert words in client.get(page_url).content.decode()


def test_withdrawal_with_another_paper_keeps_the_ready_file(program, curator, ready):
    person = ready[0].person
    make_consent(person, curator, purpose="publication")
    consent = person.consents.filter(purpose="publication").earliest("pk")

    withdraw_consent(consent=consent, reason="новый бланк", on=timezone.localdate(), by=curator)

    assert set(Batch.objects.values_list("state", flat=True)) == {BatchState.DONE}


def test_file_spoiled_while_it_is_being_made_does_not_become_ready(program, curator, sign_in, monkeypatch):
    award = make_award(program, curator)
    make_consent(award.person, curator)
    sign_in(curator).post(program_url(program, "monitoring:award_certificates"), {"ids": [award.pk]})
    kind = BATCH_KINDS[KIND]

    def build(batch, on, beat):
        made = kind.build(batch, on, beat)
        remove_award(award=award, by=curator)
        return made

    monkeypatch.setitem(BATCH_KINDS, KIND, replace(kind, build=build))

    make(Batch.objects.get().pk)

    batch = Batch.objects.get()
    assert (batch.state, batch.content) == (BatchState.FAILED, None)
