from monitoring.models.assessment import Assessment, AssessmentScore
from monitoring.models.indicator import QualityIndicator

__all__ = ["Assessment", "AssessmentScore", "QualityIndicator"]
