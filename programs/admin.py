from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from mentoring_site.permissions import Permission
from programs.admin_tools import ReferenceAdmin, SchoolModelAdmin, register_read_only
from programs.models import (
    AuditEvent,
    ClassTeacher,
    Document,
    InteractionModel,
    Membership,
    MentoringForm,
    Program,
    ProgramSection,
    School,
    SchoolClass,
    SubjectGroup,
    Substitution,
    User,
)
from programs.querysets import accounts_of
from programs.resources import (
    InteractionModelResource,
    MentoringFormResource,
    SchoolClassResource,
    SubjectGroupResource,
)
from programs.services.staff import Profile, may_manage, update_profile


class RolesInline(admin.TabularInline):
    """Roles are given and withdrawn on the page «Сотрудники», where their rules are."""

    model = Membership
    fields = readonly_fields = ("role", "starts", "ends", "form")
    extra = 0
    can_delete = False

    def get_queryset(self, request: Any) -> QuerySet[Membership]:
        return super().get_queryset(request).filter(school=request.admin_program.school_id)

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(User)
class UserAdmin(SchoolModelAdmin):
    needs = Permission.STAFF_VIEW
    fields = (
        "username",
        "last_name",
        "first_name",
        "middle_name",
        "position",
        "email",
        "phone",
        "must_change_password",
        "last_login",
    )
    readonly_fields = ("username", "must_change_password", "last_login")
    list_display = ("__str__", "username", "position", "email", "last_login")
    search_fields = ("last_name", "first_name", "username")
    inlines = (RolesInline,)

    def get_queryset(self, request: Any) -> QuerySet[User]:
        return accounts_of(request.admin_program).prefetch_related(None)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        if not self._may(request) or not request.admin_access.has(Permission.STAFF_MANAGE):
            return False
        return obj is None or may_manage(request.user, obj, request.admin_program.school, request.today)

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        profile = Profile(**{name: getattr(obj, name) for name in Profile.__dataclass_fields__})
        update_profile(user=obj, program=request.admin_program, profile=profile, by=request.user)


@admin.register(School)
class SchoolAdmin(SchoolModelAdmin):
    list_display = ("list_name", "short_name", "slug")

    def get_queryset(self, request: Any) -> QuerySet[School]:
        return super().get_queryset(request).filter(pk=request.admin_program.school_id)


@admin.register(Program)
class ProgramAdmin(SchoolModelAdmin):
    fields = (
        "label",
        "starts",
        "ends",
        "state",
        "edition",
        "approved_at",
        "approved_by",
        "approval_protocol",
    )
    readonly_fields = ("state", "edition", "approved_at", "approved_by")
    list_display = ("__str__", "starts", "ends", "state")

    def get_queryset(self, request: Any) -> QuerySet[Program]:
        return super().get_queryset(request).filter(school=request.admin_program.school_id)


@admin.register(SchoolClass)
class SchoolClassAdmin(ReferenceAdmin):
    list_display = ("__str__", "grade", "letter")
    resource_classes = (SchoolClassResource,)


@admin.register(SubjectGroup)
class SubjectGroupAdmin(ReferenceAdmin):
    list_display = ("title", "head")
    list_select_related = ("head",)
    resource_classes = (SubjectGroupResource,)


@admin.register(MentoringForm)
class MentoringFormAdmin(ReferenceAdmin):
    list_display = ("title", "mentor_kind", "mentee_kind", "is_active", "position")
    resource_classes = (MentoringFormResource,)


@admin.register(InteractionModel)
class InteractionModelAdmin(ReferenceAdmin):
    list_display = ("title", "form", "is_active", "position")
    list_select_related = ("form",)
    resource_classes = (InteractionModelResource,)


register_read_only(ClassTeacher, Substitution, needs=Permission.STAFF_VIEW)
register_read_only(ProgramSection, needs=Permission.PROGRAM_VIEW)
register_read_only(Document, needs=Permission.DOCUMENT_VIEW)
register_read_only(AuditEvent, needs=Permission.AUDIT_VIEW)
