from roadmap.models.roadmap import Roadmap
from roadmap.models.step import Evidence, Step, StepPart, StepResponsible

__all__ = ["Evidence", "Roadmap", "Step", "StepPart", "StepResponsible"]
