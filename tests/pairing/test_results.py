from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.bases import partner_values, results_of_entries
from pairing.enums import PairState, ResultKind
from pairing.models import PairMember, PairResult
from pairing.services.results import delete_result, result_words, results_by_kind, save_result
from participants.enums import BaseKind
from participants.models import StoredFile
from participants.services.destroying import _destroy
from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import access_for, program_url
from tests.factories import make_member
from tests.pairing.makers import make_pair_in

TODAY = timezone.localdate()
STARTED = TODAY - timedelta(days=20)
PDF = b"%PDF-1.4 proof"


@pytest.fixture
def pair(program, curator, director):
    return make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)


def save(pair, by, **fields):
    return save_result(
        **{
            "pair": pair,
            "kind": ResultKind.PROJECT,
            "title": "Школьный сад",
            "on": TODAY,
            "by": by,
            "today": TODAY,
            **fields,
        }
    )


def test_result_is_written_with_its_file_and_replaced(pair, curator):
    result = save(pair, curator, url="https://example.org/sad", file_name="сад.pdf", data=PDF)
    save(pair, curator, title="Сад и огород", result=result, shown_version=1, file_name="2.pdf", data=PDF)

    result.refresh_from_db()
    assert (result.title, result.version, result.url) == ("Сад и огород", 2, "")
    assert list(StoredFile.objects.values_list("file_name", flat=True)) == ["2.pdf"]
    assert (
        AuditEvent.objects.get(action="result.create").sentence == "записан результат (проект): Школьный сад"
    )
    with pytest.raises(StaleVersion):
        save(pair, curator, result=result, shown_version=1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "medal"}, "какой это результат"),
        ({"title": " "}, "что сделано"),
        ({"on": TODAY + timedelta(days=1)}, "ещё не наступило"),
        ({"on": STARTED - timedelta(days=1)}, "не может быть раньше"),
        ({"url": "javascript:alert(1)"}, "не похожа на адрес"),
    ],
)
def test_odd_result_is_refused_in_words(pair, curator, fields, words):
    with pytest.raises(Refusal, match=words):
        save(pair, curator, **fields)

    assert not PairResult.objects.exists()


def test_file_that_is_no_document_leaves_no_result(pair, curator):
    with pytest.raises(ValidationError):
        save(pair, curator, file_name="x.exe", data=b"MZ")

    assert not PairResult.objects.exists()


def test_results_are_counted_by_kind_and_stand_in_the_official_column(program, pair, curator):
    member = pair.members.get()
    save(pair, curator)
    save(pair, curator, kind=ResultKind.OLYMPIAD, title="2 место", member=member)
    access = access_for(curator, program, TODAY)

    counts = results_by_kind(program)
    told = partner_values([pair.mentor], BaseKind.MENTORS, PairMember.objects.all())

    assert {kind: count for kind, count in counts.items() if count} == {"project": 1, "olympiad": 1}
    day = f"{TODAY:%d.%m.%Y}"
    assert told[pair.mentor_id]["results"] == (
        f"проект: Школьный сад ({day}); олимпиада или конкурс: 2 место ({day})"
    )
    assert results_of_entries([pair.mentor], access, TODAY, BaseKind.MENTORS) == {pair.mentor_id: 2}
    assert results_of_entries([member.mentee], access, TODAY, BaseKind.MENTEES) == {member.mentee_id: 2}


def test_title_that_names_its_kind_is_not_told_twice(program, pair, curator):
    save(pair, curator, title="Проект «Дроби вокруг нас»")

    assert result_words(PairResult.objects.all()) == [f"Проект «Дроби вокруг нас» ({TODAY:%d.%m.%Y})"]


def test_deleted_result_takes_its_file_along(pair, curator):
    result = save(pair, curator, file_name="сад.pdf", data=PDF)

    delete_result(result=result, by=curator)

    assert not PairResult.objects.exists()
    assert not StoredFile.objects.exists()


def test_destroyed_person_leaves_a_count_without_words_and_file(program, pair, curator):
    save(pair, curator, file_name="сад.pdf", data=PDF)
    PairMember.objects.update(is_open=False)
    type(pair).objects.update(state=PairState.COMPLETED)

    _destroy(pair.members.get().mentee.person, curator, TODAY)

    result = PairResult.objects.get()
    assert (result.title, result.file) == ("уничтожено", None)
    assert not StoredFile.objects.exists()


# --- pages ------------------------------------------------------------------------------------------------


def test_curator_records_by_the_form_and_takes_the_file_as_an_attachment(program, pair, curator, sign_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = sign_in(curator)
    data = {"kind": "project", "title": "Сад", "on": f"{TODAY:%Y-%m-%d}", "once": "r" * 32}
    file = SimpleUploadedFile("сад.pdf", PDF)

    client.post(program_url(program, "pairing:result_create", pk=pair.pk), {**data, "file": file})
    page = client.get(program_url(program, "pairing:result_list")).content.decode()
    result = PairResult.objects.get()
    answer = client.get(program_url(program, "pairing:result_download", pk=result.pk))
    table = client.get(program_url(program, "pairing:result_export") + "?format=csv").content.decode(
        "utf-8-sig"
    )

    assert "Сад" in page
    assert (answer.content, answer.headers["Content-Disposition"].split(";")[0]) == (PDF, "attachment")
    assert "Сад" in table


def test_mentor_of_another_pair_finds_no_result(program, pair, curator, director, sign_in):
    result = save(pair, curator, file_name="сад.pdf", data=PDF)
    other = make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)
    other.mentor.person.user = make_member(program.school, Role.MENTOR)
    other.mentor.person.save()
    client = sign_in(other.mentor.person.user)

    answers = [
        client.get(program_url(program, f"pairing:result_{name}", pk=pk)).status_code
        for name, pk in (("edit", result.pk), ("download", result.pk), ("create", pair.pk))
    ]

    assert answers == [404] * 3


def test_list_and_export_take_the_same_queries_for_any_length(program, pair, curator, sign_in):
    client, counts = sign_in(curator), []
    for more in (1, 2):
        for _ in range(more):
            save(pair, curator, file_name="сад.pdf", data=PDF)
        taken = []
        for name in ("list", "export"):
            client.get(program_url(program, f"pairing:result_{name}"))
            with CaptureQueriesContext(connection) as queries:
                client.get(program_url(program, f"pairing:result_{name}"))
            taken.append(len(queries))
        counts.append(taken)

    assert counts[0] == counts[1]
