from monitoring.models.analysis import MonitoringSettings, MonitoringText, SwotFactor
from monitoring.models.assessment import Assessment, AssessmentScore
from monitoring.models.indicator import QualityIndicator
from monitoring.models.measuring import Measurement, Parameter
from monitoring.models.results import ExpectedResult, IndicatorTarget, ModelIndicator
from monitoring.models.survey import Campaign, FreeAnswer, Invitation

__all__ = [
    "Assessment",
    "AssessmentScore",
    "Campaign",
    "ExpectedResult",
    "FreeAnswer",
    "IndicatorTarget",
    "Invitation",
    "Measurement",
    "ModelIndicator",
    "MonitoringSettings",
    "MonitoringText",
    "Parameter",
    "QualityIndicator",
    "SwotFactor",
]
