"""Invented Russian names: every combination is drawn by chance, no real persons are meant."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Name:
    last: str
    first: str
    middle: str
    gender: str  # "f" or "m"

    @property
    def full(self) -> str:
        return " ".join(part for part in (self.last, self.first, self.middle) if part)

    @property
    def data(self) -> dict[str, str]:
        return {
            "last_name": self.last,
            "first_name": self.first,
            "middle_name": self.middle,
            "gender": self.gender,
        }


# Masculine forms on -ов, -ев, -ёв, -ин, -ын: women add -а; on -ский, -цкий: women -ская, -цкая.
REGULAR = """
Абрамов Агафонов Аксёнов Алёшин Архипов Астафьев Бабушкин Баранов Белоусов Беляев Березин Бирюков Блинов
Бобылёв Богданов Большаков Борисов Быков Вавилов Веселов Винокуров Вишняков Власов Воробьёв Воронцов Галкин
Герасимов Голубев Горбунов Гордеев Горшков Громов Гурьев Давыдов Демидов Дорофеев Дроздов Дьячков Ёлкин
Ермаков Ефимов Жданов Журавлёв Завьялов Зайцев Зимин Зыков Игнатов Ильин Исаев Калашников Капустин Карпов
Киселёв Князев Ковалёв Козлов Колесников Комаров Копылов Королёв Кочетов Кошелев Крылов Кудрявцев Кузьмин
Лаврентьев Лазарев Лапин Лебедев Логинов Лукин Лыткин Макаров Малышев Мартынов Медведев Мельников Миронов
Моисеев Мухин Назаров Некрасов Никитин Носков Овчинников Орехов Осипов Панов Пахомов Пестов Поляков Потапов
Пчёлкин Рогов Родионов Рыбаков Рябов Савин Селезнёв Семёнов Сидоров Соболев Соловьёв Сорокин Субботин
Сысоев Тарасов Терентьев Тимофеев Третьяков Турчин Уваров Ушаков Фадеев Фокин Фролов Харитонов Хохлов
Цветков Чернов Чистяков Шарапов Шестаков Широков Щукин Юдин Яковлев Осинский Вельский Загорский Дубровский
""".split()
# The same for both genders, or with parts that decline each in its own way.
UNCHANGED = (
    "Шевчук Петренко Кравченко Седых Черных Долгих Дурново Ткач Мороз Гончар Живаго Бондаренко".split()
)
DOUBLE = (("Римский-Белов", "Римская-Белова"), ("Луговой-Зимин", "Луговая-Зимина"))
BOYS = """
Артём Александр Алексей Андрей Антон Арсений Богдан Вадим Василий Виктор Владимир Владислав Георгий Глеб
Григорий Даниил Денис Дмитрий Евгений Егор Иван Игорь Илья Кирилл Константин Лев Максим Марк Матвей Михаил
Никита Николай Олег Павел Пётр Роман Семён Сергей Степан Тимофей Фёдор Юрий Ярослав
""".split()
GIRLS = """
Александра Алёна Алина Алиса Анастасия Анна Арина Валерия Варвара Вера Вероника Виктория Дарья Диана Ева
Екатерина Елизавета Елена Злата Зоя Инна Ирина Карина Кира Ксения Лариса Любовь Людмила Маргарита Марина
Мария Милана Надежда Наталья Ольга Полина Светлана София Таисия Татьяна Ульяна Юлия Яна
""".split()
# Father's name -> both patronymics, the irregular ones among them.
PATRONYMICS = (
    *(
        (f"{father}ович", f"{father}овна")
        for father in "Александр Антон Артём Богдан Борис Вадим Виктор Владимир Денис Иван Игнат Константин "
        "Леонид Максим Олег Роман Семён Степан Фёдор Эдуард".split()
    ),
    *((f"{stem}евич", f"{stem}евна") for stem in "Алексе Андре Геннадь Евгень Игор Никола Серге Юрь".split()),
    ("Михайлович", "Михайловна"),
    ("Павлович", "Павловна"),
    ("Петрович", "Петровна"),
    ("Львович", "Львовна"),
    ("Ильич", "Ильинична"),
    ("Никитич", "Никитична"),
    ("Кузьмич", "Кузьминична"),
    ("Яковлевич", "Яковлевна"),
)
# Names that a program declines with difficulty, so that papers and searches meet them early.
HARD = (
    Name("Гамидов", "Эльдар", "Рашид оглы", "m"),
    Name("Ибрагимова", "Лейла", "Тимур кызы", "f"),
    Name("Черных", "Любовь", "Ильинична", "f"),
    Name("Седых", "Пётр", "Кузьмич", "m"),
    Name("Шевченко", "Артём", "Фёдорович", "m"),
    Name("Римская-Белова", "София", "Львовна", "f"),
    Name("Ёлкина", "Алёна", "Семёновна", "f"),
    Name("Дурново", "Илья", "Никитич", "m"),
    Name("Ткач", "Марина", "Павловна", "f"),
    Name("Мороз", "Лев", "Яковлевич", "m"),
)


def feminine(surname: str) -> str:
    """«Осинский» -> «Осинская», «Щукин» -> «Щукина»."""
    if surname.endswith(("ский", "цкий")):
        return surname[:-2] + "ая"
    return surname + "а"


SURNAMES = (
    *((surname, feminine(surname)) for surname in REGULAR),
    *((surname, surname) for surname in UNCHANGED),
    *DOUBLE,
)


class NameMaker:
    """Draws names without repeats; the hard ones come in between the first."""

    def __init__(self, rng: Random, taken: tuple[str, ...] = ()) -> None:
        """taken: full names that must not be drawn (people who are named in the plan)."""
        self._rng = rng
        self._taken = set(taken)
        self._surnames: list[tuple[str, str]] = []
        self._hard = list(HARD)

    def draw(self, gender: str = "", *, is_hard: bool = False) -> Name:
        """gender: "f", "m" or "" for any. is_hard: the next of HARD while any are left (any gender)."""
        if is_hard and self._hard:
            return self._keep(self._hard.pop(0))
        while True:
            side = gender or self._rng.choice("fm")
            surname = self._next_surname()
            name = Name(
                surname[side == "f"],
                self._rng.choice(GIRLS if side == "f" else BOYS),
                self._rng.choice(PATRONYMICS)[side == "f"],
                side,
            )
            if name.full not in self._taken:
                return self._keep(name)

    def parent_of(self, child: Name) -> Name:
        """A mother or, more seldom, a father with the child's surname."""
        side = "m" if self._rng.random() < 0.2 else "f"
        surname = next((pair[side == "f"] for pair in SURNAMES if child.last in pair), child.last)
        while True:
            name = Name(
                surname,
                self._rng.choice(GIRLS if side == "f" else BOYS),
                self._rng.choice(PATRONYMICS)[side == "f"],
                side,
            )
            if name.full not in self._taken:
                return self._keep(name)

    def _next_surname(self) -> tuple[str, str]:
        """All surnames once before any comes again."""
        if not self._surnames:
            self._surnames = self._rng.sample(SURNAMES, len(SURNAMES))
        return self._surnames.pop()

    def _keep(self, name: Name) -> Name:
        self._taken.add(name.full)
        return name
