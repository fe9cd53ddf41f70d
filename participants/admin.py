"""People are looked at here, never changed; links to categories are seen on the card, where looks are logged."""

from typing import Any

from django.contrib import admin
from import_export import fields

from mentoring_site.permissions import Permission
from participants.models import (
    Category,
    Consent,
    Enrolment,
    ImportBatch,
    Mentee,
    Mentor,
    Person,
    Representative,
)
from programs.admin_tools import ReferenceAdmin, register_read_only
from programs.resources import Options, SchoolResource


class CategoryResource(SchoolResource):
    is_special = fields.Field("is_special", column_name="is_special", readonly=True)  # as on the page below

    class Meta(Options):
        model = Category
        fields = ("code", "kind", "title", "short_title", "is_special", "position")
        import_id_fields = ("code",)


@admin.register(Category)
class CategoryAdmin(ReferenceAdmin):
    needs = Permission.SETTINGS_EDIT  # the list itself says nothing about any person
    list_display = ("short_title", "kind", "is_special", "position")
    resource_classes = (CategoryResource,)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Taking the mark away would show health data to everybody who reads categories, past all their locks."""
        return ("is_special",) if obj else ()


register_read_only(Person, Enrolment, Representative, Mentor, Mentee, needs=Permission.BASE_VIEW)
register_read_only(Consent, needs=Permission.CONSENT_VIEW)
register_read_only(ImportBatch, needs=Permission.BASE_IMPORT)
