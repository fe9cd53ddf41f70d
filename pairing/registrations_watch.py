"""What the watch over pairs, the contacts and the closing put into the shared registries."""

from typing import Any

from mentoring_site.permissions import Permission
from pairing import calendar_items, watch_office
from pairing.closed_card import closed_panel
from pairing.registries import PairPanel, register_pair_panel
from pairing.services.form_rules import copy_rules
from programs.registries.calendar import CALENDAR_ITEMS
from programs.registries.programme import ProgramPart, register_program_part
from programs.registries.screens import ATTENTION, NavItem, SettingsRoom, register_nav, register_settings


def defaults_stand(**given: Any) -> None:
    """A form without saved rules has its defaults: nothing to make."""


register_program_part(ProgramPart("form_rules", 25, defaults_stand, copy_rules))
register_pair_panel(
    PairPanel("pairing/closed_panel.html", 0, closed_panel),
    PairPanel("pairing/contact_panel.html", 12, watch_office.contact_panel, Permission.CONTACT_VIEW, "side"),
)
register_nav(
    NavItem(
        "Пары",
        45,
        "Контакты",
        "pairing:contact_list",
        "messages-square",
        Permission.CONTACT_VIEW,
    )
)
register_settings(
    SettingsRoom(
        "Порядок работы пар",
        "Что нужно до распоряжения, как часто встречаются, когда сайт просит внимания к паре.",
        "pairing:form_rules_list",
        "sliders-horizontal",
        Permission.SETTINGS_EDIT,
        order=21,
    )
)
ATTENTION.append(watch_office.attention)
CALENDAR_ITEMS.append(calendar_items.meetings)
