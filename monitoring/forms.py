from __future__ import annotations

from typing import Any

from django import forms

from monitoring.models import Assessment, AssessmentScore
from monitoring.scoring import MAX_POINTS, PARTNERS

NOTE_LIMIT = 1000
NOT_APPLICABLE = "partners_not_applicable"


class AssessmentForm(forms.Form):
    """The whole sheet: three cells and a note for each indicator."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    assessed_on = forms.DateField(
        label="Дата оценки",
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )
    conclusion = forms.CharField(
        label="Вывод",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        help_text="Что получилось, что мешает, что изменить в следующем году",
    )

    def __init__(
        self,
        *args: Any,
        assessment: Assessment,
        scores: list[AssessmentScore],
        allows_not_applicable: bool = False,
        **kwargs: Any,
    ) -> None:
        """allows_not_applicable: the setting; the indicator on partners then has a tick «неприменим»."""
        kwargs.setdefault(
            "initial",
            {
                "version": assessment.version,
                "assessed_on": assessment.assessed_on,
                "conclusion": assessment.conclusion,
            },
        )
        super().__init__(*args, **kwargs)
        self.codes = [score.indicator.code for score in scores]
        for score in scores:
            code = score.indicator.code
            self.fields[f"points_{code}"] = forms.TypedChoiceField(
                label=score.indicator.title,
                required=False,
                choices=[(points, str(points)) for points in range(MAX_POINTS, -1, -1)],
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{code}"] = forms.CharField(
                label="Чем подтверждено", required=False, max_length=NOTE_LIMIT
            )

        self.has_partner_choice = allows_not_applicable or any(not score.is_applicable for score in scores)
        if self.has_partner_choice:
            self.fields[NOT_APPLICABLE] = forms.BooleanField(
                label="Неприменимо: партнёров в программе нет", required=False
            )

    def not_applicable(self) -> list[str] | None:
        """Codes that do not apply; None when the sheet does not ask."""
        if not self.has_partner_choice:
            return None
        return [PARTNERS] if self.cleaned_data[NOT_APPLICABLE] else []

    def points(self) -> dict[str, int | None]:
        return {code: self.cleaned_data[f"points_{code}"] for code in self.codes}

    def notes(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"note_{code}"] for code in self.codes}
