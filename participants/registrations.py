"""What participants put into the shared registries."""

from __future__ import annotations

from typing import Any

from participants.models import Category
from programs.content import load_template
from programs.models import Program
from programs.registries import PersonalData, ProgramPart, register_personal_data, register_program_part


def add_categories(*, program: Program, by: Any) -> None:
    """Categories belong to the school: the first programme brings them, later ones find them."""
    for position, category in enumerate(load_template().categories):
        Category.objects.get_or_create(
            school=program.school,
            code=category.code,
            defaults={
                "kind": category.kind,
                "title": category.title,
                "short_title": category.short,
                "is_special": category.is_special,
                "position": position,
            },
        )


def keep_categories(*, program: Program, previous: Program, by: Any) -> None:
    """Nothing to copy: the school has its categories already."""


register_program_part(ProgramPart("categories", 30, add_categories, keep_categories))
register_personal_data(
    PersonalData(
        "participants.Person",
        "",
        (
            "kind",
            "last_name",
            "first_name",
            "middle_name",
            "gender",
            "birth_date",
            "birth_year",
            "phone",
            "email",
            "declensions",
        ),
    ),
    PersonalData("participants.Representative", "person", ("full_name", "kinship", "phone", "email")),
    PersonalData(
        "participants.Enrolment",
        "person",
        ("school_class", "position", "workplace", "subjects", "subject_group", "teaching_since"),
    ),
    PersonalData(
        "participants.Mentor",
        "person",
        (
            "form",
            "status",
            "entered_on",
            "left_on",
            "left_reason",
            "completed_on",
            "results",
            "case_url",
            "places",
            "takes_group",
            "competencies",
            "achievements",
            "interests",
            "preferred_age",
            "time_resource",
            "interviewed_on",
            "trained_on",
            "waiver",
        ),
    ),
    PersonalData(
        "participants.Mentee",
        "person",
        (
            "form",
            "status",
            "entered_on",
            "left_on",
            "left_reason",
            "completed_on",
            "results",
            "case_url",
            "request",
            "wished_model",
            "completion_mark",
        ),
    ),
    PersonalData("participants.MentorCategory", "mentor__person", ("category",)),
    PersonalData("participants.MenteeCategory", "mentee__person", ("category",)),
    PersonalData(
        "participants.Consent",
        "person",
        ("purpose", "given_by", "signed_on", "valid_until", "kept_at", "withdrawn_on", "withdrawn_reason"),
    ),
)
