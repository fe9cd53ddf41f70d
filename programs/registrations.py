"""What the programs app itself puts into the registries."""

from mentoring_site.permissions import Permission
from programs.registries import NavItem, register_nav

register_nav(
    NavItem(
        "", 10, "Главная", "programs:dashboard", "house", Permission.DASHBOARD_VIEW, phone_label="Главная"
    ),
)
