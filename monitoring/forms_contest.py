"""Forms of contests, applications, the jury and its sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from monitoring.enums import ContestState
from monitoring.forms_recognition import area, events_of
from monitoring.models import Contest, ContestCriterion, ContestEntry, HonourNomination
from monitoring.services.contest_results import nominee_words
from monitoring.services.contests import PUT_OFF, RULES_FIELDS
from programs.forms.fields import DayField
from programs.models import Membership, Program, User

LONGEST_CRITERION, MOST_CRITERIA, GREATEST = 300, 30, 100
USUAL_MARK = 5
RULES = (
    "1. Конкурс проводится среди наставников школы, чтобы отметить лучших и рассказать об их опыте.\n"
    "2. Участвуют наставники и наставнические пары, которые работают в этом учебном году.\n"
    "3. Заявку подаёт куратор программы по предложению классных руководителей и ШМО или сам наставник.\n"
    "4. Жюри оценивает каждую заявку по критериям. Член жюри не оценивает себя и свою пару.\n"
    "5. Места определяются по среднему баллу. При равенстве баллов решает председатель жюри.\n"
    "6. Победители и призёры награждаются приказом директора на торжественном мероприятии."
)
CRITERIA = (
    "Регулярность встреч и выполнение плана; 5\n"
    "Результаты наставляемого; 5\n"
    "Отзывы наставляемого и его семьи; 5\n"
    "Оригинальность приёмов работы; 5\n"
    "Готовность делиться опытом; 5"
)


class CriteriaField(forms.CharField):
    """«Результаты наставляемого; 10» on each line: the text and the greatest mark, 5 when none is named."""

    def clean(self, value: Any) -> list[tuple[str, int]]:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        found = [self._one(number, line) for number, line in enumerate(lines, 1) if line]
        if len(found) > MOST_CRITERIA:
            raise forms.ValidationError(f"Критериев больше {MOST_CRITERIA}. Объедините близкие.")
        texts = [text.casefold() for text, _ in found]
        if twice := next((text for text in texts if texts.count(text) > 1), ""):
            raise forms.ValidationError(f"Критерий «{twice}» записан дважды.")
        return found

    @staticmethod
    def _one(number: int, line: str) -> tuple[str, int]:
        text, semicolon, mark = line.rpartition(";")
        if not semicolon:
            return CriteriaField._checked(number, line, USUAL_MARK)
        digits = re.sub(r"\D", "", mark)
        if not digits:
            raise forms.ValidationError(
                f"Строка {number}: после точки с запятой нужен высший балл, например 5."
            )
        return CriteriaField._checked(number, text.strip(), int(digits[:6]))

    @staticmethod
    def _checked(number: int, text: str, mark: int) -> tuple[str, int]:
        if not text:
            raise forms.ValidationError(f"Строка {number}: балл есть, а критерия нет.")
        if len(text) > LONGEST_CRITERION:
            raise forms.ValidationError(f"Строка {number}: критерий длиннее {LONGEST_CRITERION} знаков.")
        if not 1 <= mark <= GREATEST:
            raise forms.ValidationError(f"Строка {number}: высший балл – от 1 до {GREATEST}.")
        return text, mark


class ContestForm(forms.Form):
    title = forms.CharField(label="Название", max_length=200)
    opens_on = DayField(label="Заявки с")
    closes_on = DayField(label="Заявки по")
    results_on = DayField(label="Итоги")
    event = forms.ModelChoiceField(None, label="Где награждают", required=False, empty_label="не решено")
    nominations = forms.ModelMultipleChoiceField(
        None,
        label="Номинации",
        widget=forms.CheckboxSelectMultiple,
        help_text="Отметьте те, в которых идёт конкурс",
        error_messages={"required": "Отметьте хотя бы одну номинацию."},
    )
    criteria = CriteriaField(
        label="Критерии",
        widget=area(6),
        help_text="По одному на строке, после точки с запятой – высший балл",
    )
    takes_own = forms.BooleanField(
        label="Наставник может подать заявку сам",
        required=False,
        help_text="Со своей страницы на сайте. Пункт 3 положения должен говорить то же",
    )
    rules = forms.CharField(label="Положение", max_length=8000, widget=area(10))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, program: Program, contest: Contest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].queryset = events_of(program)
        honours = HonourNomination.objects.filter(program=program, is_active=True)
        self.fields["nominations"].queryset = honours
        if contest is None:
            self.initial.setdefault("rules", RULES)
            self.initial.setdefault("criteria", CRITERIA)
            self.initial.setdefault("takes_own", True)
            return
        names = ("title", "opens_on", "closes_on", "results_on", "takes_own", "rules", "version")
        self.initial |= {name: getattr(contest, name) for name in names} | {
            "event": contest.event_id,
            "nominations": list(contest.nominations.values_list("pk", flat=True)),
            "criteria": "\n".join(f"{one.text}; {one.max_mark}" for one in contest.criteria.all()),
        }
        if contest.state != ContestState.DRAFT:
            for name in list(self.fields):
                if name not in (*PUT_OFF, "version"):
                    del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        opens, closes, results = (data.get(name) for name in ("opens_on", "closes_on", "results_on"))
        if opens and closes and closes < opens:
            self.add_error("closes_on", "Приём заявок кончается раньше, чем начинается.")
        if closes and results and results < closes:
            self.add_error("results_on", "Итоги не могут быть раньше конца приёма заявок.")
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in RULES_FIELDS if name in self.cleaned_data}


class JuryForm(forms.Form):
    user = forms.ModelChoiceField(
        None, label="Сотрудник", required=False, empty_label="гость без учётной записи"
    )
    name = forms.CharField(label="Имя гостя", max_length=200, required=False)
    position_title = forms.CharField(label="Должность", max_length=160, required=False)
    is_chair = forms.BooleanField(label="Председатель жюри", required=False)

    def __init__(self, *args: Any, program: Program, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = (
            Membership.objects.active(on)
            .filter(school=program.school_id)
            .exclude(role__in=("mentor", "mentee", "parent"))
        )
        rows = User.objects.filter(pk__in=staff.values("user"), is_active=True)
        self.fields["user"].queryset = rows.order_by("last_name", "first_name", "pk")


class MarksForm(forms.Form):
    """A jury sheet: one number for each entry and criterion; an empty one is «не оценено»."""

    def __init__(
        self,
        *args: Any,
        entries: Sequence[ContestEntry],
        criteria: Sequence[ContestCriterion],
        barred: set[int],
        given: Mapping[tuple[int, int], int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entries, self.criteria, self.barred = entries, criteria, barred
        for entry in entries:
            if entry.pk in barred:
                continue
            for criterion in criteria:
                self.fields[f"m_{entry.pk}_{criterion.pk}"] = forms.IntegerField(
                    label=f"{criterion.text}, до {criterion.max_mark}",
                    min_value=0,
                    max_value=criterion.max_mark,
                    required=False,
                    initial=given.get((entry.pk, criterion.pk)),
                    widget=forms.NumberInput(
                        attrs={"inputmode": "numeric", "min": 0, "max": criterion.max_mark}
                    ),
                    error_messages={
                        "invalid": "Впишите целое число.",
                        "min_value": "Балл не меньше 0.",
                        "max_value": f"Здесь не больше {criterion.max_mark}.",
                    },
                )

    def sheets(self) -> Iterator[dict[str, Any]]:
        """By entry: the nominee, his nomination and text, fields; no fields where the member may not judge."""
        for entry in self.entries:
            is_barred = entry.pk in self.barred
            names = [] if is_barred else [f"m_{entry.pk}_{one.pk}" for one in self.criteria]
            yield {
                "entry": entry,
                "name": nominee_words(entry),
                "is_barred": is_barred,
                "fields": [self[name] for name in names],
            }

    def marks(self) -> dict[tuple[int, int], int | None]:
        found = {}
        for name, value in self.cleaned_data.items():
            _, entry, criterion = name.split("_")
            found[int(entry), int(criterion)] = value
        return found


class PlacesForm(forms.Form):
    """A place for each entry with marks; what the marks say is proposed, ties are left to the chair."""

    def __init__(
        self,
        *args: Any,
        entries: Sequence[ContestEntry],
        proposed: Mapping[int, int],
        has_ties: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for entry in entries:
            self.fields[f"p_{entry.pk}"] = forms.TypedChoiceField(
                label=f"Место: {nominee_words(entry)}",
                choices=[("", "без места"), (1, "1 место"), (2, "2 место"), (3, "3 место")],
                coerce=int,
                empty_value=None,
                required=False,
                initial=proposed.get(entry.pk, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.fields["reason"] = forms.CharField(
            label="Решение председателя при равных баллах" if has_ties else "Примечание к протоколу",
            max_length=500,
            required=has_ties,
            widget=area(2),
            help_text="Войдёт в протокол",
            error_messages={"required": "Баллы равны: напишите, как решил председатель жюри и почему."},
        )

    def places(self) -> dict[int, int | None]:
        return {int(name[2:]): value for name, value in self.cleaned_data.items() if name.startswith("p_")}
