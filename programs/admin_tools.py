"""Kinds of admin pages: view-only for what belongs to people, editable for the school's own lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV, XLSX

from mentoring_site.permissions import Permission
from programs.models import Program, User
from programs.querysets import accounts_of
from programs.services.audit import record_event

HEAVY = (models.BinaryField, models.JSONField)
COLUMNS_SHOWN = 5
WAITING_FILE = "admin_import_file"  # in the session: name of the table that waits to be confirmed


def _has_program(model: type[models.Model]) -> bool:
    return any(field.name == "program" for field in model._meta.concrete_fields)


class SchoolModelAdmin(admin.ModelAdmin):
    """Rows of the chosen school, of the chosen year where they have one. Nothing may be changed here."""

    needs: Permission = Permission.ADMIN_SITE
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: Any) -> models.QuerySet:
        rows = super().get_queryset(request)
        return rows.filter(program=request.admin_program) if _has_program(self.model) else rows

    def _may(self, request: Any) -> bool:
        access = getattr(request, "admin_access", None)
        return access is not None and access.has(Permission.ADMIN_SITE) and access.has(self.needs)

    def changelist_view(self, request: Any, extra_context: Any = None) -> Any:
        """Named in the nominative: Django's «Выберите категория для изменения» does not decline."""
        title = str(self.opts.verbose_name_plural)
        return super().changelist_view(
            request, {"title": title[:1].upper() + title[1:], **(extra_context or {})}
        )

    def changeform_view(
        self, request: Any, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        title = str(self.opts.verbose_name)
        context = {"title": title[:1].upper() + title[1:], **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """No conditions in the address: they ask fields that no page shows, the password's hash among them."""
        return False

    def has_module_permission(self, request: Any) -> bool:
        return self._may(request)

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


def register_read_only(
    *listed: type[models.Model], needs: Permission, hidden: Sequence[str] = ("version", "search_key")
) -> None:
    """View-only pages of these models. needs: the right to see them; hidden: fields that are never shown."""
    for model in listed:
        shown = [
            field
            for field in model._meta.concrete_fields
            if not isinstance(field, HEAVY) and field.name not in {"id", "school", "program", *hidden}
        ]
        columns = [field.name for field in shown if not isinstance(field, models.TextField)]
        options = {
            "needs": needs,
            "fields": [field.name for field in shown],
            "readonly_fields": [field.name for field in shown],
            "list_display": ["__str__", *columns[:COLUMNS_SHOWN]],
            "list_select_related": [field.name for field in shown if field.is_relation],
            "ordering": model._meta.ordering or ["pk"],
        }
        admin.site.register(model, type(f"{model.__name__}ReadOnlyAdmin", (SchoolModelAdmin,), options))


class SchoolModelForm(forms.ModelForm):
    """Checks constraints that include the school and the programme, which are on no form."""

    program: Program

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.school_id = self.program.school_id
            if _has_program(type(self.instance)):
                self.instance.program_id = self.program.pk

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"school", "program"}


class ReferenceAdmin(ImportExportModelAdmin, SchoolModelAdmin):
    """A list of the school that is edited here: add, change, take from and give to a table."""

    form = SchoolModelForm
    import_formats = (CSV,)  # binary workbooks of strangers are read in a child process only
    export_formats = (XLSX, CSV)
    skip_export_form = True
    skip_admin_log = True  # the school's journal has the row

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        if not self._may(request) or not request.admin_access.has(Permission.SETTINGS_EDIT):
            return False
        return request.admin_program.is_open or not _has_program(
            self.model
        )  # a finished year stays as it was

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def has_import_permission(self, request: Any) -> bool:
        return self.has_add_permission(request)

    def has_export_permission(self, request: Any) -> bool:
        return self._may(request)

    def get_confirm_form_initial(self, request: Any, import_form: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if "import_file_name" in initial:
            request.session[WAITING_FILE] = initial["import_file_name"]
        return initial

    @method_decorator(require_POST)
    def process_import(self, request: Any, **kwargs: Any) -> Any:
        """Only the file that this very session has shown, and once: the name comes from the form."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        waiting = request.session.pop(WAITING_FILE, None)
        if waiting is None or request.POST.get("import_file_name") != waiting:
            messages.error(request, "Эта таблица уже загружена или проверена давно. Выберите файл снова.")
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
        return super().process_import(request, **kwargs)

    def export_action(self, request: Any) -> Any:
        try:
            return super().export_action(request)
        except (IncorrectLookupParameters, DisallowedModelAdminLookup):  # an odd filter is left out
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"program": request.admin_program})

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        related = db_field.related_model
        if related is User:
            kwargs["queryset"] = accounts_of(request.admin_program).prefetch_related(None)
        elif _has_program(related):
            kwargs["queryset"] = related.objects.filter(program=request.admin_program)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changed = ", ".join(str(form.fields[name].label) for name in form.changed_data if name in form.fields)
        record_event(
            "admin.change" if change else "admin.add",
            by=request.user,
            target=obj,
            program=request.admin_program,
            sentence=f"{'изменено' if change else 'добавлено'} в справочнике "
            f"«{obj._meta.verbose_name_plural}»: {obj}" + (f" ({changed})" if change and changed else ""),
        )

    def get_import_resource_kwargs(self, request: Any, **kwargs: Any) -> dict[str, Any]:
        return {"program": request.admin_program}

    def get_export_resource_kwargs(self, request: Any, **kwargs: Any) -> dict[str, Any]:
        return {"program": request.admin_program}
