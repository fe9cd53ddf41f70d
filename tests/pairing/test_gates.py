"""The council's protocol before approval, labour papers before signing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.enums import LabourPaperKind, PairState
from pairing.labour import attention as labour_attention
from pairing.models import LabourPaper
from pairing.registrations_agreement import council_attention
from pairing.services.closing import dissolve_pair
from pairing.services.council import council_words, record_council
from pairing.services.form_rules import rules_of
from pairing.services.labour import IN_DUTIES, missing_papers, open_scan, register_paper, remove_paper
from pairing.services.plans import approve_plan, submit_plan
from participants.models import StoredFile
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.services.documents import sign_document
from programs.tenancy import access_for
from tests.factories import make_person
from tests.pairing.makers import make_pair, make_signed, make_teacher_pair, record_papers

TODAY = timezone.localdate()


@pytest.fixture
def pair(program, curator):
    return make_teacher_pair(program, curator)


@pytest.fixture
def plan(program, curator, pair):
    return submit_plan(program=program, pairs=[pair, make_pair(program, curator)], by=curator)


def switch_off(form, **rules):
    saved = rules_of(form)
    for name, value in rules.items():
        setattr(saved, name, value)
    saved.save()


# --- council ----------------------------------------------------------------------------------------------


def test_approval_of_teachers_without_protocol_is_refused(plan, director):
    with pytest.raises(Refusal, match="нужен протокол методического совета") as refused:
        approve_plan(plan=plan, by=director)

    assert "1\u00a0пара по форме «Учитель – учитель»" in str(refused.value)


def test_approval_of_pupils_only_needs_no_protocol(plan, pair, director):
    pupils = [one for one in plan.pairs.all() if one.pk != pair.pk]

    approve_plan(plan=plan, pairs=pupils, comment="Ждём методсовет", by=director)

    pair.refresh_from_db()
    assert pair.state == PairState.DRAFT


def test_approval_where_school_needs_no_council_passes(plan, pair, director):
    switch_off(pair.form, needs_council=False)

    approve_plan(plan=plan, by=director)

    pair.refresh_from_db()
    assert pair.state == PairState.APPROVED


@pytest.mark.parametrize("typed", ["3", "№ 3", "Протокол № 3", "протокол 3"])
def test_protocol_is_kept_in_one_form(plan, curator, typed):
    record_council(plan=plan, protocol=typed, on=TODAY, by=curator)

    plan.refresh_from_db()
    assert (plan.council_protocol, council_words(plan)) == (
        "протокол № 3",
        f"решение методического совета (протокол № 3 от {TODAY:%d.%m.%Y})",
    )


def test_protocol_without_number_or_of_tomorrow_or_after_decision_is_refused(plan, curator, director):
    with pytest.raises(Refusal, match="Впишите номер"):
        record_council(plan=plan, protocol=" № ", on=TODAY, by=curator)
    with pytest.raises(Refusal, match="ещё не наступила"):
        record_council(plan=plan, protocol="3", on=TODAY + timedelta(days=1), by=curator)
    record_council(plan=plan, protocol="3", on=TODAY, by=curator)
    approve_plan(plan=plan, by=director)
    with pytest.raises(Refusal, match="уже принято решение"):
        record_council(plan=plan, protocol="4", on=TODAY, by=curator)


def test_plan_without_protocol_wants_attention_until_it_is_recorded(plan, program, curator):
    access = access_for(curator, program, TODAY)
    before = [item.rest for item in council_attention(access, TODAY)]

    record_council(plan=plan, protocol="3", on=TODAY, by=curator)

    assert before == ["ждёт протокола методического совета"]
    assert list(council_attention(access, TODAY)) == []


# --- labour papers ----------------------------------------------------------------------------------------


def approved(plan, director):
    record_council(plan=plan, protocol="3", on=TODAY, by=director)
    return approve_plan(plan=plan, by=director).order


def sign(order, director, number="47-р"):
    return sign_document(document=order, number=number, date=TODAY, by=director)


def test_signing_without_labour_papers_is_refused_and_names_the_mentor(plan, pair, director, curator):
    order = approved(plan, director)
    register_paper(
        pair=pair, kind=LabourPaperKind.CONSENT, signed_on=TODAY, kept_at="личное дело", by=curator
    )

    with pytest.raises(Refusal, match=r"ст\. 351\.8") as refused:
        sign(order, director)

    assert f"{pair.mentor.person.short_name}: нет доп. соглашения." in str(refused.value)
    pair.refresh_from_db()
    assert pair.state == PairState.APPROVED


def test_signing_with_papers_or_without_the_gate_activates(program, curator, plan, pair, director):
    order = approved(plan, director)
    record_papers(pair, curator)
    sign(order, director)
    second = make_teacher_pair(program, curator)
    switch_off(second.form, needs_labour_papers=False)
    other = approved(submit_plan(program=program, pairs=[second], by=curator), director)
    sign(other, director, "48-р")

    pair.refresh_from_db()
    second.refresh_from_db()
    assert {pair.state, second.state} == {PairState.ACTIVE}


def test_mentor_who_is_no_employee_needs_no_papers(program, curator):
    veteran = make_person(program, kind="veteran")
    pair = make_teacher_pair(program, curator)
    pair.mentor.person = veteran

    assert missing_papers([pair]) == {}


def test_paper_is_corrected_by_the_second_of_its_kind(pair, curator):
    record_papers(pair, curator)

    register_paper(
        pair=pair, kind=LabourPaperKind.AGREEMENT, signed_on=TODAY, kept_at="сейф", pay=IN_DUTIES, by=curator
    )

    paper = LabourPaper.objects.get(pair=pair, kind=LabourPaperKind.AGREEMENT)
    assert (paper.kept_at, paper.pay) == ("сейф", IN_DUTIES)
    assert (
        AuditEvent.objects.filter(action="pair.labour_paper").latest("pk").sentence.startswith("исправлено")
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kept_at": " "}, "где лежит оригинал"),
        ({"pay": ""}, "размер выплаты"),
        ({"signed_on": TODAY + timedelta(days=1)}, "ещё не наступила"),
        ({"kept_at": "я" * 201}, "Слишком длинная"),
        ({"kind": LabourPaperKind.NOTICE}, "действующей или прекращённой"),
        ({"scan": ("скан.pdf", b"not a pdf")}, "не подходит"),
    ],
)
def test_paper_without_what_the_law_asks_is_refused(pair, curator, changes, words):
    values = {"kind": LabourPaperKind.AGREEMENT, "signed_on": TODAY, "kept_at": "дело", "pay": "1000 руб."}

    with pytest.raises(Refusal, match=words):
        register_paper(pair=pair, by=curator, **values | changes)

    assert not LabourPaper.objects.exists()


def test_pupil_mentor_takes_no_labour_papers(program, curator):
    with pytest.raises(Refusal, match="не работник школы"):
        register_paper(
            pair=make_pair(program, curator),
            kind=LabourPaperKind.CONSENT,
            signed_on=TODAY,
            kept_at="дело",
            by=curator,
        )


def test_every_look_at_a_scan_is_noted_and_removal_takes_the_file(pair, curator, director):
    paper = register_paper(
        pair=pair,
        kind=LabourPaperKind.CONSENT,
        signed_on=TODAY,
        kept_at="дело",
        scan=("скан.pdf", b"%PDF-1.4"),
        by=curator,
    )

    assert open_scan(paper=paper, by=director).scan.file_name == "скан.pdf"
    remove_paper(paper=paper, by=curator)

    assert AuditEvent.objects.filter(action="pair.labour_scan", actor_id=director.pk).count() == 1
    assert not StoredFile.objects.exists()
    with pytest.raises(LabourPaper.DoesNotExist):
        remove_paper(paper=paper, by=curator)


def test_notice_may_be_kept_of_a_pair_that_ended(program, curator, pair):
    make_signed(program, curator, pair)
    dissolve_pair(pair=pair, reason="отказ наставника", on=TODAY, by=curator)

    notice = register_paper(
        pair=pair, kind=LabourPaperKind.NOTICE, signed_on=TODAY, kept_at="дело", by=curator
    )

    assert notice.pay == ""


def test_attention_tells_of_pairs_that_wait_for_papers(program, plan, pair, curator, director):
    access = access_for(director, program, TODAY)
    before = [(item.subject, item.rest) for item in labour_attention(access, TODAY)]

    record_papers(pair, curator)

    assert before == [("У 1\u00a0пары", "нет согласия работника")]
    assert list(labour_attention(access, TODAY)) == []
    assert Role.DIRECTOR in access.roles
