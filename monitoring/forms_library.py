"""A material of the library, and the search above the list."""

from __future__ import annotations

from typing import Any

from django import forms

from monitoring.enums import AwardLevel, LibraryKind
from monitoring.models import LibraryItem
from programs.forms.fields import SearchField, named_choices
from programs.models import MentoringForm, Program


def form_choices(program: Program) -> list[tuple[str, str]]:
    return list(MentoringForm.objects.filter(program=program).values_list("code", "title"))


class LibraryFilter(forms.Form):
    q = SearchField("Название или тема")
    kind = forms.ChoiceField(label="Вид", required=False)
    form = forms.ChoiceField(label="Форма", required=False)
    level = forms.ChoiceField(label="Уровень", required=False)

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = named_choices("Вид", LibraryKind.choices)
        self.fields["form"].choices = named_choices("Форма", form_choices(program))
        self.fields["level"].choices = named_choices("Уровень", AwardLevel.choices)


class LibraryForm(forms.ModelForm):
    upload = forms.FileField(label="Файл", required=False, help_text="PDF, JPG, PNG, DOCX или XLSX до 15 МБ")
    url = forms.URLField(
        label="Ссылка",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Адрес страницы, если материал лежит в интернете",
        error_messages={"invalid": "Это не похоже на адрес. Скопируйте его из строки браузера целиком."},
    )
    form_code = forms.ChoiceField(label="Форма наставничества", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = LibraryItem
        fields = (
            "title",
            "kind",
            "level",
            "form_code",
            "theme",
            "author",
            "annotation",
            "url",
            "upload",
            "is_public",
        )

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.fields["form_code"].choices = [("", "Для всех форм"), *form_choices(program)]
        kinds = self.fields["kind"].choices
        self.fields["kind"].choices = [("", "выберите вид"), *(pair for pair in kinds if pair[0])]
        self.fields["title"].error_messages["required"] = "Впишите название материала."
        self.fields["is_public"].help_text = "Проверьте, что в файле нет фамилий и фотографий без согласия."
        self.fields["annotation"].widget.attrs["rows"] = 3

    def _post_clean(self) -> None:
        """Whether there is a file or a link is the service's rule: the instance does not know of the new file yet."""

    def values(self) -> dict[str, Any]:
        names = ("title", "kind", "level", "form_code", "theme", "annotation", "author", "url", "is_public")
        return {name: self.cleaned_data[name] for name in names}
