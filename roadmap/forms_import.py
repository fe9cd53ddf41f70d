"""Form of the first page of the import: a file, or a table pasted as text."""

from __future__ import annotations

from typing import Any

from django import forms

from mentoring_site.spreadsheets.cells import MAX_BYTES
from roadmap.importing.reading import MESSAGES

ACCEPTED = ".docx,.xlsx,.xls,.ods,.csv,.txt,.html"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Файл с картой",
        max_length=255,
        required=False,
        allow_empty_file=True,  # the reader says more than «пустой»
        help_text="Word (.docx), Excel (.xlsx, .xls), LibreOffice Calc (.ods) или .csv, до 10 МБ",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    text = forms.CharField(
        label="Вставить таблицу",
        required=False,
        strip=False,
        help_text="Выделите таблицу в Word, Excel или на странице сайта, скопируйте и вставьте сюда",
        widget=forms.Textarea(attrs={"rows": 9, "data-paste-table": "pasted-html"}),
    )
    html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput(attrs={"id": "pasted-html"}))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > MAX_BYTES:
            size = f"{file.size / 1024**2:.1f}".replace(".", ",")
            raise forms.ValidationError(MESSAGES["too_large"].format(size=size, limit=MAX_BYTES // 1024**2))
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and data.get("file") is None and not data.get("text", "").strip():
            self.add_error("file", "Выберите файл или вставьте таблицу в поле ниже.")
        elif data.get("file") is not None and data.get("text", "").strip():
            self.add_error("text", "Выбран и файл, и вставленный текст. Оставьте что-нибудь одно.")
        return data
