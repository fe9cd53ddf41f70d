"""Forms of nominations: what an employee fills, what the page behind a link asks, what the curator answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst

from mentoring_site.permissions import Access
from participants.enums import NominationState, NominatorRole, PersonKind
from participants.forms import SchoolForm
from participants.models import Category, Enrolment, Nomination, Person
from participants.validators import category_kind
from programs.forms.fields import RowsField, SearchField, named_choices
from programs.models import Program

NEW_PUPIL = ("last_name", "first_name", "middle_name", "birth_year", "school_class")
NEW_TEACHER = ("last_name", "first_name", "middle_name", "position", "subject_group")
NO_CLASS = "Выберите класс: так куратор узнает ученика."
NEVER_ABOUT_HEALTH = "Диагнозы и сведения о здоровье сюда не пишут."


def _categories_of(kind: str, *, special: bool) -> Any:
    return Category.objects.filter(kind=category_kind(kind, is_mentor=False), is_special=special)


def _long(label: str, *, rows: int, required: bool, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=2000,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={"required": "Напишите, в чём нужна помощь наставника."},
    )


class NominationFilter(forms.Form):
    q = SearchField("Фамилия")
    role = forms.ChoiceField(
        label="Кто предлагает",
        required=False,
        choices=named_choices(
            "Кто предлагает", [(code, capfirst(label)) for code, label in NominatorRole.choices]
        ),
    )


class NominationForm(SchoolForm):
    """A proposal of a signed-in employee; with the name when the person is not known yet."""

    def __init__(
        self, *args: Any, access: Access, kind: str, is_new: bool, has_special: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, access=access, **kwargs)
        self.kind, self.is_new = kind, is_new
        if is_new:
            names = NEW_PUPIL if kind == PersonKind.PUPIL else NEW_TEACHER
            self.take(Person, [name for name in names if name in ("last_name", "first_name", "middle_name")])
            if "birth_year" in names:
                self.take(Person, ["birth_year"])
            self.take(Enrolment, names[-1:] if kind == PersonKind.PUPIL else names[-2:])
            self._require_place()
        self.fields["wish"] = _long(
            "В чём нужна помощь",
            rows=3,
            required=True,
            help_text="Станет основным запросом в базе: «подтянуть математику», «освоиться в новом классе»",
        )
        self.fields["observations"] = _long(
            "Ваши наблюдения",
            rows=4,
            required=False,
            help_text=f"Увидят только куратор, психолог, социальный педагог и вы. {NEVER_ABOUT_HEALTH}",
        )
        self.fields["categories"] = RowsField(
            _categories_of(kind, special=False),
            label="Категория",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Увидят только куратор, психолог, социальный педагог и вы.",
        )
        if has_special:
            self.fields["special"] = RowsField(
                _categories_of(kind, special=True),
                label="Сведения о здоровье",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Только если подписано согласие на эти сведения. После отправки отметку видят "
                "куратор и психолог, каждый просмотр записывается.",
            )
        self.take(Nomination, ["form"])
        side = "pupil" if kind == PersonKind.PUPIL else "teacher"
        suitable = self.program.forms.filter(is_active=True, mentee_kind=side)
        self.fields["form"].queryset = suitable
        found = list(suitable[:2])
        self.fields["form"].initial = found[0].pk if len(found) == 1 else None

    def _require_place(self) -> None:
        """The class or group that makes the person one's own."""
        if "school_class" in self.fields:
            self.fields["school_class"].required = not self.access.sees_whole_school
        if "subject_group" in self.fields and not self.access.sees_whole_school:
            field = self.fields["subject_group"]
            field.queryset = field.queryset.filter(pk__in=self.access.subject_group_ids)
            field.required = True

    def new_person(self) -> dict[str, Any]:
        return {**self.person_values(), "kind": self.kind}

    def proposal(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "wish": data["wish"],
            "observations": data["observations"],
            "form": data["form"],
            "categories": [*data["categories"], *data.get("special", ())],
        }


class LinkNominationForm(forms.Form):
    """What somebody without an account writes; employees are asked more than parents."""

    nominator_name = forms.CharField(
        label="Ваши фамилия, имя, отчество",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    kind = forms.ChoiceField(
        label="Кого вы предлагаете",
        choices=[(PersonKind.PUPIL.value, "Ученика"), (PersonKind.TEACHER.value, "Педагога")],
        initial=PersonKind.PUPIL.value,
        widget=forms.RadioSelect,
    )
    typed_name = forms.CharField(label="Фамилия, имя, отчество того, кому нужен наставник", max_length=240)
    school_class = forms.ModelChoiceField(None, label="Класс", required=False, empty_label="не указан")

    def __init__(self, *args: Any, program: Program, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_parent = role == NominatorRole.PARENT
        self.fields["school_class"].queryset = program.classes.all()
        if is_parent:
            del self.fields["kind"]
            self.fields["typed_name"].label = "Фамилия, имя, отчество ребёнка"
            self.fields["school_class"].required = True
            self.fields["school_class"].error_messages["required"] = NO_CLASS
        self.fields["wish"] = _long(
            "Чем может помочь наставник",
            rows=4,
            required=True,
            help_text=f"Например: «подтянуть математику», «найти друзей в новом классе». {NEVER_ABOUT_HEALTH}",
        )
        if not is_parent:
            self.fields["observations"] = _long(
                "Ваши наблюдения",
                rows=3,
                required=False,
                help_text="Увидят только куратор, психолог и социальный педагог.",
            )
            self.fields["categories"] = RowsField(
                Category.objects.filter(kind__startswith="mentee", is_special=False),
                label="Категория",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Можно не отмечать. Увидят только куратор, психолог и социальный педагог.",
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data.setdefault("kind", PersonKind.PUPIL.value)
        if (
            data["kind"] == PersonKind.PUPIL
            and not data.get("school_class")
            and "school_class" not in self.errors
        ):
            self.add_error("school_class", NO_CLASS)
        return data


class NewPersonForm(SchoolForm):
    """The card of a person whom a nomination by link is about."""

    def __init__(self, *args: Any, access: Access, nomination: Nomination, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        is_pupil = nomination.kind == PersonKind.PUPIL
        self.kind = nomination.kind
        self.take(Person, ("last_name", "first_name", "middle_name"))
        self.take(Enrolment, ("school_class",) if is_pupil else ("position",))

    def new_person(self) -> dict[str, Any]:
        return {**self.person_values(), "kind": self.kind}


STATE_TABS = (
    (NominationState.NEW.value, "Ждут решения"),
    (NominationState.ACCEPTED.value, "Приняты"),
    (NominationState.DECLINED.value, "Отклонены"),
    ("all", "Все"),
)
