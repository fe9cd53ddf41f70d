"""Settings of the open pages, a card of a mentor, a publication on another site."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from mentoring_site.permissions import Access, Permission
from monitoring.enums import CaseState
from monitoring.models import PracticeCase, PublicBlock, PublicCard, PublishedElsewhere
from monitoring.public_people import offered
from pairing.forms_rooms import EntryField
from participants.models import Enrolment, Mentee, Mentor
from programs.forms.fields import DayField


class BlockForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = PublicBlock
        fields = (
            *("is_on", "intro", "shows_mentors", "shows_board", "shows_cases", "shows_library"),
            "shows_results",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.fields["intro"].widget.attrs["rows"] = 4
        self.fields[
            "intro"
        ].help_text = "Два-три предложения о программе. Не называйте людей: согласий здесь никто не проверит."
        self.fields["is_on"].help_text = "Пока выключены, по этому адресу отвечает «Такой страницы нет»."

    def _post_clean(self) -> None:
        """The service writes; the shown instance stays as it was."""


class CardForm(forms.ModelForm):
    upload = forms.FileField(
        label="Фотография",
        required=False,
        help_text="JPG или PNG до 10 МБ. Сайт уменьшит её и сотрёт скрытые данные: где и когда снято.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )
    drops_photo = forms.BooleanField(label="Убрать фотографию", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = PublicCard
        fields = ("direction", "helps_with", "achievements", "quote")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name in ("helps_with", "achievements"):
            self.fields[name].widget.attrs["rows"] = 3
        self.fields["helps_with"].help_text = "С чем к нему идут: темы, предметы, дела."
        self.fields["quote"].widget = forms.Textarea(attrs={"rows": 2, "maxlength": 300})
        self.fields["quote"].help_text = "Слова самого наставника, без кавычек."
        if self.instance.photo_id is None:
            del self.fields["drops_photo"]

    def _post_clean(self) -> None:
        """The service writes; the shown instance stays as it was."""

    def changes(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ElsewhereForm(forms.Form):
    entry = EntryField(label="О ком", help_text="Начните вводить фамилию", required=False)
    case = forms.ModelChoiceField(label="Или кейс", queryset=None, required=False, empty_label="Не кейс")
    site = forms.CharField(
        label="Где", max_length=200, help_text="Сайт или газета", error_messages={"required": "Впишите, где."}
    )
    url = forms.URLField(label="Адрес страницы", max_length=500, required=False, assume_scheme="https")
    published_on = DayField(label="Опубликовано")
    asked_on = DayField(label="Попросили убрать", required=False)
    removed_on = DayField(label="Убрали", required=False)

    def __init__(
        self, *args: Any, access: Access, on: date, row: PublishedElsewhere | None = None, **kwargs: Any
    ) -> None:
        program = access.program
        if row is not None:
            names = ("case", "site", "url", "published_on", "asked_on", "removed_on")
            kwargs["initial"] = {name: getattr(row, name) for name in names}
            if row.person is not None:
                kwargs["initial"]["entry"] = row.person.full_name
        super().__init__(*args, **kwargs)
        self.row = row
        cases = PracticeCase.objects.filter(program=program)
        if not access.has(Permission.RECOGNITION_VIEW):
            cases = cases.filter(state__in=(CaseState.PUBLISHED, CaseState.WITHDRAWN))
        self.fields["case"].queryset = cases
        entries = [
            *Mentor.objects.filter(program=program).select_related("person"),
            *Mentee.objects.filter(program=program).select_related("person"),
        ]
        once = list({entry.person_id: entry for entry in entries}.values())
        rows = Enrolment.objects.filter(program=program).select_related("school_class")
        self.fields["entry"].offer(offered(once, access, on), {row.person_id: row.place for row in rows})
        if row is not None:  # about whom it is stays: another person is another line
            del self.fields["entry"], self.fields["case"]

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        if self.row is None:
            entry = data.pop("entry", None)
            data["person"] = entry.person if entry else None
        return data


class CardMentorForm(forms.Form):
    """Who gets a card: mentors of the year without one. with_taken: also those with one, whom the service refuses."""

    mentor = EntryField(
        label="Наставник",
        help_text="Начните вводить фамилию",
        error_messages={"required": "Выберите наставника."},
    )

    def __init__(self, *args: Any, access: Access, on: date, with_taken: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        program = access.program
        rows = Mentor.objects.filter(program=program, left_on=None).select_related("person")
        if not with_taken:
            rows = rows.exclude(person__in=PublicCard.objects.filter(program=program).values("person"))
        entries = list(rows)
        rows = Enrolment.objects.filter(program=program).select_related("school_class")
        self.fields["mentor"].offer(offered(entries, access, on), {row.person_id: row.place for row in rows})
