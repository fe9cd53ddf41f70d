"""Blanks by class: a few at once, many by the worker, gone after a day."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from participants import jobs_consents
from participants.enums import ConsentPurpose, PersonKind
from participants.models import Person
from participants.views import consents_blanks
from programs.enums import BatchState
from programs.models import Batch
from programs.services.audit import Refusal
from programs.services.batches import make
from programs.tenancy import program_url
from tests.factories import make_class, make_consent, make_member, make_mentee, make_mentor, make_person

PARTICIPATION = ConsentPurpose.PARTICIPATION


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def many(program, monkeypatch):
    """Two in 6 «А», one in 7 «А», one adult; more than is drawn at once."""
    monkeypatch.setattr(consents_blanks, "INLINE_LIMIT", 2)
    monkeypatch.setattr(jobs_consents, "PART_PAGES", 2)
    monkeypatch.setattr("participants.reports_consents.PART_PAGES", 2)
    sixth = make_class(program, 6)
    return [
        make_mentor(program, make_person(program, kind=PersonKind.TEACHER, last_name="Аверин")).person,
        make_mentee(program, make_person(program, last_name="Белов")).person,
        make_mentee(program, make_person(program, school_class=sixth, last_name="Ванин")).person,
        make_mentee(program, make_person(program, school_class=sixth, last_name="Гусев")).person,
    ]


def url(program, name, **kwargs):
    return program_url(program, f"participants:consent_{name}", **kwargs)


def work():
    call_command("db_worker", "--batch", "--no-startup-delay", "--interval", "0", verbosity=0)


def surnames(data, people):
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]
    return [next(person.last_name for person in people if person.full_name in page) for page in pages]


def test_page_counts_who_lacks_the_paper_by_class(program, curator, many, sign_in):
    make_consent(many[1], curator)

    page = sign_in(curator).get(url(program, "classes"))

    rows = [(row["label"], row["count"], row["is_long"]) for row in page.context["rows"]]
    assert rows == [("6\xa0«А»", 2, False), ("Взрослые", 1, False)]
    assert page.context["lead"] == "Участие в программе: бланк нужен 3\xa0людям."


def test_blanks_of_one_class_come_at_once(program, curator, many, sign_in):
    client = sign_in(curator)
    sixth, seventh, adults = client.get(url(program, "classes")).context["rows"]

    found = [surnames(client.get(row["url"]).content, many) for row in (sixth, seventh, adults)]

    assert found == [["Ванин", "Гусев"], ["Белов"], ["Аверин"]]


def test_long_stack_asked_for_at_once_leads_to_the_page(program, curator, many, sign_in):
    answer = sign_in(curator).get(url(program, "blanks"), {"purpose": "participation"})

    assert answer.url == f"{url(program, 'classes')}?purpose=participation"
    assert Batch.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_long_stack_is_drawn_by_the_worker_class_by_class(program, curator, many, sign_in):
    client = sign_in(curator)

    started = client.post(f"{url(program, 'print_start')}?purpose=participation")
    batch = Batch.objects.get()
    waiting = client.get(started.url).content.decode()
    make_consent(many[1], curator)  # registered while the blanks waited
    work()
    ready = client.get(started.url).content.decode()
    taken = client.get(program_url(program, "programs:batch_file", pk=batch.pk))

    assert started.url == program_url(program, "programs:batch_detail", pk=batch.pk)
    assert "Бланки согласий, участие: 4\u00a0человека" in waiting
    assert "Готово <b>0</b> из 4\u00a0бланков." in waiting
    assert "Страницу можно закрыть" in waiting
    assert "В файле 3\u00a0бланка. Он хранится сутки и удаляется сам." in ready
    assert surnames(taken.content, many) == ["Ванин", "Гусев", "Аверин"]
    batch.refresh_from_db()
    assert (batch.done, batch.total, batch.state) == (3, 3, BatchState.DONE)
    assert batch.file_name == "Бланки согласий, участие.pdf"


def test_own_files_of_the_day_stand_on_the_page_of_blanks(program, curator, many, sign_in):
    batch = order_of(program, curator, many)
    other = make_member(program.school, Role.CURATOR)

    pages = [sign_in(user).get(url(program, "classes")).content.decode() for user in (curator, other)]

    link = program_url(program, "programs:batch_detail", pk=batch.pk)
    assert ["Ваши файлы за сутки" in page and link in page for page in pages] == [True, False]


def test_second_press_draws_nothing_twice(program, curator, many):
    first, second = order_of(program, curator, many), order_of(program, curator, many)
    other = order_of(program, curator, many[:2])

    assert (first.pk == second.pk, first.pk == other.pk) == (True, False)


def test_without_a_worker_the_page_offers_to_print_now(program, curator, many, sign_in):
    client = sign_in(curator)
    page = client.post(f"{url(program, 'print_start')}?purpose=participation").url
    run = program_url(program, "programs:batch_run", pk=Batch.objects.get().pk)
    calm = client.get(page).content.decode()
    client.post(run)  # somebody is at work: nothing is done twice
    assert Batch.objects.get().content is None
    Batch.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=31))

    quiet = client.get(page).content.decode()
    client.post(run)

    assert ("Приготовить сейчас" in calm, "Приготовить сейчас" in quiet) == (False, True)
    assert Batch.objects.get().content_type == "application/pdf"


def order_of(program, by, people):
    found = consents_blanks.with_papers(Person.objects.filter(pk__in=[p.pk for p in people]), program)
    return jobs_consents.order_blanks(
        program=program, purpose=PARTICIPATION, people=list(found), label="все", by=by
    )


def drawn(batch):
    make(batch.pk)
    batch.refresh_from_db()
    return batch


def test_print_with_nobody_left_says_so_and_too_many_are_refused(program, curator, many, monkeypatch):
    batch = order_of(program, curator, many)
    for person in many:
        make_consent(person, curator)

    drawn(batch)

    assert (batch.state, batch.content, batch.problem) == (BatchState.FAILED, None, jobs_consents.EMPTY)
    monkeypatch.setattr(jobs_consents, "PRINT_LIMIT", 3)
    with pytest.raises(Refusal, match="Печатайте по классам"):
        order_of(program, curator, many)


def test_who_lost_the_role_meanwhile_gets_no_blanks(program, curator, many):
    batch = order_of(program, curator, many)
    curator.memberships.all().delete()

    assert drawn(batch).problem == jobs_consents.NO_RIGHT


def test_class_teacher_takes_the_blanks_while_the_class_is_his(program, many, sign_in):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    sixth = make_class(program, 6, teacher=teacher)
    batch = drawn(order_of(program, teacher, many[2:]))
    client = sign_in(teacher)
    file, page = (program_url(program, f"programs:batch_{name}", pk=batch.pk) for name in ("file", "detail"))
    before = surnames(client.get(file).content, many)
    sixth.class_teachers.all().delete()

    after = client.get(file)

    assert (before, after.url) == (["Ванин", "Гусев"], page)
    said = client.get(page).content.decode()
    assert ("Файл больше не выдаётся" in said, file in said, url(program, "classes") in said) == (
        True, False, True,
    )  # fmt: skip


def test_order_of_another_user_is_not_there(program, curator, many, sign_in):
    batch = order_of(program, curator, many)

    client = sign_in(make_member(program.school, Role.CURATOR))

    for name in ("batch_detail", "batch_file"):
        assert client.get(program_url(program, f"programs:{name}", pk=batch.pk)).status_code == 404


def test_class_teacher_prints_for_the_own_class_only(program, many, sign_in):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    make_class(program, 6, teacher=teacher)

    rows = sign_in(teacher).get(url(program, "classes")).context["rows"]

    assert [(row["label"], row["count"]) for row in rows] == [("6\xa0«А»", 2)]


def test_page_of_classes_takes_the_same_queries_for_any_length(program, curator, sign_in, queries_of):
    client = sign_in(curator)
    make_mentee(program)
    one = queries_of(client, url(program, "classes"))
    for grade in (5, 6):
        make_mentee(program, make_person(program, school_class=make_class(program, grade)))

    assert queries_of(client, url(program, "classes")) == one


def test_teenagers_blank_has_two_signatures_and_a_childs_one(program, curator, sign_in):
    for year in (program.first_year - 15, program.first_year - 12):
        make_mentee(program, make_person(program, birth_year=year))

    pages = PdfReader(BytesIO(sign_in(curator).get(url(program, "blanks")).content)).pages

    texts = [page.extract_text() for page in pages]
    assert [("представителя" in text, "подпись ученика" in text) for text in texts] == [
        (True, True),
        (True, False),
    ]


def test_contact_blank_is_for_graduates_only(program, curator, sign_in):
    make_mentee(program)
    graduate = make_mentor(program, make_person(program, kind=PersonKind.GRADUATE)).person
    client = sign_in(curator)

    blanks = client.get(url(program, "blanks"), {"purpose": "contact"})
    grid = client.get(url(program, "stack"))

    assert surnames(blanks.content, [graduate]) == [graduate.last_name]
    cells = {row["person"].pk: row["cells"][-1] is not None for row in grid.context["rows"]}
    assert cells.pop(graduate.pk) is True
    assert set(cells.values()) == {False}
