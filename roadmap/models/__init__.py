from roadmap.models.roadmap import Roadmap
from roadmap.models.step import Evidence, Step, StepPart, StepResponsible
from roadmap.models.work import DigestChoice, RoadmapImport

__all__ = ["DigestChoice", "Evidence", "Roadmap", "RoadmapImport", "Step", "StepPart", "StepResponsible"]
