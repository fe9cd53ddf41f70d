from monitoring.models.analysis import MonitoringSettings, MonitoringText, SwotFactor
from monitoring.models.assessment import Assessment, AssessmentScore
from monitoring.models.award import Award, LevelSubmission
from monitoring.models.contest import (
    Contest,
    ContestCriterion,
    ContestEntry,
    HonourNomination,
    JuryMark,
    JuryMember,
)
from monitoring.models.indicator import QualityIndicator
from monitoring.models.measuring import Measurement, Parameter
from monitoring.models.practice import CaseAgreement, CaseFile, LibraryItem, PracticeCase
from monitoring.models.public import PublicBlock, PublicCard, PublishedElsewhere
from monitoring.models.results import ExpectedResult, IndicatorTarget, ModelIndicator
from monitoring.models.survey import Campaign, FreeAnswer, Invitation

__all__ = [
    "Assessment",
    "AssessmentScore",
    "Award",
    "Campaign",
    "CaseAgreement",
    "CaseFile",
    "Contest",
    "ContestCriterion",
    "ContestEntry",
    "ExpectedResult",
    "FreeAnswer",
    "HonourNomination",
    "IndicatorTarget",
    "Invitation",
    "JuryMark",
    "JuryMember",
    "LevelSubmission",
    "LibraryItem",
    "Measurement",
    "ModelIndicator",
    "MonitoringSettings",
    "MonitoringText",
    "Parameter",
    "PracticeCase",
    "PublicBlock",
    "PublicCard",
    "PublishedElsewhere",
    "QualityIndicator",
    "SwotFactor",
]
