"""Routes of people and the two bases."""

from __future__ import annotations

from typing import Any

from django.urls import path

from participants.enums import BaseKind
from participants.views import bases, bulk, entries, people


def _of_base(base: str, noun: str) -> list[Any]:
    extra = {"base": base}
    return [
        path(f"{base}/", bases.entry_list, extra, name=f"{noun}_list"),
        path(f"{base}/add/", entries.entry_add, extra, name=f"{noun}_add"),
        path(f"{base}/export/", bases.entry_export, extra, name=f"{noun}_export"),
        path(f"{base}/pdf/", bases.entry_pdf, extra, name=f"{noun}_pdf"),
        path(f"{base}/chosen/export/", bases.entry_bulk_export, extra, name=f"{noun}_bulk_export"),
        path(f"{base}/chosen/print/", bases.entry_bulk_print, extra, name=f"{noun}_bulk_print"),
        path(f"{base}/chosen/take-out/", bulk.entry_bulk_take_out, extra, name=f"{noun}_bulk_take_out"),
        path(f"{base}/chosen/invite/", bulk.entry_bulk_invite, extra, name=f"{noun}_bulk_invite"),
        path(f"{base}/chosen/class/", bulk.entry_bulk_class, extra, name=f"{noun}_bulk_class"),
        path(f"{base}/past/", bulk.entry_past, extra, name=f"{noun}_past"),
        path(f"{base}/filters/save/", bulk.filter_save, extra, name=f"{noun}_filter_save"),
        path(f"{base}/filters/<int:pk>/remove/", bulk.filter_remove, extra, name=f"{noun}_filter_remove"),
        path(f"{base}/<int:pk>/edit/", entries.entry_edit, extra, name=f"{noun}_edit"),
        path(f"{base}/<int:pk>/take-out/", entries.entry_take_out, extra, name=f"{noun}_take_out"),
        path(f"{base}/<int:pk>/restore/", entries.entry_restore, extra, name=f"{noun}_restore"),
    ]


urlpatterns = [
    *_of_base(BaseKind.MENTORS.value, "mentor"),
    *_of_base(BaseKind.MENTEES.value, "mentee"),
    path("mentors/<int:pk>/admit/", entries.mentor_admit, name="mentor_admit"),
    path("mentors/<int:pk>/reserve/", entries.mentor_reserve, name="mentor_reserve"),
    path("mentees/<int:pk>/admit/", entries.mentee_admit, name="mentee_admit"),
    path("mentees/<int:pk>/special/", entries.mentee_special, name="mentee_special"),
    path(
        "mentees/chosen/admit/",
        bases.mentee_bulk_admit,
        {"base": BaseKind.MENTEES.value},
        name="mentee_bulk_admit",
    ),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/names/", people.person_names, name="person_names"),
    path("people/<int:pk>/representatives/add/", people.representative_add, name="representative_add"),
    path(
        "people/<int:pk>/representatives/<int:representative_pk>/",
        people.representative_edit,
        name="representative_edit",
    ),
]
