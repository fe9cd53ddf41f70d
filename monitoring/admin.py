from mentoring_site.permissions import Permission
from monitoring.models import Assessment, AssessmentScore, QualityIndicator
from programs.admin_tools import register_read_only

register_read_only(QualityIndicator, Assessment, AssessmentScore, needs=Permission.MONITORING_VIEW)
