"""Where the matching, the psychologist's room and the life of pairs keep data of a person."""

from pairing.services.merging import move_preference_links
from participants.registries import MERGE_MOVERS, MergeRule, register_merge_rules
from programs.registries.personal_data import PersonalData, register_personal_data

PAIR_PEOPLE = ("pair__members__mentee__person",)

register_personal_data(
    PersonalData(
        "pairing.PreferenceSheet",
        "mentor__person",
        ("wishes_gender", "comment", "source", "filled_at"),
        more_lookups=("mentee__person",),
    ),
    PersonalData(
        "pairing.Preference",
        "sheet__mentor__person",
        ("mentor", "mentee", "rank"),
        more_lookups=("sheet__mentee__person", "mentor__person", "mentee__person"),
    ),
    PersonalData("pairing.PairBan", "first", ("second", "kind", "note"), more_lookups=("second",)),
    PersonalData(
        "pairing.RunEdit",
        "mentee__person",
        ("kind", "reason", "made_at"),
        on_destroy="blank",
        blanked=("reason",),
        more_lookups=("mentor__person", "was_mentor__person"),
    ),
    # Sealed results are the psychologist's alone: destroyed with the row, never extracted.
    PersonalData("pairing.TestProtocol", "person", ("method", "conducted_on")),
    PersonalData(
        "pairing.Referral", "person", ("origin", "reason", "state", "asked_at", "reply", "answered_at")
    ),
    PersonalData("pairing.Consultation", "person", ("held_on", "kind", "result")),
    PersonalData("pairing.PairSurveyInvite", "person", ("survey", "pair", "satisfaction")),
    PersonalData("pairing.PairAgreement", "person", ("pair", "role", "state", "comment", "answered_at")),
    PersonalData(
        "pairing.LabourPaper",
        "pair__mentor__person",
        ("kind", "signed_on", "kept_at", "pay"),
        on_destroy="keep",  # labour papers have terms of their own
    ),
    PersonalData("pairing.PairNotice", "person", ("pair", "role", "channel", "told_on")),
    PersonalData(
        "pairing.DevelopmentPlan",
        "member__mentee__person",
        ("state", "kind", "goal", "starts_on", "ends_on", "return_comment"),
        on_destroy="blank",
        blanked=("goal", "return_comment"),
    ),
    PersonalData(
        "pairing.PlanTask",
        "plan__member__mentee__person",
        ("section", "title", "due_on", "planned", "actual", "mark", "mentee_done_on"),
        on_destroy="blank",
        blanked=("title", "planned", "actual"),
    ),
    PersonalData(
        "pairing.PairResult",
        "member__mentee__person",
        ("kind", "title", "on", "url"),
        on_destroy="blank",
        blanked=("title", "url", "file"),
        more_lookups=("pair__mentor__person", *PAIR_PEOPLE),
    ),
    PersonalData(
        "pairing.ContactEntry",
        "person",
        ("kind", "on", "text", "due_on", "answer", "answered_on"),
        on_destroy="blank",
        blanked=("text", "answer"),
        more_lookups=("pair__mentor__person", *PAIR_PEOPLE),
    ),
    PersonalData(
        "pairing.MentorReport",
        "pair__mentor__person",
        ("kind", "starts", "ends", "done", "results", "difficulties", "proposals", "state"),
        on_destroy="blank",
        blanked=("done", "results", "difficulties", "proposals", "return_comment"),
        more_lookups=PAIR_PEOPLE,
    ),
    PersonalData("pairing.MeetingDraft", "pair__mentor__person", ("data",), more_lookups=PAIR_PEOPLE),
)
register_merge_rules(
    *(
        MergeRule(f"pairing.{model}", "keep")
        for model in (
            *("PreferenceSheet", "Preference", "PairBan", "PairSurveyInvite", "PairAgreement", "PairNotice"),
            *("DevelopmentPlan", "LabourPaper"),
        )
    )
)
MERGE_MOVERS.append(move_preference_links)
