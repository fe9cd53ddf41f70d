"""The school's lists as tables, for import and export in the admin site."""

from __future__ import annotations

from typing import Any

from django.db import models
from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget

from programs.models import InteractionModel, MentoringForm, Program, SchoolClass, SubjectGroup
from programs.services.audit import record_event


class SchoolResource(resources.ModelResource):
    """Rows of one school (and year): the natural key finds an old row, every new one gets the school."""

    program: Program

    def __init__(self, program: Program, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.program = program

    @property
    def has_program(self) -> bool:
        return any(field.name == "program" for field in self._meta.model._meta.concrete_fields)

    def get_queryset(self) -> models.QuerySet:
        rows = self._meta.model.objects.all()
        return rows.filter(program=self.program) if self.has_program else rows

    def init_instance(self, row: Any = None) -> models.Model:
        instance = self._meta.model(school_id=self.program.school_id)
        if self.has_program:
            instance.program_id = self.program.pk
        return instance

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        record_event(
            "admin.import",
            by=kwargs.get("user"),
            program=self.program,
            sentence=f"загружен справочник «{self._meta.model._meta.verbose_name_plural}»: "
            f"новых {result.totals['new']}, изменённых {result.totals['update']}",
        )


class Options:
    """Meta of every resource: rows are checked like forms, and a second run changes nothing."""

    clean_model_instances = True
    skip_unchanged = True
    report_skipped = True
    use_transactions = True


class SchoolClassResource(SchoolResource):
    class Meta(Options):
        model = SchoolClass
        fields = ("grade", "letter")
        import_id_fields = ("grade", "letter")


class SubjectGroupResource(SchoolResource):
    class Meta(Options):
        model = SubjectGroup
        fields = ("title",)
        import_id_fields = ("title",)


class MentoringFormResource(SchoolResource):
    class Meta(Options):
        model = MentoringForm
        fields = ("code", "title", "mentor_kind", "mentee_kind", "goal", "is_active", "position")
        import_id_fields = ("code",)


class FormByCode(ForeignKeyWidget):
    """Codes repeat from year to year, so a code is looked up in the chosen year."""

    program: Program

    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> models.QuerySet:
        return self.model.objects.filter(program=self.program)


class InteractionModelResource(SchoolResource):
    form = fields.Field(attribute="form", column_name="form", widget=FormByCode(MentoringForm, "code"))

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.fields["form"].widget.program = self.program

    class Meta(Options):
        model = InteractionModel
        fields = (
            "form",
            "code",
            "title",
            "goal",
            "min_grade_gap",
            "max_grade_gap",
            "same_subject",
            "mentee_experience_max_years",
            "mentor_more_experienced",
            "is_active",
            "position",
        )
        import_id_fields = ("code",)
