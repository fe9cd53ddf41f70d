"""What the school's calendar puts into the registries."""

from mentoring_site.permissions import Permission
from programs.enums import LinkPurpose
from programs.registries.screens import SettingsRoom, register_settings
from programs.services.links import LINK_PAGES

LINK_PAGES[LinkPurpose.CALENDAR] = "calendar:feed"
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
