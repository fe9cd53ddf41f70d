"""Invented problems of any size for the bench of the matching."""

from __future__ import annotations

from random import Random

from pairing.edges import Model, Side
from pairing.matching import Party, Problem

FORM = 7
MODELS = (
    Model(1, "Успевающий – неуспевающий", FORM, min_grade_gap=1),
    Model(2, "Лидер – пассивный", FORM, min_grade_gap=1),
    Model(3, "Равный – равному", FORM, min_grade_gap=-1, max_grade_gap=1),
)
TOPICS = tuple(enumerate("Математика Физика Химия Биология История Литература Информатика Спорт".split()))
WORDS = "шахматы футбол рисование музыка гитара программирование роботы походы танцы театр кино книги".split()


def make_problem(mentors: int, mentees: int, seed: int = 1) -> Problem:
    """A school of pupils: mentors with 1–5 places from grades 8–11, mentees from 5–10; some answers are missing."""
    chance = Random(seed)
    ours = tuple(_party(chance, 1 + n, 1 + n, True, mentees) for n in range(mentors))
    theirs = tuple(_party(chance, 1 + n, 100_001 + n, False, mentors) for n in range(mentees))
    near = [
        (chance.randint(1, mentors), chance.randint(1, mentees)) for _ in range(min(mentors, mentees) // 4)
    ]
    words = ("recommended", "recommended", "reservation", "not_recommended")
    return Problem(
        ours,
        theirs,
        MODELS,
        conclusions={pair: (chance.choice(words), "") for pair in near},
        bans={(chance.randint(1, mentors), 100_000 + chance.randint(1, mentees)): "" for _ in range(5)},
    )


def _party(chance: Random, entry: int, person: int, is_mentor: bool, others: int) -> Party:
    return Party(
        Side(
            entry,
            person,
            f"{'Наставников' if is_mentor else 'Учеников'} {entry}",
            program_id=1,
            form_id=FORM,
            form_title="Ученик – ученик",
            grade=chance.choice((8, 9, 10, 11) if is_mentor else (5, 6, 7, 8, 9, 10)),
            places=chance.randint(1, 5),
            takes_group=is_mentor and chance.random() < 0.5,
            is_ready=chance.random() < 0.97,
            is_consent_valid=chance.random() < 0.97,
            wished_model_id=chance.choice((None, 1, 2, 3)),
        ),
        gender=chance.choice("fm"),
        wishes_gender=chance.choice(("", "", "", "f", "m")),
        topics=tuple(chance.sample(TOPICS, chance.randint(0, 3))),
        interests=tuple(chance.sample(WORDS, chance.randint(0, 5))),
        slots=frozenset(
            (chance.randint(1, 5), chance.randint(13, 17)) for _ in range(chance.choice((0, 4, 6, 8)))
        ),
        ranks={chance.randint(1, others): rank for rank in (3, 2, 1)} if chance.random() < 0.6 else {},
        refuses=frozenset({chance.randint(1, others)}) if chance.random() < 0.1 else frozenset(),
        answered=True,
        days_waiting=chance.choice((0, 10, 40, 90)),
        was_left_out=chance.random() < 0.1,
    )
