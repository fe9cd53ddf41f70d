"""The tab «Кадры» of the conditions, and the director's duty 5."""

from mentoring_site.permissions import Permission
from pairing.staffing import staffing_in_words
from programs.registries.programme import DutyPage, register_duty_pages
from programs.room_tabs import RoomTab, register_room_tabs

HERE = "pairing:staffing"

register_room_tabs(RoomTab("conditions", "Кадры", 40, HERE, Permission.CONDITIONS_EDIT))
register_duty_pages(DutyPage("director_5", "Кадры", HERE, Permission.CONDITIONS_EDIT, staffing_in_words))
