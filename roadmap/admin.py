from mentoring_site.permissions import Permission
from programs.admin_tools import register_read_only
from roadmap.models import Evidence, Roadmap, Step, StepPart, StepResponsible

register_read_only(Roadmap, Step, StepResponsible, StepPart, Evidence, needs=Permission.ROADMAP_VIEW)
