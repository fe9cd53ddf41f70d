"""Mentors' reports: counted from the journal, handed over, accepted or returned; agreements as blanks."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.pdf import html_to_pdf
from mentoring_site.permissions import Role
from pairing.enums import MeetingState, MentorReportState, PairState
from pairing.models import Meeting, MentorReport
from pairing.reports_agreements import agreements_html
from pairing.reports_mentor import report_html
from pairing.services.mentor_reports import (
    accept_report,
    create_report,
    delete_report,
    facts_of,
    proposed,
    reports_of,
    return_report,
    save_report,
    submit_report,
)
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import access_for, program_url
from tests.factories import make_member
from tests.pairing.makers import make_pair_in

TODAY = timezone.localdate()
TEXTS = {"done": "Прошли три темы", "results": "", "difficulties": "", "proposals": ""}


@pytest.fixture
def pair(program, curator):
    return make_pair_in(program, curator, PairState.ACTIVE, on=TODAY - timedelta(days=60))


def meet(pair, by, days_ago, state=MeetingState.HELD, **fields) -> Meeting:
    return Meeting.objects.create(
        school=pair.school,
        program=pair.program,
        pair=pair,
        kind="regular",
        state=state,
        date=TODAY - timedelta(days=days_ago),
        recorded_by=by,
        **fields,
    )


def begin(pair, by, kind="interim") -> MentorReport:
    return create_report(pair=pair, kind=kind, starts=TODAY - timedelta(days=60), ends=TODAY, by=by)


def save(report, by, **texts) -> MentorReport:
    return save_report(
        report=report,
        starts=report.starts,
        ends=report.ends,
        texts=TEXTS | texts,
        shown_version=report.version,
        by=by,
    )


def test_facts_count_the_period_of_the_journal(pair, curator):
    meet(pair, curator, 10, duration_minutes=45, topic="Дроби")
    meet(pair, curator, 5, duration_minutes=50)
    meet(pair, curator, 3, MeetingState.CANCELLED, cancelled_reason="болезнь")
    meet(pair, curator, 100, topic="До периода")

    facts = facts_of(pair, TODAY - timedelta(days=60), TODAY)

    assert (facts.held, facts.cancelled, facts.planned, facts.hours) == (2, 1, 0, "1 ч 35 мин")
    assert facts.topics[0].endswith("Дроби")
    assert facts.norm is not None


def test_report_begins_with_the_topics_and_the_same_period_gives_the_same_draft(pair, curator):
    meet(pair, curator, 10, topic="Дроби")

    report = begin(pair, curator)

    assert report.done.endswith("Дроби")
    assert begin(pair, curator).pk == report.pk
    assert begin(pair, curator, "final").pk == begin(pair, curator, "final").pk


def test_report_goes_to_the_curator_back_and_is_accepted(pair, curator):
    report = submit_report(report=save(begin(pair, curator), curator), by=curator)
    with pytest.raises(Refusal, match="уже передан"):
        save(report, curator)
    report = return_report(report=report, comment="Добавьте результаты", by=curator)
    assert (report.state, report.return_comment) == (MentorReportState.DRAFT, "Добавьте результаты")

    report = submit_report(report=save(report, curator, results="Олимпиада"), by=curator)
    report = accept_report(report=report, by=curator)

    assert (report.state, report.results, report.return_comment) == (
        MentorReportState.ACCEPTED,
        "Олимпиада",
        "",
    )
    with pytest.raises(Refusal, match="не удаляют"):
        delete_report(report=report, by=curator)


def test_empty_stale_and_wordless_are_refused(pair, curator):
    report = begin(pair, curator)
    with pytest.raises(Refusal, match="что сделано"):
        submit_report(report=report, by=curator)
    save(report, curator)
    with pytest.raises(StaleVersion):
        save(report, curator)
    report.refresh_from_db()
    submit_report(report=report, by=curator)
    with pytest.raises(Refusal, match="что исправить"):
        return_report(report=report, comment="  ", by=curator)


def test_pair_that_has_not_begun_has_nothing_to_report(program, curator):
    with pytest.raises(Refusal, match="ещё не начала"):
        begin(make_pair_in(program, curator, PairState.DRAFT), curator)


def test_next_report_goes_on_where_the_last_has_ended(pair, curator):
    create_report(
        pair=pair,
        kind="interim",
        starts=TODAY - timedelta(days=60),
        ends=TODAY - timedelta(days=20),
        by=curator,
    )

    assert proposed(pair, "interim", TODAY) == (TODAY - timedelta(days=20), TODAY)
    assert proposed(pair, "final", TODAY) == (TODAY - timedelta(days=60), TODAY)


def test_mentor_reads_his_own_reports_leaders_read_all(program, pair, curator):
    report = begin(pair, curator)
    mentor, stranger = (make_member(program.school, Role.MENTOR) for _ in range(2))
    pair.mentor.person.user = mentor
    pair.mentor.person.save()
    readers = [mentor, stranger, curator, make_member(program.school, Role.DIRECTOR)]

    read = [list(reports_of(access_for(user, program, TODAY))) for user in readers]

    assert read == [[report], [], [report], [report]]


def test_paper_of_a_report_prints_counts_and_lines_for_the_pen(pair, curator):
    meet(pair, curator, 10)
    report = save(begin(pair, curator), curator, difficulties="<b>нет</b>")

    said = " ".join(
        page.extract_text() for page in PdfReader(BytesIO(html_to_pdf(report_html(report, TODAY)))).pages
    )

    assert "Прошли три темы" in said.replace("\xa0", " ")
    assert "<b>нет</b>" in said


def test_agreement_names_both_halves_and_an_empty_one_nobody(program, pair):
    filled, empty = (agreements_html(pairs, program, TODAY) for pairs in ([pair], []))

    names = [pair.mentor.person.full_name, pair.members.get().mentee.person.full_name]
    assert all(name in filled.replace("\xa0", " ") for name in names)
    assert not any(name in empty.replace("\xa0", " ") for name in names)
    assert "{{" not in filled + empty


def test_report_is_written_and_handed_over_on_its_pages(program, pair, curator, sign_in):
    client = sign_in(curator)
    url = lambda name, pk: program_url(program, f"pairing:{name}", pk=pk)  # noqa: E731
    period = {
        "kind": "interim",
        "starts": (TODAY - timedelta(days=60)).isoformat(),
        "ends": TODAY.isoformat(),
    }

    begun = client.post(url("report_create", pair.pk), period)
    report = MentorReport.objects.get()
    data = {**TEXTS, "starts": period["starts"], "ends": period["ends"], "version": report.version}
    client.post(url("report_edit", report.pk), {**data, "submit": "1"})
    waiting = client.get(program_url(program, "pairing:report_list")).content.decode()
    client.post(url("report_accept", report.pk))

    report.refresh_from_db()
    assert begun.url == url("report_edit", report.pk)
    assert "У куратора" in waiting
    assert report.state == MentorReportState.ACCEPTED
    assert client.get(url("report_pdf", report.pk))["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_reports_costs_the_same(program, pair, curator, sign_in, queries_of, rows):
    address = program_url(program, "pairing:report_list")
    client = sign_in(curator)
    begin(pair, curator)
    one = queries_of(client, address)
    for days in range(1, rows):
        create_report(pair=pair, kind="interim", starts=TODAY, ends=TODAY + timedelta(days=days), by=curator)

    assert queries_of(client, address) == one
