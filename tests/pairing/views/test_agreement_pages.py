"""Pages of agreement, the council, labour papers and telling: what they say, what they refuse, what they cost."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from pairing.enums import LabourPaperKind, PairState
from pairing.models import LabourPaper, PairAgreement, PairNotice
from pairing.services.agreement import ask_sides, record_answer
from pairing.services.labour import register_paper
from pairing.services.plans import submit_plan
from pairing.services.telling import pairs_to_tell
from participants.models import Category, Letter, MenteeCategory
from programs.services.calendar import add_holidays, save_break
from programs.services.links import token_of
from programs.tenancy import program_url
from tests.pairing.makers import make_pair, make_signed, make_teacher_pair, record_papers

TODAY = timezone.localdate()


def url(program, name, **kwargs):
    return program_url(program, f"pairing:{name}", **kwargs)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.fixture
def pair(program, curator):
    return make_pair(program, curator)


@pytest.fixture
def asked(program, pair, curator):
    """The mentor's own question."""
    ask_sides(program=program, pairs=[pair], on=TODAY, by=curator)
    return PairAgreement.objects.select_related("link").get(pair=pair, role="mentor")


def page_of(agreement):
    return reverse("agreement_page:page", kwargs={"token": token_of(agreement.link)})


# --- behind the link --------------------------------------------------------------------------------------


def test_side_reads_name_and_class_of_the_other_and_nothing_of_why(client, program, pair, asked):
    mentee = pair.members.get().mentee
    category = Category.objects.create(
        school=program.school, kind="mentee_pupil", code="x1", title="неуспевающий"
    )
    MenteeCategory.objects.create(school=program.school, mentee=mentee, category=category)
    mentee.request = "Подтянуть математику"
    mentee.save()

    said = client.get(page_of(asked)).content.decode()

    assert mentee.person.list_name in said
    assert "7\u00a0«А»" in said
    assert not [word for word in ("неуспевающий", "Подтянуть", mentee.person.middle_name) if word in said]


def test_side_agrees_on_a_phone_and_may_change_its_mind(client, asked):
    first = client.post(page_of(asked), {"answer": "yes", "comment": "Рад помочь"}, follow=True)
    client.post(page_of(asked), {"answer": "no"})

    asked.refresh_from_db()
    assert "Ваше согласие записано" in first.content.decode()
    assert (asked.state, asked.comment) == ("declined", "")


def test_side_without_an_answer_is_told_what_to_press_and_keeps_its_words(client, asked):
    page = client.post(page_of(asked), {"comment": "Мне удобно"})

    assert page.status_code == 422
    assert "Нажмите одну из двух кнопок" in page.content.decode()
    assert "Мне удобно" in page.content.decode()


def test_side_of_submitted_pair_reads_but_answers_no_more(client, program, pair, asked, curator):
    submit_plan(program=program, pairs=[pair], by=curator)

    read, late = client.get(page_of(asked)), client.post(page_of(asked), {"answer": "no"})

    assert 'name="answer"' not in read.content.decode()
    assert (late.status_code, "уже передана директору" in late.content.decode()) == (422, True)


def test_side_of_a_pair_that_is_no_more_is_told_so_kindly(client, pair, asked):
    address = page_of(asked)
    pair.delete()

    page = client.get(address)

    assert (page.status_code, "Куратор изменил пару" in page.content.decode()) == (200, True)


# --- the curator's pages ----------------------------------------------------------------------------------


def test_curator_asks_all_copies_texts_and_prints_slips(sign_in, program, pair, curator):
    client = sign_in(curator)

    client.post(url(program, "agreement_ask"), {"everybody": "1"})
    texts = client.get(url(program, "agreement_texts")).content.decode()
    slips = client.get(url(program, "agreement_pdf"))

    links = [row.link for row in PairAgreement.objects.select_related("link")]
    assert len(links) == 4
    assert all(token_of(link) in texts for link in links)
    assert pair.mentor.person.last_name not in texts.split("readonly", 1)[1].split("</textarea>")[0]
    assert pair.mentor.person.full_name in text_of(slips.content)


def test_curator_records_a_refusal_by_word(sign_in, program, pair, curator):
    client = sign_in(curator)
    form = {
        "person": pair.mentor.person_id,
        "role": "mentor",
        "answer": "no",
        "source": "staff",
        "comment": "нет",
    }

    page = client.post(url(program, "pair_answer", pk=pair.pk), form, follow=True)
    listed = client.get(url(program, "agreement_list") + "?tab=declined")

    assert "Отказ записан" in page.content.decode()
    assert str(pair.mentor.person.list_name) in listed.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"answer": "maybe"}, "Выберите ответ"),
        ({"person": "²"}, "уже нет в паре"),
        ({"role": "friend"}, "уже нет в паре"),
        ({"source": "link"}, "как получен ответ"),
    ],
)
def test_impossible_answer_is_refused_in_words(sign_in, program, pair, curator, changes, words):
    form = {"person": pair.mentor.person_id, "role": "mentor", "answer": "yes", "source": "staff"}

    page = sign_in(curator).post(url(program, "pair_answer", pk=pair.pk), form | changes, follow=True)

    assert words in page.content.decode()
    assert not PairAgreement.objects.exists()


# --- council and labour papers ----------------------------------------------------------------------------


def test_plan_asks_for_the_protocol_and_the_director_sees_it_lacks(sign_in, program, curator, director):
    plan = submit_plan(program=program, pairs=[make_teacher_pair(program, curator)], by=curator)
    client = sign_in(director)

    queue = client.get(program_url(program, "programs:approvals")).content.decode()
    refused = client.post(url(program, "plan_approve", pk=plan.pk), follow=True).content.decode()
    client.post(url(program, "plan_council", pk=plan.pk), {"protocol": "3", "on": f"{TODAY:%Y-%m-%d}"})
    approved = client.post(url(program, "plan_approve", pk=plan.pk), follow=True).content.decode()

    assert "Нет протокола методсовета" in queue
    assert "нужен протокол методического совета" in refused
    assert "ждёт подписи" in approved


def test_bad_protocol_is_refused_in_words(sign_in, program, curator):
    plan = submit_plan(program=program, pairs=[make_teacher_pair(program, curator)], by=curator)

    page = sign_in(curator).post(url(program, "plan_council", pk=plan.pk), {"protocol": ""}, follow=True)

    assert "Протокол не записан. Впишите номер протокола. Укажите дату." in page.content.decode()


def test_curator_registers_papers_with_a_scan_and_the_accountant_gets_a_table(sign_in, program, curator):
    pair = make_teacher_pair(program, curator)
    client = sign_in(curator)
    consent = {
        "kind": "consent",
        "consent-signed_on": f"{TODAY:%Y-%m-%d}",
        "consent-kept_at": "личное дело",
        "consent-scan": SimpleUploadedFile("скан.pdf", b"%PDF-1.4"),
    }
    duties = {
        "kind": "agreement",
        "agreement-signed_on": f"{TODAY:%Y-%m-%d}",
        "agreement-kept_at": "отдел кадров",
        "agreement-in_duties": "on",
    }

    for form in (consent, duties):
        assert client.post(url(program, "pair_labour", pk=pair.pk), form).status_code == 302
    table = client.get(url(program, "labour_export") + "?format=csv").content.decode("utf-8-sig")
    scan = client.post(url(program, "labour_paper_scan", pk=LabourPaper.objects.get(kind="consent").pk))

    rows = list(csv.reader(StringIO(table), delimiter=";"))
    assert len(rows[-1]) == 11
    assert rows[-1][9:] == ["входит в должностные обязанности", "личное дело; отдел кадров"]
    assert scan.content == b"%PDF-1.4"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"signed_on": "вчера"}, "Такой даты нет"),
        ({"kept_at": ""}, "Напишите, где лежит оригинал"),
        ({"pay": ""}, "Впишите выплату"),
        ({"in_duties": "on"}, "Выберите одно"),
    ],
)
def test_paper_that_lacks_something_keeps_what_was_typed(sign_in, program, curator, fields, words):
    pair = make_teacher_pair(program, curator)
    typed = {"signed_on": f"{TODAY:%Y-%m-%d}", "kept_at": "сейф № 5", "pay": "2 500 руб."} | fields

    page = sign_in(curator).post(
        url(program, "pair_labour", pk=pair.pk),
        {"kind": "agreement", **{f"agreement-{name}": value for name, value in typed.items()}},
    )

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not fields.keys() - {"kept_at"} or "сейф № 5" in page.content.decode()


def test_director_reads_papers_but_registers_none(sign_in, program, curator, director):
    pair = make_teacher_pair(program, curator)
    client = sign_in(director)

    read = client.get(url(program, "pair_labour", pk=pair.pk))
    written = client.post(url(program, "pair_labour", pk=pair.pk), {"kind": "consent"})

    assert (read.status_code, written.status_code) == (200, 403)
    assert "Записать подписанный документ" not in read.content.decode()


def test_blanks_name_the_law_and_bear_the_lawyers_mark_until_it_is_taken_off(
    sign_in, program, curator, director
):
    pair = make_teacher_pair(program, curator)
    record_papers(pair, curator)
    client = sign_in(curator)
    form = {"ids": pair.pk, "chosen": "1", "kinds": list(LabourPaperKind.values)}

    marked = text_of(client.post(url(program, "labour_print"), form).content)
    clean = text_of(client.post(url(program, "labour_print"), form | {"is_checked": "on"}).content)
    nothing = client.post(url(program, "labour_print"), {"ids": pair.pk, "chosen": "1"})

    assert marked.count("проверьте с юристом") == 3
    assert "проверьте с юристом" not in clean
    assert clean.count("351.8") == 3
    assert "не менее чем за три рабочих дня" in clean
    assert "3 000 руб. в месяц" in clean
    assert (nothing.status_code, "Отметьте хотя бы один бланк" in nothing.content.decode()) == (422, True)


def test_earliest_last_day_is_three_working_days_after_the_notice_on_the_page_and_the_blank(
    sign_in, program, curator
):
    """School breaks are working days to an employee, holidays are not."""
    pair = make_teacher_pair(program, curator)
    make_signed(program, curator, pair)
    save_break(
        program=program, title="осенние", starts=date(2026, 10, 26), ends=date(2026, 11, 3), by=curator
    )
    add_holidays(program=program, by=curator)
    client = sign_in(curator)

    asked = client.get(url(program, "pair_labour", pk=pair.pk)).content.decode()
    register_paper(
        pair=pair,
        kind=LabourPaperKind.NOTICE,
        signed_on=date(2026, 10, 30),
        today=date(2026, 11, 1),
        kept_at="личное дело",
        by=curator,
    )
    told = client.get(url(program, "pair_labour", pk=pair.pk)).content.decode()
    form = {"ids": pair.pk, "chosen": "1", "kinds": ["notice"]}
    blank = text_of(client.post(url(program, "labour_print"), form).content)

    assert "Если вручить сегодня, последний день" in asked
    assert "не раньше 05.11.2026" in told.replace("\u00a0", " ")
    assert "если вручено 30.10.2026, то не раньше 05.11.2026" in blank


# --- telling ----------------------------------------------------------------------------------------------


def test_order_tells_whom_to_tell_and_takes_marks(sign_in, program, pair, curator):
    order = make_signed(program, curator, pair)
    client = sign_in(curator)
    card = client.get(program_url(program, "programs:document_detail", pk=order.pk)).content.decode()
    mentor = f"{pair.pk}:{pair.mentor.person_id}:mentor"

    client.post(
        url(program, "telling_record", pk=order.pk),
        {"who": [mentor, "nonsense"], "channel": "sheet", "told_on": f"{TODAY:%Y-%m-%d}"},
    )
    client.post(url(program, "telling_letters", pk=order.pk))
    sheet = text_of(client.get(url(program, "telling_sheet_pdf", pk=order.pk)).content)
    slips = text_of(client.get(url(program, "telling_slips_pdf", pk=order.pk)).content)

    assert "О парах знают 0 из 4" in card
    assert PairNotice.objects.get().channel == "sheet"
    assert Letter.objects.count() == 3
    assert f"{TODAY:%d.%m.%Y}" in sheet
    assert slips.count("Здравствуйте") == 3


def test_mark_of_nobody_keeps_the_page_and_says_why(sign_in, program, pair, curator):
    order = make_signed(program, curator, pair)
    client = sign_in(curator)
    form = {"channel": "sheet", "told_on": f"{TODAY:%Y-%m-%d}"}

    nobody = client.post(url(program, "telling_record", pk=order.pk), form)
    no_day = client.post(url(program, "telling_record", pk=order.pk), form | {"told_on": ""})

    assert (nobody.status_code, "Отметьте, кому сообщили" in nobody.content.decode()) == (422, True)
    assert (no_day.status_code, "Укажите дату" in no_day.content.decode()) == (422, True)


# --- cost -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["agreement_list", "agreement_texts"])
def test_pages_of_drafts_cost_the_same_for_one_and_three(sign_in, program, curator, queries_of, name):
    client = sign_in(curator)

    def cost(number):
        pairs = [make_pair(program, curator) for _ in range(number)]
        ask_sides(program=program, pairs=pairs, on=TODAY, by=curator)
        return queries_of(client, url(program, name))

    assert cost(1) == cost(2)


@pytest.mark.parametrize("name", ["labour_list", "labour_export"])
def test_pages_of_papers_cost_the_same_for_one_and_three(sign_in, program, curator, queries_of, name):
    client = sign_in(curator)

    def cost(number):
        for _ in range(number):
            record_papers(make_teacher_pair(program, curator), curator)
        return queries_of(client, url(program, name) + "?tab=all")

    assert cost(1) == cost(2)


def test_pages_of_telling_cost_the_same_for_one_and_three(sign_in, program, curator, queries_of):
    client = sign_in(curator)

    def cost(number):
        order = make_signed(program, curator, *[make_pair(program, curator) for _ in range(number)])
        assert pairs_to_tell(program).filter(order=order).count() == number
        return queries_of(client, url(program, "telling_list")), queries_of(
            client, url(program, "telling_order", pk=order.pk)
        )

    assert cost(1) == cost(3)


def test_panel_shows_words_of_both_sides_to_the_curator_only(sign_in, program, pair, curator, director):
    record_answer(
        pair=pair,
        person=pair.mentor.person_id,
        role="mentor",
        agrees=True,
        source="staff",
        on=TODAY,
        by=curator,
    )
    address = url(program, "pair_detail", pk=pair.pk)

    seen = sign_in(curator).get(address).content.decode()
    hidden = sign_in(director).get(address).content.decode()

    assert ("Согласие сторон" in seen, "Согласие сторон" in hidden) == (True, False)
    assert pair.state == PairState.DRAFT
