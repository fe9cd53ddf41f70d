"""Editions of the texts: written anew, never changed; a signed paper keeps its own."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from mentoring_site.permissions import Role
from participants.consent_texts import TEXTS, compose, parse
from participants.enums import ConsentPurpose
from participants.models import Consent, ConsentText
from participants.services.consent_texts import save_text, wording_of
from participants.services.consents import register_consent
from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url
from tests.factories import TODAY, make_member, make_mentee, make_person

TESTING = ConsentPurpose.TESTING
OWN = replace(TEXTS[TESTING], data="только ответы методик")


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def save(program, by, text=OWN, *, shown=0, **fields):
    return save_text(school=program.school, purpose=TESTING, text=text, shown_edition=shown, by=by, **fields)


def url(program, name, **kwargs):
    return program_url(program, f"participants:consent_{name}", **kwargs)


def printed(data):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]


PARTS = st.text(st.characters(exclude_categories=("C",)), max_size=60)


@given(purpose=st.sampled_from(ConsentPurpose), parts=st.tuples(PARTS, PARTS, PARTS), extra=PARTS)
def test_body_of_an_edition_gives_its_parts_back(purpose, parts, extra):
    one_line = [" ".join(part.split()) for part in parts]
    text = replace(
        TEXTS[purpose],
        **dict(zip(("purpose", "data", "actions"), one_line, strict=True)),
        extra=extra.strip(),
    )

    assert parse(purpose, compose(text)) == text


@pytest.mark.parametrize(
    "body", ["", "просто текст", "Цель: а\nДанные: б", "Данные: а\nЦель: б\nДействия: в"]
)
def test_body_of_another_shape_loses_nothing(body):
    assert parse(TESTING, body) == replace(TEXTS[TESTING], extra=body)


def test_edited_text_is_the_next_edition_and_papers_keep_theirs(program, curator):
    people = [make_person(program) for _ in range(4)]
    numbers = [None, None, 0, 1]  # edition chosen at the registration: newest, newest, shipped, the first
    before = register(people[0], curator, numbers[0])
    first = save(program, curator)
    on_first = register(people[1], curator, numbers[1])

    second = save(program, curator, replace(OWN, data="ничего"), shown=1)
    chosen = [
        register(person, curator, number) for person, number in zip(people[2:], numbers[2:], strict=True)
    ]

    assert (first.edition, second.edition, wording_of(TESTING).text.data) == (1, 2, "ничего")
    assert [c.text for c in (before, on_first, *chosen)] == [None, first, None, first]
    assert ConsentText.objects.get(pk=first.pk).body == compose(OWN)
    assert AuditEvent.objects.filter(action="consent_text.save").count() == 2


def register(person, by, edition):
    return register_consent(
        person=person, purpose=TESTING, signed_on=TODAY, by=by, edition=edition, today=TODAY
    )


def test_unknown_edition_is_refused(program, curator):
    save(program, curator)

    with pytest.raises(Refusal, match="нет редакции 7"):
        register(make_person(program), curator, 7)

    assert Consent.objects.count() == 0


def test_lawyers_mark_alone_makes_no_edition(program, curator):
    shipped = TEXTS[TESTING]

    first = save(program, curator, shipped, is_checked=True)
    taken_away = save(program, curator, shipped, shown=1)

    assert (first.pk, first.edition, taken_away.is_checked) == (taken_away.pk, 1, False)
    with pytest.raises(Refusal, match="Текст не изменился"):
        save(program, curator, shipped, shown=1)


def test_text_edited_by_two_people_at_once_is_refused_to_the_second(program, curator):
    save(program, curator)

    with pytest.raises(StaleVersion, match="появилась редакция 1"):
        save(program, curator, replace(OWN, data="другое"), shown=0)


@pytest.mark.parametrize("part", ["purpose", "data", "actions"])
def test_text_without_what_the_law_asks_for_is_refused(program, curator, part):
    with pytest.raises(Refusal, match="закон требует"):
        save(program, curator, replace(OWN, **{part: " "}))


def test_blank_prints_the_edition_and_the_mark_until_it_is_checked(program, curator, sign_in):
    save(program, curator, term="до 31 августа 2027 г.")
    client = sign_in(curator)

    unchecked = printed(client.get(url(program, "text_sample", purpose="testing")).content)
    save(program, curator, OWN, shown=1, term="до 31 августа 2027 г.", is_checked=True)
    checked = printed(client.get(url(program, "text_sample", purpose="testing")).content)

    assert len(checked) == 2  # an adult's and a teenager's
    for text in unchecked:
        assert "проверьте с юристом" in text
        assert "Редакция 1" in text
        assert "только ответы методик" in text
        assert "действует до 31 августа 2027 г." in text
    assert not any("юрист" in text for text in checked)


def test_former_edition_can_be_read_again(program, curator, sign_in):
    save(program, curator)
    save(program, curator, replace(OWN, data="ничего"), shown=1)
    client = sign_in(curator)

    former = client.get(url(program, "text_sample", purpose="testing"), {"edition": "1"})

    assert "только ответы методик" in printed(former.content)[0]
    assert client.get(url(program, "text_sample", purpose="testing"), {"edition": "9"}).status_code == 404
    assert client.get(url(program, "text_sample", purpose="hobby")).status_code == 404


def test_page_saves_the_next_edition_and_shows_refusals(program, curator, sign_in):
    client, page = sign_in(curator), url(program, "text_edit", purpose="testing")
    form = {"purpose": "ц", "data": "д", "actions": "х", "extra": "", "term": "", "shown_edition": "0"}

    saved = client.post(page, form)
    stale = client.post(page, form | {"data": "я"})
    empty = client.post(page, form | {"data": "", "shown_edition": "1"})
    listed = client.get(url(program, "text_list")).content.decode()

    assert (saved.status_code, saved.url) == (302, url(program, "text_list"))
    assert (stale.status_code, stale.context["form"]["shown_edition"].value()) == (422, "1")
    assert "появилась редакция 1" in stale.content.decode()
    assert empty.status_code == 422
    assert "Редакция 1" in listed
    assert ConsentText.objects.get().body == "Цель: ц\nДанные: д\nДействия: х"


def test_edition_is_chosen_in_the_stack_and_on_the_persons_page(program, curator, sign_in):
    save(program, curator)
    save(program, curator, replace(OWN, data="ничего"), shown=1)
    people = [make_mentee(program).person for _ in range(2)]
    client = sign_in(curator)
    common = {"signed_on": "01.09.2026", "kept_at": "папка"}

    client.post(
        url(program, "stack"),
        common | {"paper": [f"{people[0].pk}:testing"], "edition": "1", "once": "a" * 32},
    )
    client.post(
        url(program, "create", pk=people[1].pk),
        common | {"purpose": "testing", "given_by": "guardian", "edition": "", "once": "b" * 32},
    )
    odd = client.post(
        url(program, "stack"),
        common | {"paper": [f"{people[0].pk}:publication"], "edition": "9", "once": "c" * 32},
    )

    assert dict(Consent.objects.values_list("person", "text__edition")) == {people[0].pk: 1, people[1].pk: 2}
    assert odd.status_code == 422


def test_settings_lead_to_the_texts_and_to_health_data(program, curator, sign_in):
    page = sign_in(curator).get(program_url(program, "programs:settings_list")).content.decode()

    assert url(program, "text_list") in page
    assert program_url(program, "participants:special_switch") in page


def test_list_of_texts_takes_the_same_queries_for_any_number(program, curator, sign_in, queries_of):
    client = sign_in(curator)
    save(program, curator)
    one = queries_of(client, url(program, "text_list"))
    for shown in (1, 2):
        save(program, curator, replace(OWN, data=f"редакция {'я' * shown}"), shown=shown)

    assert queries_of(client, url(program, "text_list")) == one
