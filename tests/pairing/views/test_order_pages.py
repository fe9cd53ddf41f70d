import pytest
from django.utils import timezone

from pairing.enums import PairState
from pairing.models import Pair, PairMember
from pairing.order_kinds import CHANGE, END, GROUP
from programs.enums import DocumentState
from programs.models import Document
from programs.services.documents import sign_document
from programs.tenancy import program_url
from tests.pairing.makers import make_pair_in, ready_mentee, ready_mentor


def url(program, name, **kwargs):
    return program_url(program, f"pairing:{name}", **kwargs)


def day():
    return timezone.localdate().isoformat()


@pytest.fixture
def waiting(program, curator):
    """An order «к подписи»."""
    return make_pair_in(program, curator, PairState.APPROVED).order


@pytest.fixture
def active(program, curator):
    return make_pair_in(program, curator, PairState.ACTIVE)


def text_form(**changes):
    return {
        "number": "181/1",
        "date": day(),
        "word": "order",
        "act": ["устава школы"],
        "preamble": "На основании решения совета",
        "point": ["Закрепить пары.", "", "Контроль оставляю за собой."],
        "acquainted": "О. С. Савельева",
        **changes,
    }


# --- the text ---------------------------------------------------------------------------------------------


def test_order_text_is_edited_by_the_curator(program, curator, sign_in, waiting):
    client = sign_in(curator)
    address = url(program, "order_edit", pk=waiting.pk)
    assert client.get(address).status_code == 200

    client.post(address, text_form(take=["model_145"]))

    waiting.refresh_from_db()
    said = waiting.snapshot
    assert (waiting.number, said["word"], said["points"], said["acquainted"]) == (
        "181/1",
        "order",
        ["Закрепить пары.", "Контроль оставляю за собой."],
        ["О. С. Савельева"],
    )
    assert said["acts"] == [
        "устава школы",
        "распоряжения Министерства просвещения Российской Федерации от 25.12.2019 № Р-145",
    ]


@pytest.mark.parametrize(
    ("do", "points"),
    [
        ("point-up-2", ["а", "в", "б"]),
        ("point-down-0", ["б", "а", "в"]),
        ("point-remove-1", ["а", "в"]),
        ("point-add", ["а", "б", "в", ""]),
        ("point-up-0", ["а", "б", "в"]),
        ("point-remove-9", ["а", "б", "в"]),
        ("nothing", ["а", "б", "в"]),
    ],
)
def test_row_buttons_change_points_without_saving(program, curator, sign_in, waiting, do, points):
    before = waiting.snapshot

    page = sign_in(curator).post(
        url(program, "order_edit", pk=waiting.pk), text_form(point=["а", "б", "в"], do=do)
    )

    waiting.refresh_from_db()
    assert [row.text for row in page.context["form"].points] == points
    assert (page.status_code, waiting.snapshot) == (200, before)


def test_order_without_points_is_not_saved(program, curator, sign_in, waiting):
    page = sign_in(curator).post(url(program, "order_edit", pk=waiting.pk), text_form(point=[" "]))

    assert page.status_code == 422
    assert "Напишите хотя бы один пункт" in page.content.decode()


def test_teachers_acts_are_not_offered_for_pairs_of_pupils(program, curator, sign_in, waiting):
    page = sign_in(curator).get(url(program, "order_edit", pk=waiting.pk))

    offered = {act.code for act in page.context["form"].offered}
    assert "model_145" in offered
    assert not offered & {"labour_351_8", "growth_3273", "letter_1128"}


def test_signed_order_is_not_edited(program, curator, director, sign_in, waiting):
    sign_document(document=waiting, number="1", date=timezone.localdate(), by=director)

    page = sign_in(curator).get(url(program, "order_edit", pk=waiting.pk), follow=True)

    assert "уже подписано или отменено" in page.content.decode()


def test_names_are_shown_in_cases_and_corrected_by_hand(program, curator, sign_in, waiting):
    client = sign_in(curator)
    [row, *_] = [row for row, _ in client.get(url(program, "order_edit", pk=waiting.pk)).context["names"]]
    address = url(program, "order_name", pk=waiting.pk, person=row.pk)
    assert client.get(address).status_code == 200

    client.post(address, {"genitive": "", "dative": "Другому Ивану", "accusative": "", "instrumental": ""})

    page = client.get(url(program, "order_edit", pk=waiting.pk))
    shown = next(one for one, _ in page.context["names"] if one.pk == row.pk)
    assert (dict(shown.forms)["дательный"], shown.is_by_hand) == ("Другому Ивану", True)


def test_name_of_a_stranger_is_not_reached_through_an_order(program, curator, sign_in, waiting):
    stranger = ready_mentee(program, curator).person

    address = url(program, "order_name", pk=waiting.pk, person=stranger.pk)
    assert sign_in(curator).get(address).status_code == 404


def test_pages_of_orders_cost_the_same_for_more_rows(program, curator, sign_in, queries_of, waiting):
    make_pair_in(program, curator, PairState.DISSOLVED)
    client = sign_in(curator)
    text, end = url(program, "order_edit", pk=waiting.pk), url(program, "order_end")
    before = queries_of(client, text), queries_of(client, end)

    waiting.snapshot["people"] += [ready_mentee(program, curator).person_id for _ in range(2)]
    waiting.save()
    for _ in range(2):
        make_pair_in(program, curator, PairState.DISSOLVED)

    assert (queries_of(client, text), queries_of(client, end)) == before


# --- other prints -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("order_docx_download", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("order_public_download", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("order_public_pdf", "application/pdf"),
    ],
)
def test_other_prints_of_an_order_are_downloaded(program, curator, sign_in, waiting, name, kind):
    response = sign_in(curator).get(url(program, name, pk=waiting.pk))

    assert (response.status_code, response["Content-Type"]) == (200, kind)


def test_document_page_leads_to_the_text_and_the_other_prints(program, curator, sign_in, waiting):
    page = sign_in(curator).get(program_url(program, "programs:document_detail", pk=waiting.pk))

    shown = page.content.decode()
    for name in ("order_edit", "order_cancel", "order_docx_download", "order_public_pdf"):
        assert url(program, name, pk=waiting.pk) in shown


def test_order_is_cancelled_with_a_reason_only(program, curator, sign_in, waiting):
    client = sign_in(curator)
    address = url(program, "order_cancel", pk=waiting.pk)

    client.post(address, {"reason": ""})
    waiting.refresh_from_db()
    before = waiting.state
    client.post(address, {"reason": "ошибка"})

    waiting.refresh_from_db()
    assert (before, waiting.state) == (DocumentState.TO_SIGN, DocumentState.CANCELLED)


# --- preparing --------------------------------------------------------------------------------------------


def test_end_order_is_prepared_from_the_ticked_pairs(program, curator, sign_in):
    parted = make_pair_in(program, curator, PairState.DISSOLVED)
    done = make_pair_in(program, curator, PairState.COMPLETED)
    client = sign_in(curator)
    page = client.get(url(program, "order_end"))
    assert [ticked for _, ticked in page.context["dissolved"]] == [True]
    assert [ticked for _, ticked in page.context["completed"]] == [False]

    answer = client.post(url(program, "order_end"), {"pair": [parted.pk, done.pk], "on": day()})

    order = Document.objects.get(kind=END)
    assert answer.url == url(program, "order_edit", pk=order.pk)
    assert set(Pair.objects.filter(end_order=order)) == {parted, done}


def test_end_order_without_ticks_says_what_to_do(program, curator, sign_in):
    make_pair_in(program, curator, PairState.DISSOLVED)

    page = sign_in(curator).post(url(program, "order_end"), {"on": day()})

    assert page.status_code == 422
    assert "Отметьте хотя бы одну пару" in page.content.decode()


def test_list_and_card_say_that_the_end_has_no_order(program, curator, sign_in):
    pair = make_pair_in(program, curator, PairState.DISSOLVED)
    client = sign_in(curator)

    assert "нет приказа о прекращении" in client.get(url(program, "pair_list")).content.decode()
    card = client.get(url(program, "pair_detail", pk=pair.pk)).content.decode()
    assert f"{url(program, 'order_end')}?pair={pair.pk}" in card


def test_member_joins_and_another_leaves_by_one_form(program, curator, sign_in, active):
    active.mentor.places, active.mentor.takes_group = 2, True
    active.mentor.save()
    mentee, member = ready_mentee(program, curator), active.members.get()
    client = sign_in(curator)
    address = url(program, "pair_composition", pk=active.pk)
    assert client.get(address).status_code == 200

    client.post(
        address,
        {
            "joins_1": mentee.pk,
            "model_1": member.model_id,
            f"leaves_{member.pk}": "on",
            f"why_{member.pk}": "заявление",
            "on": day(),
        },
    )

    order = Document.objects.get(kind=GROUP)
    member.refresh_from_db()
    assert member.leave_order == order
    assert PairMember.objects.get(mentee=mentee).join_order == order


def test_leaver_without_a_reason_is_named_by_the_form(program, curator, sign_in, active):
    member = active.members.get()

    page = sign_in(curator).post(
        url(program, "pair_composition", pk=active.pk), {f"leaves_{member.pk}": "on", "on": day()}
    )

    assert page.status_code == 422
    assert "Напишите основание" in page.content.decode()


def test_mentor_is_replaced_by_the_form(program, curator, sign_in, active):
    mentor = ready_mentor(program, curator)
    client = sign_in(curator)
    address = url(program, "pair_replace", pk=active.pk)
    assert client.get(address).status_code == 200

    answer = client.post(address, {"mentor": mentor.pk, "reason": "увольнение", "on": day()})

    order = Document.objects.get(kind=CHANGE)
    assert answer.url == url(program, "order_edit", pk=order.pk)
    assert Pair.objects.get(mentor=mentor).state == PairState.APPROVED


@pytest.mark.parametrize("name", ["pair_composition", "pair_replace"])
def test_pair_that_is_not_active_is_not_changed_by_an_order(program, curator, sign_in, name):
    pair = make_pair_in(program, curator, PairState.SUBMITTED)

    page = sign_in(curator).get(url(program, name, pk=pair.pk), follow=True)

    assert "сейчас не действует" in page.content.decode()
