"""Where the monitoring keeps data of a person. Answers without a name belong to nobody and stay."""

from participants.registries import MergeRule, register_merge_rules
from programs.registries.personal_data import PersonalData, register_personal_data

PAIR_PEOPLE = ("pair__members__mentee__person",)

register_personal_data(
    PersonalData("monitoring.Invitation", "person", ("campaign", "is_answered", "answered_on")),
    # Sealed values are the psychologist's alone: destroyed with the row, never extracted.
    PersonalData(
        "monitoring.Measurement", "person", ("parameter", "moment", "measured_on", "value", "source")
    ),
    PersonalData(
        "monitoring.Award",
        "person",
        ("kind", "level", "nomination", "shown_name", "reason", "state", "handed_on"),
        on_destroy="blank",
        blanked=("shown_name", "shown_dative", "shown_position", "parents", "reason"),
        more_lookups=("mentor__person",),
    ),
    PersonalData(
        "monitoring.ContestEntry",
        "mentor__person",
        ("contest", "nomination", "text", "file", "state", "place"),
        more_lookups=("pair__mentor__person", *PAIR_PEOPLE),
    ),
    PersonalData("monitoring.JuryMark", "entry__mentor__person", ("criterion", "mark")),
    PersonalData(
        "monitoring.LevelSubmission",
        "mentor__person",
        ("level", "competition", "file", "state", "result", "result_on", "result_file"),
        more_lookups=("pair__mentor__person", *PAIR_PEOPLE),
    ),
    PersonalData(
        "monitoring.PracticeCase",
        "pair__mentor__person",
        ("title", "authors", "mentor_word", "mentee_word", "state"),
        on_destroy="blank",
        blanked=("authors", "mentor_word", "mentee_word"),
        more_lookups=PAIR_PEOPLE,
    ),
    PersonalData(
        "monitoring.CaseAgreement", "person", ("case", "is_agreed", "with_name", "comment", "said_on")
    ),
    PersonalData(
        "monitoring.PublicCard",
        "person",
        ("direction", "helps_with", "achievements", "quote", "state", "published_on"),
    ),
    PersonalData("monitoring.PublishedElsewhere", "person", ("site", "url", "published_on", "removed_on")),
)
register_merge_rules(
    MergeRule("monitoring.Invitation", "keep"),
    MergeRule("monitoring.Measurement", "keep"),
    *(
        MergeRule(f"monitoring.{model}", "keep")
        for model in ("Award", "ContestEntry", "JuryMark", "CaseAgreement", "PublicCard")
    ),
)
