"""Problems for the tests of the matching: small ones by hand, and random ones where everything collides."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from pairing.edges import Model, Side
from pairing.matching import Party, Problem, Settings

PROGRAM, FORM = 1, 7
AHEAD = Model(1, "Успевающий – неуспевающий", FORM, min_grade_gap=1)
EQUAL = Model(2, "Равный – равному", FORM, min_grade_gap=-1, max_grade_gap=1)
SUBJECT = Model(3, "Опытный предметник – неопытный предметник", FORM, same_subject=True)
YOUNG = Model(
    4,
    "Опытный педагог – молодой специалист",
    FORM,
    mentee_experience_max_years=3,
    mentor_more_experienced=True,
)
FOREIGN = Model(5, "Чужая модель", 70)


def mentor(entry: int, *, name: str = "", party: dict | None = None, **side) -> Party:
    facts = {"grade": 10, "form_title": "Ученик – ученик", **side}
    made = Side(entry, entry, name or f"Наставник {entry}", PROGRAM, facts.pop("form_id", FORM), **facts)
    return Party(made, **party or {})


def mentee(entry: int, *, name: str = "", party: dict | None = None, **side) -> Party:
    facts = {"grade": 8, "form_title": "Ученик – ученик", **side}
    made = Side(entry, 1000 + entry, name or f"Ученик {entry}", PROGRAM, facts.pop("form_id", FORM), **facts)
    return Party(made, **party or {})


def problem(mentors, mentees, models=(AHEAD,), **rest) -> Problem:
    return Problem(tuple(mentors), tuple(mentees), tuple(models), **rest)


def ranking(mentors: int, mentees: int, wishes: dict[tuple[int, int], int]) -> Problem:
    """Everybody alike but for whom the mentees named: wishes by (mentor, mentee) -> rank."""
    return problem(
        [mentor(n) for n in range(1, mentors + 1)],
        [
            mentee(n, party={"ranks": {ours: rank for (ours, theirs), rank in wishes.items() if theirs == n}})
            for n in range(1, mentees + 1)
        ],
    )


def lively(chance: Random, mentors: int, mentees: int, *, places: int = 3) -> Problem:
    """Mostly lawful, with equal scores now and then: for the solver."""
    ours = [
        mentor(
            n, grade=chance.choice((9, 10, 11)), places=chance.randint(1, places), places_taken=chance.randint(0, 1),
            takes_group=chance.random() < 0.6, is_ready=chance.random() < 0.9,
            party={**answers(chance, mentees), "refuses": some(chance, mentees, 0.15)},
        )
        for n in range(1, mentors + 1)
    ]  # fmt: skip
    theirs = [
        mentee(
            n, grade=chance.choice((7, 8, 9, 10)),
            party={
                **answers(chance, mentors), "refuses": some(chance, mentors, 0.15),
                "days_waiting": chance.choice((0, 40, 90)), "was_left_out": chance.random() < 0.2,
            },
        )
        for n in range(1, mentees + 1)
    ]  # fmt: skip
    drafts = [(party.side.entry_id, chance.randint(1, mentees)) for party in ours[:2] if mentees]
    return problem(ours, theirs, drafts=frozenset(drafts))


def answers(chance: Random, others: int) -> dict:
    return {
        "topics": tuple(
            chance.sample([(1, "Математика"), (2, "Физика"), (3, "Химия")], chance.randint(0, 2))
        ),
        "interests": tuple(chance.sample(["шахматы", "футбол", "игра на гитаре"], chance.randint(0, 2))),
        "ranks": {chance.randint(1, others): rank for rank in (2, 1)}
        if others and chance.random() < 0.5
        else {},
        "slots": frozenset((chance.randint(1, 3), 14) for _ in range(chance.randint(0, 2))),
        "gender": chance.choice(("", "f", "m")),
        "wishes_gender": chance.choice(("", "", "f", "m")),
        "answered": True,
    }


def some(chance: Random, others: int, share: float) -> frozenset[int]:
    return frozenset(n for n in range(1, others + 1) if chance.random() < share)


def tangled(chance: Random) -> Problem:
    """Everything that a rule asks, at random and out of few values: for the law of edges."""
    size = chance.randint(0, 5), chance.randint(0, 5)

    def side(entry: int) -> Side:
        def rarely() -> bool:
            return chance.random() < 0.15

        return Side(
            entry, chance.randint(1, 12), f"Человек {entry}", 2 if rarely() else 1,
            chance.choice((None, FORM, FORM, FORM, 70)), "Форма",
            is_admitted=not rarely(), is_left=rarely(), status_label="в резерве",
            grade=chance.choice((None, 5, 8, 9, 11)),
            subjects=frozenset(chance.sample(("физика", "химия", "музыка"), chance.randint(0, 2))),
            experience_years=chance.choice((None, 0, 3, 4, 20)), is_consent_valid=not rarely(),
            is_ready=not rarely(), not_ready_because="обучение не отмечено",
            places=chance.randint(1, 3), places_taken=chance.choice((0, 0, 1, 3)), has_open_pair=rarely(),
            wished_model_id=chance.choice((None, None, 1, 2, 3, 4, 99)), wished_model_title="Другая",
        )  # fmt: skip

    def party(entry: int, others: int) -> Party:
        wanted = answers(chance, max(others, 1))
        return Party(side(entry), **wanted, refuses=some(chance, others, 0.2), heads=some(chance, 12, 0.1))

    def between(value) -> dict:
        return {(chance.randint(1, 12), chance.randint(1, 12)): value() for _ in range(3)}

    return problem(
        [party(n, size[1]) for n in range(1, size[0] + 1)],
        [party(n, size[0]) for n in range(1, size[1] + 1)],
        chance.sample((AHEAD, EQUAL, SUBJECT, YOUNG, FOREIGN), chance.randint(0, 5)),
        parted=between(lambda: chance.choice(("переезд", "конфликт с классом", ""))),
        bans=between(lambda: "Родственники"),
        conclusions={
            (chance.randint(1, 5), chance.randint(1, 5)): (
                chance.choice(("recommended", "reservation", "not_recommended")), "",
            )
            for _ in range(4)
        },
        continued=frozenset(between(lambda: "")),
    )  # fmt: skip


def with_side(party: Party, **side) -> Party:
    return replace(party, side=replace(party.side, **side))


PREFERENCE_ONLY = Settings(weights={"preference": 100}, draft_bonus=0)
