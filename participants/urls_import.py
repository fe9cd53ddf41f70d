"""Addresses of the import wizard of both bases; part of participants.urls."""

from django.urls import path, register_converter

from participants.enums import BaseKind
from participants.views import importing, importing_after


class BaseConverter:
    regex = "|".join(BaseKind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(BaseConverter, "base")

urlpatterns = [
    path("<base:base>/import/", importing.upload, name="import_upload"),
    path("<base:base>/import/template/", importing.template, name="import_template"),
    path("<base:base>/import/<int:pk>/sheet/", importing.sheet, name="import_sheet"),
    path("<base:base>/import/<int:pk>/columns/", importing.columns, name="import_columns"),
    path("<base:base>/import/<int:pk>/progress/", importing.progress, name="import_progress"),
    path("<base:base>/import/<int:pk>/run/", importing.run_now, name="import_run"),
    path("<base:base>/import/<int:pk>/check/", importing.preview, name="import_preview"),
    path("<base:base>/import/<int:pk>/answer/", importing.answer, name="import_answer"),
    path("<base:base>/import/<int:pk>/apply/", importing.apply, name="import_apply"),
    path("<base:base>/import/<int:pk>/result/", importing_after.result, name="import_result"),
    path("<base:base>/import/<int:pk>/rejected/", importing_after.rejected, name="import_rejected"),
    path("<base:base>/import/<int:pk>/cancel/", importing.cancel, name="import_cancel"),
    path("<base:base>/import/<int:pk>/original/", importing_after.original, name="import_original"),
    path("<base:base>/import/<int:pk>/move/", importing.move, name="import_move"),
    path("<base:base>/import/<int:pk>/undo/check/", importing_after.undo_check, name="import_undo_check"),
    path("<base:base>/import/<int:pk>/undo/", importing_after.undo, name="import_undo"),
]
