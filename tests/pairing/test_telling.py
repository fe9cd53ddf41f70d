"""After signing: who is to be told, what is written down, what a letter says and what sending it brings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from pairing.enums import NoticeChannel, PairState
from pairing.models import PairNotice
from pairing.services.telling import (
    pairs_to_tell,
    prepare_telling,
    record_told,
    telling_text,
    untold_pairs,
)
from pairing.sides import sides_of
from pairing.telling import attention, key_of
from participants.models import Letter, Representative
from participants.services.letters import send_letters
from programs.enums import LetterState
from programs.services.audit import Refusal
from programs.tenancy import access_for
from tests.pairing.makers import make_pair, make_pair_in, make_signed, make_teacher_pair

TODAY = timezone.localdate()


@pytest.fixture
def pair(program, curator):
    pair = make_pair(program, curator)
    mentee = pair.members.get().mentee.person
    Representative.objects.create(
        school=program.school, person=mentee, full_name="Панова Мария Олеговна", email="panova@example.org"
    )
    make_signed(program, curator, pair)
    return pairs_to_tell(program).with_people().get(pk=pair.pk)


def keys(pair):
    return [side.key for side in sides_of([pair], TODAY)[pair.pk]]


def tell(pair, by, *, whom=None, channel=NoticeChannel.TOLD, on=TODAY):
    return record_told(program=pair.program, keys=whom or keys(pair), channel=channel, told_on=on, by=by)


def test_pair_is_untold_until_the_last_side_knows(program, pair, curator):
    for key in keys(pair)[:-1]:
        tell(pair, curator, whom=[key])
        assert list(untold_pairs(program, TODAY)) == [pair]

    tell(pair, curator, whom=keys(pair)[-1:])

    assert list(untold_pairs(program, TODAY)) == []


def test_pair_of_teachers_has_nobody_but_two(program, curator):
    pair = make_teacher_pair(program, curator)
    make_signed(program, curator, pair)
    pair = pairs_to_tell(program).with_people().get(pk=pair.pk)

    assert tell(pair, curator) == 2
    assert list(untold_pairs(program, TODAY)) == []


def test_pair_without_signed_order_is_not_told(program, curator):
    waiting = make_pair_in(program, curator, PairState.APPROVED)

    assert list(pairs_to_tell(program)) == []
    with pytest.raises(Refusal, match="уже нет"):
        tell(waiting, curator)


def test_second_word_on_a_side_corrects_the_first(pair, curator):
    tell(pair, curator)

    tell(pair, curator, whom=keys(pair)[:1], channel=NoticeChannel.CHAT)

    assert sorted(PairNotice.objects.values_list("channel", flat=True)) == ["chat", "told", "told", "told"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"whom": [(1, 1, "nobody")]}, "уже нет"),
        ({"channel": "pigeon"}, "Выберите, как"),
        ({"on": TODAY + timedelta(days=1)}, "ещё не наступила"),
        ({"on": TODAY - timedelta(days=1)}, "раньше нельзя"),
    ],
)
def test_impossible_word_is_refused(pair, curator, changes, words):
    with pytest.raises(Refusal, match=words):
        tell(pair, curator, **changes)

    assert not PairNotice.objects.exists()


def test_nobody_ticked_is_refused(pair, curator):
    with pytest.raises(Refusal, match="Отметьте, кому"):
        record_told(program=pair.program, keys=[], channel=NoticeChannel.TOLD, told_on=TODAY, by=curator)


def test_text_holds_first_names_only(pair):
    mentor, mentee = pair.mentor.person, pair.members.all()[0].mentee.person

    texts = [telling_text(pair, side, "О. С. Савельева") for side in sides_of([pair], TODAY)[pair.pk]]

    assert texts[-1] == (
        "Здравствуйте, Мария Олеговна!\n\n"
        f"Распоряжение № 47-р от {_long(TODAY)} подписано. Иван: в программе наставничества появился наставник — "
        f"Иван. Пара работает с {_long(TODAY)} по {_long(pair.ends_on)}\n\n"
        "На вопросы ответит куратор программы О. С. Савельева."
    )
    assert not any(person.last_name in text for text in texts for person in (mentor, mentee))


def _long(day):
    from mentoring_site.words import ru_date

    return ru_date(day)


def test_letters_wait_and_a_sent_one_tells_its_side(settings, program, pair, curator):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    prepared = prepare_telling(program=program, pairs=[pair], on=TODAY, curator="О. С. Савельева", by=curator)
    again = prepare_telling(program=program, pairs=[pair], on=TODAY, curator="О. С. Савельева", by=curator)

    outcome = send_letters(letters=Letter.objects.all(), by=curator)

    assert (prepared, again, Letter.objects.count()) == (4, 4, 4)
    assert (outcome.sent, outcome.failed, outcome.left) == (1, 0, 3)
    assert [message.to for message in mail.outbox] == [["panova@example.org"]]
    notice = PairNotice.objects.get()
    assert (notice.role, notice.channel, notice.told_on) == ("representative", "letter", TODAY)
    assert Letter.objects.filter(state=LetterState.WAITING, email="").count() == 3


def test_letters_when_everybody_knows_are_refused(program, pair, curator):
    tell(pair, curator)

    with pytest.raises(Refusal, match="писать некому"):
        prepare_telling(program=program, pairs=[pair], on=TODAY, curator="", by=curator)


def test_attention_counts_untold_pairs(program, pair, curator):
    access = access_for(curator, program, TODAY)
    before = [(item.subject, item.rest) for item in attention(access, TODAY)]

    tell(pair, curator)

    assert before == [("1\u00a0пара", "закреплена распоряжением, но сообщили не всем")]
    assert list(attention(access, TODAY)) == []


@pytest.mark.parametrize("code", ["", "1:2", "a:2:mentor", "1:²:mentor", "1:2:3:4", f"{10**30}:1:mentor"])
def test_tick_that_can_be_no_side_is_nobody(code):
    assert key_of(code) is None
