from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms

from mentoring_site.files import ALLOWED, MAX_FILE_BYTES, recognise_file
from mentoring_site.words import short_date
from participants.models import Event
from programs.models import Program
from programs.services.calendar import calendar_of
from roadmap.content import load_steps, role_titles, term_text
from roadmap.enums import Stage, TermKind
from roadmap.models import Step
from roadmap.services.editing import Printed, StepPlan
from roadmap.services.progress import MAX_AUDIENCE, MAX_NOTE, MAX_PROTOCOL, EvidenceFile, Held
from roadmap.terms import parse_term

ROLE_FIELDS = tuple(f"role_{position}" for position in range(1, 7))


class StepForm(forms.ModelForm):
    """The plan of one step. Responsible roles stand in printed order; the first one closes the step."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    term_text = forms.CharField(
        label="Срок, как печатать",
        max_length=120,
        required=False,
        help_text="Как в вашей карте: «ноябрь 2026», «до 15.10.2026», «в течение года». Пусто — по датам",
    )

    class Meta:
        model = Step
        fields = (
            *("title", "short_title", "stage", "starts", "ends", "term_text", "number_text", "section"),
            *("content", "result_text", "responsible_text", "standard"),
        )
        widgets = {
            "title": forms.Textarea(attrs={"rows": 4}),
            "content": forms.Textarea(attrs={"rows": 4}),
            "responsible_text": forms.Textarea(attrs={"rows": 2}),
            "starts": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "short_title": "До 42 знаков: так шаг называется в списках",
            "starts": "Пусто — по тексту срока",
            "ends": "Пусто — по тексту срока",
            "number_text": "Например, «1.2.». Пусто — по порядку",
            "section": "Печатается над шагами раздела. Пусто — название этапа",
            "content": "Подпункты, каждый с новой строки",
            "result_text": "Например, «приказ»",
            "responsible_text": "Пусто — роли, отмеченные выше",
        }

    def __init__(self, *args: Any, program: Program, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.program, self.term_kind = program, str(TermKind.RANGE)
        self.doubt = ""  # what of the term the person should look at once more
        self.fields["starts"].required = self.fields["ends"].required = False
        self.fields["version"].initial = self.instance.version
        self.fields["stage"].choices = [("", "Выберите этап"), *Stage.choices]
        self.fields["standard"] = forms.TypedChoiceField(
            label="Шаг целевой модели",
            choices=[
                ("", "свой шаг"),
                *((step.number, f"№ {step.number} {step.short_title}") for step in load_steps()),
            ],
            coerce=int,
            empty_value=None,
            required=False,
            initial=self.instance.standard or "",
            help_text="По нему сайт находит подтверждения",
        )
        if self.instance.pk is None:
            self.fields["stage"].choices = [("", "выберите этап"), *Stage.choices]
        else:
            self.fields["stage"].choices = Stage.choices
        for position, name in enumerate(ROLE_FIELDS):
            empty = "выберите, кто отвечает" if position == 0 else "никто"
            self.fields[name] = forms.ChoiceField(
                label="Первый ответственный" if position == 0 else f"Ответственный {position + 1}",
                choices=[("", empty), *role_titles().items()],
                required=position == 0,
                initial=roles[position] if position < len(roles) else "",
                help_text="Закрывает шаг" if position == 0 else "",
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "version",
            *(self._extra_layout()),
            "title",
            Div("short_title", "stage", "starts", "ends", css_class="form-grid"),
            Field("term_text"),
            Div(*ROLE_FIELDS, css_class="form-grid"),
            Fieldset(
                "На печати вашей карты",
                Div("number_text", "section", "result_text", "standard", css_class="form-grid"),
                "responsible_text",
                "content",
            ),
        )

    def _extra_layout(self) -> Iterator[str]:
        return iter(())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        roles = [role for role in (data.get(name) for name in ROLE_FIELDS) if role]
        for name in ROLE_FIELDS:
            role = data.get(name)
            if role and roles.count(role) > 1 and roles.index(role) != self._place(data, name):
                self.add_error(name, "Эта роль уже названа выше. Выберите другую или оставьте пусто.")
        self._read_term(data)
        starts, ends = data.get("starts"), data.get("ends")
        for name, day in (("starts", starts), ("ends", ends)):
            if day and not self.program.starts.year - 1 <= day.year <= self.program.ends.year + 1:
                self.add_error(name, f"Год {day.year} далеко от Программы {self.program.year_label}.")
        if starts and ends and starts <= ends and not data.get("term_text"):
            data["term_text"] = term_text(starts, ends)
            self.term_kind = parse_term(data["term_text"], starts, ends).kind
        return data

    def _read_term(self, data: dict[str, Any]) -> None:
        """Days that were not typed follow from the text; typed ones are kept, with a word when they differ."""
        text = data.get("term_text", "")
        calendar = calendar_of(self.program.school) if "дн" in text or "ден" in text else None
        term = parse_term(text, self.program.starts, self.program.ends, calendar)
        self.term_kind = term.kind
        if {"starts", "ends"} & set(self.errors):
            return
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends:
            if term.kind == TermKind.EVENT and (starts, ends) != (self.program.starts, self.program.ends):
                self.term_kind = str(TermKind.RANGE)  # the typed days remind, whatever the words wait for
            if text and term.ends and (term.starts or starts, term.ends) != (starts, ends):
                self.doubt = (
                    f"Напечатан будет срок «{text}», а напоминания пойдут по датам. "
                    "Проверьте, что они об одном."
                )
            return
        if not text:
            for name in ("starts", "ends"):
                if not data.get(name):
                    self.add_error(name, "Впишите дату или напишите срок словами.")
            return
        if term.kind == TermKind.EVENT:  # no days of its own: those of the programme, and it is never late
            data["starts"], data["ends"] = starts or self.program.starts, ends or self.program.ends
            self.doubt = term.doubt
            return
        data["starts"] = starts or term.starts or self.program.starts
        data["ends"] = ends or term.ends
        if data["ends"] is None:
            why = term.doubt or "У такого срока нет дат: впишите начало и окончание."
            self.add_error("term_text", f"{why} По датам идут напоминания.")
            return
        self.doubt = term.doubt or (
            "Год в сроке не написан, взят по учебному году." if term.is_year_restored else ""
        )

    @staticmethod
    def _place(data: dict[str, Any], wanted: str) -> int:
        """Index of the field among the filled ones."""
        return [name for name in ROLE_FIELDS if data.get(name)].index(wanted)

    def plan(self) -> StepPlan:
        data = self.cleaned_data
        return StepPlan(
            title=data["title"],
            short_title=data["short_title"],
            stage=int(data["stage"]),
            term_text=data["term_text"],
            starts=data["starts"],
            ends=data["ends"],
            roles=tuple(data[name] for name in ROLE_FIELDS if data[name]),
            term_kind=self.term_kind,
            printed=Printed(
                number_text=data["number_text"],
                section=data["section"],
                content=data["content"],
                result_text=data["result_text"],
                responsible_text=data["responsible_text"],
                standard=data["standard"],
            ),
        )


class NewStepForm(StepForm):
    """A step more in the draft; the steps behind it take the next numbers."""

    after = forms.TypedChoiceField(label="Поставить после", coerce=int)

    def __init__(self, *args: Any, steps: list[Step], **kwargs: Any) -> None:
        super().__init__(*args, roles=["curator"], **kwargs)
        self.fields["version"].initial = 1
        self.fields["after"].choices = [(0, "в начало")] + [
            (step.number, f"№ {step.said_number} {step.short_title}") for step in steps
        ]
        self.fields["after"].initial = steps[-1].number if steps else 0

    def _extra_layout(self) -> Iterator[str]:
        return iter(("after",))


class EvidenceForm(forms.Form):
    """A note, a file, a meeting or all of them; which of them must be there is the service's rule.

    events: held ones to choose from; None: the step is not one that a meeting closes.
    """

    event = forms.ModelChoiceField(
        label="Событие из списка",
        queryset=Event.objects.none(),
        required=False,
        empty_label="нет, впишу сам",
        help_text="День, протокол и число людей возьмём оттуда, если поля ниже пусты",
    )
    held_on = forms.DateField(
        label="Когда прошло",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    present_count = forms.IntegerField(label="Сколько человек", required=False, min_value=1, max_value=5000)
    protocol = forms.CharField(
        label="Протокол",
        required=False,
        max_length=MAX_PROTOCOL,
        help_text="Номер или слова: «протокол педсовета №\u00a01»",
    )
    audience = forms.CharField(
        label="Кто был", required=False, max_length=MAX_AUDIENCE, help_text="Например: родители 5–7 классов"
    )
    note = forms.CharField(
        label="Чем подтверждено",
        max_length=MAX_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Нужны запись или файл. Например: педсовет 04.09, протокол № 1",
    )
    file = forms.FileField(
        label="Файл", required=False, allow_empty_file=True, help_text=f"{ALLOWED}, до 15 МБ"
    )

    def __init__(self, *args: Any, events: Sequence[Event] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()
        if events is None:
            for name in HELD_FIELDS:
                del self.fields[name]
            return
        self.fields["note"].label, self.fields["note"].help_text = "Что ещё сказать", ""
        if events:
            self.fields["event"].queryset = Event.objects.filter(pk__in=[event.pk for event in events])
            self.fields["event"].label_from_instance = event_label
        else:
            del self.fields["event"]
        self.helper.layout = Layout(
            *(["event"] if events else []),
            *("held_on", "present_count", "protocol", "audience", "note", "file"),
        )

    def clean_file(self) -> EvidenceFile | None:
        upload = self.cleaned_data["file"]
        if upload is None:
            return None
        if upload.size > MAX_FILE_BYTES:  # asked before the file is read into memory
            raise forms.ValidationError(
                f"Файл «{upload.name}» больше 15 МБ. Уменьшите его или разделите на части."
            )
        data = upload.read()
        recognise_file(upload.name, data)
        return EvidenceFile(upload.name, data)

    def given(self) -> dict[str, Any]:
        """For the services of progress."""
        data = self.cleaned_data
        held = Held(**{name: data[name] for name in HELD_FIELDS if data.get(name)})
        return {"note": data["note"], "file": data["file"], "held": held}


HELD_FIELDS = ("event", "held_on", "present_count", "protocol", "audience")


def event_label(event: Event) -> str:
    return f"{short_date(event.held_on or event.planned_on)}, {event.title}"


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Что сделано",
        max_length=MAX_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Например: собрание 12.10, пришли 22 человека",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()

    def given(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"]}


def bare_helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper
