"""The matching: candidates, hard rules, scores, an exact optimum, explanations. Pure: no database and no clock."""

from pairing.matching.levels import ADJUSTABLE, Words
from pairing.matching.model import (
    DEFAULT_WEIGHTS,
    Alternative,
    Blocking,
    Component,
    EdgeView,
    Match,
    Mode,
    Part,
    Party,
    Plan,
    Problem,
    Seat,
    Settings,
    Unplaced,
    WhyAlone,
)
from pairing.matching.planning import exact_alternative, explain_edge, solve
from pairing.matching.records import (
    Change,
    Comparison,
    as_record,
    compare_records,
    digest,
    from_record,
    view_from,
)
from pairing.matching.scoring import PARTS

__all__ = [
    "ADJUSTABLE",
    "DEFAULT_WEIGHTS",
    "PARTS",
    "Alternative",
    "Blocking",
    "Change",
    "Comparison",
    "Component",
    "EdgeView",
    "Match",
    "Mode",
    "Part",
    "Party",
    "Plan",
    "Problem",
    "Seat",
    "Settings",
    "Unplaced",
    "WhyAlone",
    "Words",
    "as_record",
    "compare_records",
    "digest",
    "exact_alternative",
    "explain_edge",
    "from_record",
    "solve",
    "view_from",
]
