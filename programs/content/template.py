"""What the programme document consists of, as plain frozen values.

The numbers in the docstrings are sections of the printed document.
"""

from dataclasses import dataclass, replace
from typing import Literal

SectionKind = Literal["text", "list", "terms", "table"]
PersonKind = Literal["pupil", "teacher", "parent", "veteran"]
CategoryKind = Literal["mentee_pupil", "mentee_teacher", "mentor"]


@dataclass(frozen=True, slots=True)
class SectionTemplate:
    """One readable and editable section, whatever its shape.

    kind: text — intro only; list — one-column rows; terms — two columns (term, definition);
    table — as many columns as `columns` names. Lines inside a cell are separated by "\\n",
    paragraphs of intro by a blank line.
    number: as printed ("5.1"), empty where the document prints none.
    parent: code of the section above, None at the top.
    is_lost: the document lost it; it ships empty and is shown as «не заполнено».
    """

    code: str
    number: str
    title: str
    kind: SectionKind
    parent: str | None
    columns: tuple[str, ...]
    intro: str
    rows: tuple[tuple[str, ...], ...]
    is_lost: bool

    @property
    def is_heading(self) -> bool:
        """Whether it only heads its children, so that emptiness isn't a gap."""
        return not (self.is_lost or self.intro or self.rows)

    def filled(self, *, school: str, first_year: int) -> "SectionTemplate":
        """Return the section with the school's short name and the years in place of the placeholders."""

        def fill(text: str) -> str:
            return text.replace("{school}", school).replace("{first_year}", str(first_year))

        return replace(
            self,
            title=fill(self.title),
            intro=fill(self.intro),
            rows=tuple(tuple(fill(cell) for cell in row) for row in self.rows),
        )


@dataclass(frozen=True, slots=True)
class DutyTemplate:
    """Section 2: one numbered duty of a role; code is «role_number», e.g. director_1."""

    code: str
    role: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class ManagementRowTemplate:
    """Section 2: one responsible party with its duties; the term is printed text, not a deadline."""

    role: str
    title: str
    duties: tuple[DutyTemplate, ...]
    term: str


@dataclass(frozen=True, slots=True)
class StageTemplate:
    """Section 3: one of the seven official stages; title_as_printed is empty for the restored one."""

    number: int
    code: str
    title: str
    title_as_printed: str
    activities: str
    result: str

    @property
    def is_restored(self) -> bool:
        return not self.title_as_printed


@dataclass(frozen=True, slots=True)
class RoleTemplate:
    """Section 4: one of the three main roles."""

    code: str
    title: str
    definition: str


@dataclass(frozen=True, slots=True)
class CategoryTemplate:
    """Section 4: a category people enter one of the two bases by.

    title: as printed, in the genitive; short: at most 40 characters, for filters and badges.
    is_special: health data, behind its own permission.
    """

    code: str
    kind: CategoryKind
    person_kind: PersonKind
    title: str
    short: str
    is_special: bool


@dataclass(frozen=True, slots=True)
class InteractionModelTemplate:
    """Sections 5.1 and 5.2, «Формы взаимодействия»: a model and the rules that hang on it.

    Grade gap is the mentor's grade minus the mentee's. None and False mean «no such rule».
    """

    form: str
    code: str
    title: str
    goal: str
    min_grade_gap: int | None = None
    max_grade_gap: int | None = None
    same_subject: bool = False
    mentee_experience_max_years: int | None = None
    mentor_more_experienced: bool = False


@dataclass(frozen=True, slots=True)
class FormTemplate:
    """Sections 5.1 and 5.2: a form of mentoring; mechanism rows are (stage, activities)."""

    code: str
    title: str
    mentor_kind: PersonKind
    mentee_kind: PersonKind
    goal: str
    tasks: tuple[str, ...]
    results: tuple[str, ...]
    mentor_portrait: tuple[str, ...]
    mentee_portrait: tuple[str, ...]
    mechanism: tuple[tuple[str, str], ...]
    models: tuple[InteractionModelTemplate, ...]


@dataclass(frozen=True, slots=True)
class IndicatorTemplate:
    """Section 6: one of the nine indicators, worth 0, 1 or 2 points."""

    code: str
    criterion: Literal["A", "B", "C"]
    title: str
    criterion_title: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Where the shipped text differs from the printed one, and why."""

    section: str
    as_printed: str
    shipped: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProgramTemplate:
    """The whole programme document."""

    sections: tuple[SectionTemplate, ...]
    management: tuple[ManagementRowTemplate, ...]
    stages: tuple[StageTemplate, ...]
    roles: tuple[RoleTemplate, ...]
    categories: tuple[CategoryTemplate, ...]
    forms: tuple[FormTemplate, ...]
    indicators: tuple[IndicatorTemplate, ...]
    monitoring_substages: tuple[str, ...]
    corrections: tuple[Correction, ...]

    def section(self, code: str) -> SectionTemplate:
        """Return one section. Raises KeyError for an unknown code."""
        for section in self.sections:
            if section.code == code:
                return section
        raise KeyError(code)

    @property
    def duties(self) -> tuple[DutyTemplate, ...]:
        return tuple(duty for row in self.management for duty in row.duties)

    @property
    def interaction_models(self) -> tuple[InteractionModelTemplate, ...]:
        return tuple(model for form in self.forms for model in form.models)
