"""Other prints of orders: the public variant and the files for Word, read again and compared."""

from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document as open_docx

from mentoring_site.permissions import Role
from pairing.enums import PairState
from pairing.models import Pair
from pairing.order_public import public_snapshot
from pairing.order_texts import preamble_words
from pairing.reports_orders import order_docx, public_pdf
from pairing.services.council import record_council
from pairing.services.order_endings import prepare_end_order
from pairing.services.order_groups import prepare_group_order
from pairing.services.orders import edit_order
from pairing.services.plans import approve_plan, submit_plan
from participants.enums import PersonKind
from programs.services.documents import document_pdf, sign_document
from tests.factories import make_member, make_person
from tests.pairing.makers import make_pair, make_pair_in, ready_mentee, ready_mentor
from tests.pairing.test_orders import named, text_of

HIDDEN = {"name": "Мамедов Руслан Тимурович", "gender": "m", "public": "обучающийся 7 «В» класса"}


@pytest.fixture
def order(program, curator, director):
    make_member(
        program.school, Role.DEPUTY_UVR, last_name="Климова", first_name="Анна", middle_name="Юрьевна"
    )
    mentor = named(program, curator, ready_mentor, "Захарова Елизавета Романовна", places=2, takes_group=True)
    mentees = [
        named(program, curator, ready_mentee, name)
        for name in ("Мамедов Руслан Тимурович", "Тер-Петросян Анна Кареновна")
    ]
    pair = make_pair(program, curator, mentor=mentor, mentees=mentees)
    return approve_plan(plan=submit_plan(program=program, pairs=[pair], by=curator), by=director).order


def words_of(data):
    """All words of a .docx in their order: paragraphs and tables as they stand."""
    doc = open_docx(BytesIO(data))
    said = []
    for block in doc.iter_inner_content():
        if hasattr(block, "rows"):
            said += [cell.text for row in block.rows for cell in row.cells]
        else:
            said.append(block.text)
    return " ".join(" ".join(said).split())


def test_docx_says_what_the_order_says(order, director):
    sign_document(document=order, number="47-р", date=timezone.localdate(), by=director)
    order.refresh_from_db()
    said = order.snapshot

    text = words_of(order_docx(order))

    expected = [
        "РАСПОРЯЖЕНИЕ",
        f"{order.date:%d.%m.%Y}",
        "№ 47-р",
        *said["points"],
        said["preamble"],
        "Захарова Елизавета Романовна, 7 «А»",
        "Мамедов Руслан Тимурович, 7 «А»; Тер-Петросян Анна Кареновна, 7 «А» (группа)",
        said["summary"],
        "С распоряжением ознакомлены: А. Ю. Климова",
        "Н. В. Ершова",
        "Лист ознакомления участников",
    ]
    lacking = [part for part in expected if " ".join(part.split()) not in text]
    assert lacking == []


def test_docx_tables_repeat_their_heads(order):
    doc = open_docx(BytesIO(order_docx(order)))

    bordered = [table for table in doc.tables if table.style.name == "Table Grid"]

    assert [next(cell.text for cell in table.rows[0].cells) for table in bordered] == ["№ п/п", "№ п/п"]
    assert all(table.rows[0]._tr.trPr.xpath("./w:tblHeader") for table in bordered)


def test_public_variant_names_no_pupil_in_pdf_and_docx(order, curator):
    edit_order(
        document=order,
        number="47-р",
        date=order.date,
        snapshot={
            "points": ["Наставник Захарова Е. Р. помогает Мамедову Руслану.", "Класс Мамедова – 7 «А»."]
        },
        by=curator,
    )
    order.refresh_from_db()

    pages, pdf = text_of(public_pdf(order))
    docx = words_of(order_docx(order, is_public=True))

    for text in (pdf, docx):
        assert "Публичный вариант: без имён обучающихся" in text
        assert "Наставник обучающийся 7 «А» класса помогает обучающемуся 7 «А» класса." in text
        assert "Класс обучающегося 7 «А» класса – 7 «А»." in text
        assert "О. С. Савельева" in text
        for name in ("Захаров", "Мамедов", "Петросян", "Руслан", "Елизавет"):
            assert name not in text
    assert len(pages) == 2
    assert "Лист ознакомления" not in pdf


def test_public_variant_keeps_the_names_of_teachers(program, curator):
    form = program.forms.get(code="teacher_teacher")
    people = [
        make_person(program, kind=PersonKind.TEACHER, last_name=last, position="учитель истории")
        for last in ("Шмелёв", "Тарасов")
    ]
    pair = make_pair(
        program,
        curator,
        mentor=ready_mentor(program, curator, person=people[0], form=form),
        mentees=[ready_mentee(program, curator, person=people[1], form=form)],
        model=form.interaction_models.first(),
        reason="так решил совет",
    )
    plan = submit_plan(program=program, pairs=[pair], by=curator)
    today = timezone.localdate()
    record_council(plan=plan, protocol="3", on=today, by=curator)
    order = approve_plan(plan=plan, by=curator).order

    public = public_snapshot(order.snapshot)

    assert public["rows"][0]["mentor"].startswith("Шмелёв")
    assert public["rows"][0]["mentees"][0].startswith("Тарасов")
    assert order.snapshot["acts"] == [
        "статьи 351.8 Трудового кодекса Российской Федерации",
        f"решения методического совета (протокол № 3 от {today:%d.%m.%Y})",
    ]


def test_public_variant_of_a_first_version_guesses_pupils_by_their_class():
    first = {
        "points": ["Закрепить за Захаровой Е. Р. Мамедова Руслана Тимуровича."],
        "acquainted": ["О. С. Савельева"],
        "rows": [
            {
                "number": 1,
                "mentor": "Шмелёва Галина Петровна, учитель",
                "mentees": ["Мамедов Руслан Тимурович, 7 «В»", "Безымянный Пётр"],
                "is_group": True,
                "models": [],
                "until": "",
            }
        ],
    }

    public = public_snapshot(first)

    assert public["rows"][0]["mentor"] == "Шмелёва Галина Петровна, учитель"
    assert public["rows"][0]["mentees"] == ["обучающийся 7 «В» класса", "участник программы"]
    assert public["points"] == ["Закрепить за Захаровой Е. Р. обучающегося 7 «В» класса."]
    assert public["acquainted"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Включить Мамедова Руслана Тимуровича.", "Включить обучающегося 7 «В» класса."),
        ("Работа с Мамедовым\u00a0Р.\u202fТ. идёт.", "Работа с обучающимся 7 «В» класса идёт."),
        ("Р. Т. Мамедов ознакомлен.", "обучающийся 7 «В» класса ознакомлен."),
        ("Мамедовский переулок", "Мамедовский переулок"),
        ("Помогать Мамедову Руслану.", "Помогать обучающемуся 7 «В» класса."),
        (
            "Включить МАМЕДОВА Р. Т. и МАМЕДОВА РУСЛАНА.",
            "Включить обучающегося 7 «В» класса и обучающегося 7 «В» класса.",
        ),
    ],
)
def test_hidden_name_is_found_in_any_case_and_writing(text, expected):
    assert public_snapshot({"points": [text], "hidden": [HIDDEN]})["points"] == [expected]


@pytest.mark.parametrize(
    "text", ["Семенова Алена Игоревна", "Семенову А. И.", "СЕМЁНОВОЙ АЛЁНЕ", "Семёновой"]
)
def test_hidden_name_with_yo_is_found_when_it_is_written_without(text):
    hidden = {"name": "Семёнова Алёна Игоревна", "gender": "f", "public": "участник программы"}

    [point] = public_snapshot({"points": [text], "hidden": [hidden]})["points"]

    assert point.split()[0].startswith("участник")
    assert point.split()[1:] == ["программы"]


def test_public_variant_of_a_group_order_shows_neither_names_nor_reasons(program, curator, director):
    pair = make_pair(program, curator, size=2)
    made = approve_plan(plan=submit_plan(program=program, pairs=[pair], by=curator), by=curator).order
    sign_document(document=made, number="1", date=timezone.localdate(), by=director)
    pair = Pair.objects.with_people().get()
    member = pair.members.all()[0]
    order = prepare_group_order(pair=pair, leaves={member.pk: "лечение в санатории"}, by=curator)

    _, text = text_of(public_pdf(order))

    assert "санатори" not in text
    assert member.mentee.person.last_name not in text
    assert "обучающийся 7 «А» класса" in text


def test_frozen_pdf_of_an_end_order_is_reprinted_identically(program, curator, director):
    pair = make_pair_in(program, curator, PairState.DISSOLVED)
    order = prepare_end_order(program=program, pairs=[pair], by=curator)
    sign_document(document=order, number="51-р", date=timezone.localdate(), by=director)
    order.refresh_from_db()
    before = document_pdf(order)
    pair.mentor.person.last_name = "Другой"
    pair.mentor.person.save()
    public_pdf(order)

    pages, text = text_of(document_pdf(order))
    assert document_pdf(order) == before
    assert len(pages) == 3
    assert "переезд" in text


@pytest.mark.parametrize(
    ("acts", "preamble", "expected"),
    [
        ([], "В соответствии с Программой:", "В соответствии с Программой:"),
        (["статьи 5", "письма № 1"], "В целях развития:", "На основании статьи 5, письма № 1, в целях развития:"),
        (["статьи 5", "письма № 1"], "", "На основании статьи 5 и\u00a0письма № 1:"),
    ],
)  # fmt: skip
def test_preamble_begins_with_the_acts(acts, preamble, expected):
    assert preamble_words(acts, preamble) == expected
