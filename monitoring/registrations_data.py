"""Where the monitoring keeps data of a person. Answers without a name belong to nobody and stay."""

from participants.registries import MergeRule, register_merge_rules
from programs.registries import PersonalData, register_personal_data

register_personal_data(
    PersonalData("monitoring.Invitation", "person", ("campaign", "is_answered", "answered_on")),
    # Sealed values are the psychologist's alone: destroyed with the row, never extracted.
    PersonalData(
        "monitoring.Measurement", "person", ("parameter", "moment", "measured_on", "value", "source")
    ),
)
register_merge_rules(
    MergeRule("monitoring.Invitation", "keep"),
    MergeRule("monitoring.Measurement", "keep"),
)
