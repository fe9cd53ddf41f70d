"""Pages that only lead: what a school may set up, and who does what by section 2 of the programme."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from programs.duties import duty_holders
from programs.registries.screens import SETTINGS_ROOMS, SettingsRoom
from programs.tenancy import program_url

# (title, what it is for, URL name, icon, permission)
SETTINGS = (
    (
        "Школа",
        "Название, реквизиты, место, бланк: всё, что печатается в документах.",
        "programs:school_edit",
        "school",
        Permission.SETTINGS_EDIT,
    ),
    (
        "Формы и модели",
        "Формы наставничества, формы взаимодействия и правила подбора.",
        "programs:form_list",
        "shapes",
        Permission.SETTINGS_EDIT,
    ),
    (
        "Классы",
        "Классы этого года и их классные руководители.",
        "programs:class_list",
        "users",
        Permission.SETTINGS_EDIT,
    ),
    (
        "Методические объединения",
        "ШМО и их руководители: руководитель видит только своих учителей.",
        "programs:group_list",
        "network",
        Permission.SETTINGS_EDIT,
    ),
    (
        "Исполнение обязанностей директора",
        "Заместитель решает и подписывает за директора в назначенные дни.",
        "programs:substitution_list",
        "user-check",
        Permission.STAFF_MANAGE,
    ),
    (
        "Сотрудники",
        "Учётные записи, роли по датам, записки с одноразовым паролем.",
        "programs:staff_list",
        "id-card",
        Permission.STAFF_MANAGE,
    ),
    (
        "Программы по годам",
        "Прошлые годы и новая программа: по образцу или по прошлогодней.",
        "programs:programme_list",
        "calendar-range",
        Permission.PROGRAM_VIEW,
    ),
    (
        "Администрирование",
        "Справочники школы таблицей. Личные данные там только для чтения.",
        "admin:index",
        "wrench",
        Permission.ADMIN_SITE,
    ),
)


def _row(room: SettingsRoom) -> tuple[str, str, str, str, Permission]:
    return room.title, room.text, room.url_name, room.icon, room.permission


@require_GET
@requires(Permission.SETTINGS_EDIT)
def settings_list(request: Any) -> HttpResponse:
    entries = [
        {
            "title": title,
            "text": text,
            "icon": icon,
            "url": reverse(name) if name.startswith("admin:") else program_url(request.program, name),
        }
        for title, text, name, icon, permission in (*SETTINGS, *map(_row, SETTINGS_ROOMS))
        if request.access.has(permission)
    ]
    return render(
        request,
        "programs/settings_list.html",
        {
            "heading": "Настройки",
            "lead": "Что школа меняет сама. Каждое изменение остаётся в журнале действий.",
            "entries": entries,
        },
    )


@require_GET
@requires(Permission.PROGRAM_VIEW)
def duty_list(request: Any) -> HttpResponse:
    programme = program_url(request.program, "programs:programme_detail")
    return render(
        request,
        "programs/duty_list.html",
        {
            "heading": "Обязанности",
            "lead": "Раздел 2 программы: кто за что отвечает и где это делается.",
            "crumbs": [("Программа", programme), ("Обязанности", "")],
            "back_url": f"{programme}#management",
            "back_label": "К программе",
            "holders": duty_holders(request.access, request.today),
        },
    )
