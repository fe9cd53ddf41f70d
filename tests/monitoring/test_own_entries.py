"""A mentor applies himself: only where the rules let him, once in a nomination, until somebody decides."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from monitoring.enums import ContestAction, EntryState, NomineeKind
from monitoring.models import ContestEntry
from monitoring.services.attachments import GivenFile
from monitoring.services.contests import decide_entry, move_contest
from monitoring.services.own_entries import apply_oneself, edit_own, own_choices, withdraw_own
from pairing.enums import PairState
from participants.enums import MentorStatus
from participants.models import StoredFile
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import make_member, make_mentor
from tests.monitoring.makers_award import make_contest, make_entry, make_honour
from tests.pairing.makers import make_pair_in

PDF = b"%PDF-1.4 1"


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


@pytest.fixture
def today():
    return timezone.localdate()


def own(program, user=None):
    """A mentor with an account of his own."""
    mentor = make_mentor(program)
    mentor.person.user = user or make_member(program.school, "mentor")
    mentor.person.save(update_fields=["user"])
    return mentor


@pytest.fixture
def mentor(program):
    return own(program)


@pytest.fixture
def contest(program, curator):
    return make_contest(program, curator, takes_own=True)


def apply(contest, mentor, **fields):
    values = {
        "nomination": contest.nominations.first(),
        "pair": None,
        "text": "Разобрали с Матвеем дроби",
        "on": timezone.localdate(),
        "by": mentor.person.user,
    }
    return apply_oneself(contest=contest, **{**values, **fields})


def page(program, name, **kwargs):
    return program_url(program, f"monitoring:{name}", **kwargs)


def test_own_application_stands_among_the_others_and_is_known_as_own(program, contest, mentor, curator):
    make_entry(contest, curator)

    entry = apply(contest, mentor, file=GivenFile("урок.pdf", PDF))

    assert (entry.mentor, entry.state, entry.is_own) == (mentor, EntryState.SUBMITTED, True)
    assert [one.is_own for one in contest.entries.order_by("pk")] == [False, True]
    row = AuditEvent.objects.filter(action="contest.entry_add").latest("pk")
    assert (row.actor_id, row.sentence) == (
        mentor.person.user_id,
        "подана своя заявка на конкурс «Наставник года»: Наставник года",
    )


def test_second_application_in_a_nomination_is_refused_until_the_first_is_withdrawn(contest, mentor):
    entry = apply(contest, mentor)
    with pytest.raises(Refusal, match="уже есть"):
        apply(contest, mentor)

    withdraw_own(entry=entry, by=mentor.person.user)
    apply(contest, mentor)

    assert sorted(contest.entries.values_list("state", flat=True)) == ["submitted", "withdrawn"]


@pytest.mark.parametrize(
    ("days", "words"), [(11, "Заявки принимают с"), (-1, "Заявки принимают с")], ids=["late", "early"]
)
def test_application_outside_its_days_is_refused(contest, mentor, today, days, words):
    with pytest.raises(Refusal, match=words):
        apply(contest, mentor, on=today + timedelta(days=days))


def test_application_to_a_contest_that_leaves_it_to_the_curator_is_refused(program, curator, mentor):
    with pytest.raises(Refusal, match="подаёт куратор"):
        apply(make_contest(program, curator), mentor)


def test_application_of_who_is_no_mentor_of_the_year_is_refused(program, contest, mentor):
    user = make_member(program.school, "mentor")
    with pytest.raises(Refusal, match="записи в базе наставников нет"):
        apply(contest, mentor, by=user)

    mentor.status = MentorStatus.LEFT
    mentor.left_on, mentor.left_reason = timezone.localdate(), "переезд"
    mentor.save()
    with pytest.raises(Refusal, match="записи в базе наставников нет"):
        apply(contest, mentor)


def test_application_without_words_or_with_a_strange_file_is_refused_at_the_field(contest, mentor):
    with pytest.raises(ValidationError) as empty:
        apply(contest, mentor, text="  ")
    with pytest.raises(ValidationError) as strange:
        apply(contest, mentor, file=GivenFile("вирус.exe", b"MZ"))

    assert (list(empty.value.message_dict), list(strange.value.message_dict)) == (["text"], ["file"])
    assert not ContestEntry.objects.exists()


def test_only_his_own_living_pair_is_taken_into_a_nomination_of_pairs(program, curator):
    pair, other = (make_pair_in(program, curator, PairState.ACTIVE) for _ in range(2))
    pair.mentor.person.user = make_member(program.school, "mentor")
    pair.mentor.person.save(update_fields=["user"])
    make_honour(program, of_whom=NomineeKind.PAIR)
    contest = make_contest(program, curator, takes_own=True)

    with pytest.raises(Refusal, match="со своей парой"):
        apply(contest, pair.mentor, pair=other)
    assert apply(contest, pair.mentor, pair=pair).pair == pair
    assert own_choices([contest], pair.mentor) == {contest.pk: []}


def test_own_application_is_changed_until_the_curator_decides(contest, mentor, curator, today):
    entry, user = apply(contest, mentor, file=GivenFile("урок.pdf", PDF)), mentor.person.user

    changed = edit_own(
        entry=entry,
        text="Разобрали и дроби, и проценты",
        shown_version=1,
        on=today,
        by=user,
        file=GivenFile("отзыв.pdf", PDF),
    )
    assert (changed.text, [file.file_name for file in StoredFile.objects.all()]) == (
        "Разобрали и дроби, и проценты",
        ["отзыв.pdf"],
    )
    decide_entry(entry=entry, state=EntryState.ADMITTED, by=curator)

    with pytest.raises(Refusal, match="Заявка уже допущена"):
        edit_own(entry=entry, text="Ещё", shown_version=3, on=today, by=user)


def test_application_of_somebody_else_is_neither_changed_nor_withdrawn(
    program, contest, mentor, curator, today
):
    entries = [apply(contest, own(program)), make_entry(contest, curator, mentor=mentor, state="submitted")]

    for entry in entries:
        with pytest.raises(Refusal, match="подали не вы"):
            edit_own(entry=entry, text="Чужое", shown_version=1, on=today, by=mentor.person.user)
        with pytest.raises(Refusal, match="подали не вы"):
            withdraw_own(entry=entry, by=mentor.person.user)


# --- pages ------------------------------------------------------------------------------------------------


def test_mentor_applies_from_his_home_twice_pressed_once(program, contest, mentor, curator, sign_in):
    client = sign_in(mentor.person.user)
    assert (
        page(program, "own_contests")
        in client.get(program_url(program, "programs:dashboard")).content.decode()
    )
    add = page(program, "own_entry_add", pk=contest.pk)
    assert add in client.get(page(program, "own_contests")).content.decode()
    data = {"choice": f"{contest.nominations.get().pk}-", "text": "О работе", "once": "k"}

    assert client.post(add, {**data, "text": ""}).status_code == 422
    for _ in range(2):
        file = SimpleUploadedFile("урок.pdf", PDF)
        assert client.post(add, {**data, "file": file}).url == page(program, "own_contests")

    [entry] = ContestEntry.objects.all()
    detail = page(program, "own_entry", pk=entry.pk)
    assert detail in client.get(page(program, "own_contests")).content.decode()
    assert client.get(page(program, "own_entry_download", pk=entry.pk)).content == PDF
    assert client.get(add).url == page(program, "own_contests")  # nothing is left to apply for
    assert client.post(detail, {"text": "О работе и о плане", "version": 1, "drops_file": "on"}).url == detail
    entry.refresh_from_db()
    assert (entry.text, entry.file, StoredFile.objects.count()) == ("О работе и о плане", None, 0)
    shown = sign_in(curator).get(page(program, "contest_detail", pk=contest.pk)).content.decode()
    assert "своя заявка" in shown


def test_words_typed_until_after_the_last_day_are_kept_and_refused(program, contest, mentor, sign_in, today):
    type(contest).objects.update(opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=1))
    add = page(program, "own_entry_add", pk=contest.pk)
    client = sign_in(mentor.person.user)

    answer = client.post(add, {"choice": f"{contest.nominations.get().pk}-", "text": "О работе"})

    assert (answer.status_code, "Заявки принимают с" in answer.content.decode()) == (422, True)
    assert "О работе</textarea>" in answer.content.decode()
    assert client.get(add).status_code == 404


def test_application_of_somebody_else_is_not_there(program, contest, mentor, sign_in):
    entry = apply(contest, own(program), file=GivenFile("урок.pdf", PDF))
    client = sign_in(mentor.person.user)

    answers = [
        client.get(page(program, "own_entry", pk=entry.pk)),
        client.get(page(program, "own_entry_download", pk=entry.pk)),
        client.post(page(program, "own_entry_withdraw", pk=entry.pk)),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_declined_application_tells_its_author_why(program, contest, mentor, curator, sign_in):
    entry = apply(contest, mentor)
    decide_entry(entry=entry, state=EntryState.DECLINED, reason="нет отзыва", by=curator)

    text = sign_in(mentor.person.user).get(page(program, "own_entry", pk=entry.pk)).content.decode()

    assert ("нет отзыва" in text, "Сохранить заявку" in text) == (True, False)


def test_own_contests_cost_the_same_for_one_and_three(program, contest, mentor, curator, sign_in, queries_of):
    client, url = sign_in(mentor.person.user), page(program, "own_contests")
    apply(contest, mentor)
    few = queries_of(client, url)
    for number in range(2):
        make_honour(program, f"Номинация {number}", contest=contest)
    for honour in contest.nominations.exclude(title="Наставник года"):
        apply(contest, mentor, nomination=honour)

    assert queries_of(client, url) == few


def test_jury_reads_the_file_of_what_it_marks_and_no_other(program, contest, mentor, curator, sign_in):
    from tests.monitoring.makers_award import make_member as make_judge

    judge = make_member(program.school, "class_teacher")
    member = make_judge(contest, curator, user=judge)
    entry = apply(contest, mentor, file=GivenFile("урок.pdf", PDF))
    decide_entry(entry=entry, state=EntryState.ADMITTED, by=curator)
    left = apply(contest, own(program), file=GivenFile("урок.pdf", PDF))
    decide_entry(entry=left, state=EntryState.DECLINED, reason="нет отзыва", by=curator)
    move_contest(contest=contest, action=ContestAction.JUDGE, by=curator)
    client = sign_in(judge)

    url = page(program, "jury_entry_download", pk=member.pk, entry=entry.pk)
    assert url in client.get(page(program, "jury_sheet", pk=member.pk)).content.decode()
    assert client.get(url).content == PDF
    assert client.get(page(program, "jury_entry_download", pk=member.pk, entry=left.pk)).status_code == 404
    assert client.get(page(program, "contest_entry_download", pk=entry.pk)).status_code == 403
