"""What the school's calendar puts into the registries."""

from mentoring_site.permissions import Permission
from programs.registries import SettingsRoom, register_settings

register_settings(
    SettingsRoom(
        "Рабочий календарь",
        "Неделя, праздники, переносы и каникулы: по ним считаются сроки пар.",
        "programs:calendar_detail",
        "calendar-days",
        Permission.SETTINGS_EDIT,
        order=20,
    )
)
