from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from pairing.enums import PairState
from pairing.models import Pair
from pairing.services.order_names import correct_name
from pairing.services.orders import KIND, edit_order, order_snapshot
from pairing.services.plans import approve_plan, submit_plan
from programs.enums import DocumentState, ProgramState
from programs.models import Document, Program
from programs.services.audit import Refusal
from programs.services.documents import cancel_document, document_pdf, sign_document
from tests.factories import make_member, make_person
from tests.pairing.makers import make_pair, ready_mentee, ready_mentor


def text_of(pdf):
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]
    return pages, " ".join(pages).replace("\u202f", " ").replace("\u00a0", " ").replace("- ", "")


def named(program, by, maker, full_name, **fields):
    last, first, middle = full_name.split()
    person = make_person(program, last_name=last, first_name=first, middle_name=middle)
    return maker(program, by, person=person, **fields)


def approved_order(program, curator, director):
    mentor = named(program, curator, ready_mentor, "Захарова Елизавета Романовна")
    mentee = named(program, curator, ready_mentee, "Мамедов Руслан Тимурович")
    pair = make_pair(program, curator, mentor=mentor, mentees=[mentee])
    return approve_plan(plan=submit_plan(program=program, pairs=[pair], by=curator), by=director).order


def test_order_of_an_archived_programme_is_not_signed_any_more(program, curator):
    order = approved_order(program, curator, curator)
    Program.objects.filter(pk=program.pk).update(state=ProgramState.ARCHIVED)

    with pytest.raises(Refusal, match="Программа в архиве"):
        sign_document(document=order, number="1", date=timezone.localdate(), by=curator)

    assert Document.objects.get(pk=order.pk).state == DocumentState.TO_SIGN


def test_signed_order_prints_names_number_and_date(program, curator, director):
    make_member(
        program.school, Role.DEPUTY_UVR, last_name="Климова", first_name="Татьяна", middle_name="Юрьевна"
    )
    order = approved_order(program, curator, director)
    on = timezone.localdate()

    sign_document(document=order, number="47-р", date=on, by=director)

    order.refresh_from_db()
    pages, text = text_of(document_pdf(order))
    assert len(pages) == 3
    assert "Лист ознакомления участников" in pages[2]
    for said in (
        "№ 47-р",
        f"{on:%d.%m.%Y}",
        "О закреплении наставнических пар и групп",
        "Захарова Елизавета Романовна, 7 «А»",
        "Мамедов Руслан Тимурович, 7 «А»",
        "Куратору программы Савельевой О. С.",
        "Климову Т. Ю.",
        "Н. В. Ершова",
        f"от {on:%d.%m.%Y} № 47-р",
    ):
        assert said in text


def test_signed_order_prints_the_same_after_the_pair_changed(program, curator, director):
    order = approved_order(program, curator, director)
    sign_document(document=order, number="47-р", date=timezone.localdate(), by=director)
    before = document_pdf(Document.objects.get())
    person = order.pairs.get().mentor.person
    person.last_name = "Петрова"
    person.save()

    assert document_pdf(Document.objects.get()) == before


def test_order_of_a_school_without_staff_leaves_lines_to_fill(program, curator):
    curator.memberships.all().delete()

    snapshot = order_snapshot(program, [], on=date(2026, 11, 12))

    assert (snapshot["curator_name"], snapshot["acquainted"]) == ("", [])
    assert "Куратору программы ________________ ознакомить" in snapshot["points"][2]


def test_order_edited_before_signing_keeps_the_annex(program, curator, director):
    order = approved_order(program, curator, director)
    rows = order.snapshot["rows"]

    edit_order(
        document=order,
        number="181/1",
        date=date(2026, 11, 20),
        snapshot={"word": "order", "points": ["Закрепить пары."], "rows": []},
        by=curator,
    )

    order.refresh_from_db()
    _, text = text_of(document_pdf(order))
    assert order.snapshot["rows"] == rows
    assert "П Р И К А З" in text or "ПРИКАЗ" in text
    assert Document.objects.get(kind=KIND).number == "181/1"


def test_signing_on_another_day_moves_the_terms_that_nobody_edited(program, curator, director):
    order = approved_order(program, curator, director)
    proposed = order.snapshot["points"]
    typed = [proposed[0], "Наставникам встретиться с наставляемыми на этой неделе.", *proposed[2:]]
    edit_order(document=order, number=order.number, date=order.date, snapshot={"points": typed}, by=curator)
    earlier = timezone.localdate() - timedelta(days=7)

    signed = sign_document(document=order, number="47-р", date=earlier, by=director)

    assert signed.snapshot["points"][0].startswith(f"Закрепить с {earlier:%d.%m.%Y} по ")
    assert signed.snapshot["points"][1] == "Наставникам встретиться с наставляемыми на этой неделе."
    assert order.pairs.get().starts_on == earlier


def test_order_of_the_first_version_prints_as_it_did(program, curator, director):
    order = approved_order(program, curator, director)
    said = order.snapshot
    first = {
        key: said[key]
        for key in ("school", "word", "preamble", "points", "acquainted", "annex_title", "summary")
    }
    row = {key: said["rows"][0][key] for key in said["rows"][0] if not key.startswith("public_")}
    order.snapshot = {
        **first,
        "rows": [row],
        "curator_title": said["curator_title"],
        "curator_name": said["curator_name"],
    }
    order.template_version = 1
    order.save()

    pages, text = text_of(document_pdf(order))

    assert len(pages) == 2
    assert "Захарова Елизавета Романовна, 7 «А»" in text
    assert "На основании" not in text


def test_cancelled_order_returns_its_pairs_to_drafts(program, curator, director):
    order = approved_order(program, curator, director)

    cancel_document(document=order, reason="ошибка в составе", by=curator)

    pair = Pair.objects.get()
    assert (pair.state, pair.order, pair.return_comment) == (
        PairState.DRAFT,
        None,
        "Распоряжение о закреплении отменено.",
    )


def test_order_is_not_cancelled_without_a_reason(program, curator, director):
    order = approved_order(program, curator, director)

    with pytest.raises(Refusal, match="почему документ отменяется"):
        cancel_document(document=order, reason=" ", by=curator)


def test_next_order_begins_with_the_words_and_acts_of_the_last(program, curator, director):
    order = approved_order(program, curator, director)
    act = "приказа управления образования от 01.09.2026 № 5"
    edit_order(
        document=order,
        number="1",
        date=order.date,
        snapshot={"word": "order", "acts": [act]},
        by=curator,
    )

    said = order_snapshot(program, [], on=date(2026, 11, 12))

    assert (said["word"], said["acts"]) == ("order", [act])


def test_name_corrected_by_hand_changes_the_points_that_nobody_edited(program, curator, director):
    person = make_person(
        program, last_name="Савельева", first_name="Ольга", middle_name="Сергеевна", gender="f", user=curator
    )
    order = approved_order(program, curator, director)
    order.snapshot["people"].append(person.pk)
    order.save()

    correct_name(
        document=order, person=person, forms={"dative": "Савельевой Ольге Сергеевне-Анне"}, by=curator
    )

    order.refresh_from_db()
    person.refresh_from_db()
    assert person.declensions == {"dative": "Савельевой Ольге Сергеевне-Анне"}
    assert "Савельевой\xa0О.\u202fС.-А." in order.snapshot["points"][2]
