"""A file in a form of the room: its field, the box that takes the present one away, what the service is given."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from monitoring.services.attachments import GivenFile

DROPS = "drops_"


def file_field(label: str, help_text: str = "PDF, JPG, PNG, DOCX или XLSX, до 15 МБ") -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        max_length=255,
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}),
    )


class WithFiles(forms.Form):
    """FILES: field -> label of the box that takes the present file away, shown when there is one."""

    FILES: ClassVar[dict[str, str]] = {}

    def offer_dropping(self, row: Any) -> None:
        """Called last in __init__ of a form about a row that is there."""
        for name, label in self.FILES.items():
            if getattr(row, f"{name}_id"):
                self.fields[f"{DROPS}{name}"] = forms.BooleanField(label=label, required=False)
        self.order_fields(
            [
                one
                for name in list(self.fields)
                for one in (name, f"{DROPS}{name}")
                if not name.startswith(DROPS)
            ]
        )

    def files_given(self) -> dict[str, GivenFile]:
        given = {}
        for name in self.FILES:
            file = self.cleaned_data.get(name)
            given[name] = GivenFile(
                name=file.name if file else "",
                data=file.read() if file else b"",
                drops=self.cleaned_data.get(f"{DROPS}{name}", False),
            )
        return given
