"""Where participants keep data of a person: extracted on demand, moved by a merge, destroyed with him."""

from participants.registries import FORGETTERS, MERGE_MOVERS, MergeRule, register_merge_rules
from participants.services.person_links import close_links, move_links
from programs.registries.personal_data import PersonalData, register_personal_data
from programs.services.batches import forget_batches

register_personal_data(
    PersonalData(
        "participants.Person",
        "",
        (
            "kind",
            "last_name",
            "first_name",
            "middle_name",
            "gender",
            "birth_date",
            "birth_year",
            "phone",
            "email",
            "declensions",
        ),
        on_destroy="keep",  # the row itself is emptied last by participants/services/destroying.py
    ),
    PersonalData("participants.Representative", "person", ("full_name", "kinship", "phone", "email")),
    PersonalData(
        "participants.Enrolment",
        "person",
        ("school_class", "position", "workplace", "subjects", "subject_group", "teaching_since"),
        on_destroy="blank",
        blanked=("position", "workplace", "subjects", "subject_group", "teaching_since"),
    ),
    PersonalData(
        "participants.Mentor",
        "person",
        (
            "form",
            "status",
            "entered_on",
            "left_on",
            "left_reason",
            "completed_on",
            "results",
            "case_url",
            "places",
            "takes_group",
            "competencies",
            "achievements",
            "interests",
            "preferred_age",
            "time_resource",
            "interviewed_on",
            "trained_on",
            "waiver",
        ),
        on_destroy="blank",
        blanked=(
            *("left_reason", "results", "case_url", "competencies", "achievements", "interests"),
            *("preferred_age", "time_resource", "waiver"),
        ),
    ),
    PersonalData(
        "participants.Mentee",
        "person",
        (
            "form",
            "status",
            "entered_on",
            "left_on",
            "left_reason",
            "completed_on",
            "results",
            "case_url",
            "request",
            "interests",
            "wished_model",
            "completion_mark",
        ),
        on_destroy="blank",
        blanked=("left_reason", "results", "case_url", "request", "interests", "completion_mark"),
    ),
    PersonalData("participants.MentorCategory", "mentor__person", ("category",)),
    PersonalData("participants.MenteeCategory", "mentee__person", ("category",)),
    PersonalData(
        "participants.Consent",
        "person",
        ("purpose", "given_by", "signed_on", "valid_until", "kept_at", "withdrawn_on", "withdrawn_reason"),
        on_destroy="keep",  # which paper was where is proved for three years; scan and signer go with their rows
    ),
    PersonalData(
        "participants.Application",
        "person",
        (
            *("role", "form", "state", "kind", "last_name", "first_name", "middle_name", "is_adult"),
            *("school_class", "position", "phone", "email", "request"),
            *("question_back", "answer_back", "decline_reason", "created_at"),
        ),
    ),
    PersonalData(
        "participants.Response",
        "person",
        ("questionnaire", "state", "source", "answers", "free_text", "scan", "submitted_at"),
    ),
    PersonalData(
        "participants.Nomination",
        "person",
        (
            *("form", "kind", "typed_name", "school_class", "nominator_name", "nominator_role"),
            *("observations", "wish", "state", "decline_reason", "created_at"),
        ),
    ),
    PersonalData("participants.NominationCategory", "nomination__person", ("category",)),
    PersonalData("participants.TopicChoice", "mentor__person", ("topic",), more_lookups=("mentee__person",)),
    PersonalData(
        "participants.Availability", "mentor__person", ("weekday", "hour"), more_lookups=("mentee__person",)
    ),
    PersonalData(
        "participants.Interview",
        "mentor__person",
        (
            *("state", "planned_on", "held_on", "present", "with_psychologist", "marks"),
            *("conclusion", "condition", "cancel_reason"),
        ),
    ),
    PersonalData(
        "participants.TrainingCompletion",
        "mentor__person",
        ("course", "completed_on", "hours", "certificate_number", "printed_name"),
        on_destroy="blank",
        blanked=("printed_name", "certificate_number"),
    ),
    PersonalData("participants.Letter", "person", ("to_name", "subject", "body", "state", "sent_at")),
    PersonalData("participants.Attendance", "person", ("event", "mark"), on_destroy="keep"),
    PersonalData("participants.PhotoPerson", "person", ("photo",)),
    PersonalData("participants.EventInvitation", "person", ("event", "to_name", "state")),
    PersonalData(
        "participants.DuplicateDecision", "first", ("second", "decided_at"), more_lookups=("second",)
    ),
    PersonalData(
        "participants.DestructionTask",
        "person",
        ("person_name", "cause", "due_on", "state", "kept_reason"),
        on_destroy="keep",  # the act and the journal keep the name for three years (приказ РКН № 179)
    ),
)
# Of what both cards have, the kept card's own stays.
register_merge_rules(
    *(
        MergeRule(f"participants.{model}", "keep")
        for model in (
            *("MentorCategory", "MenteeCategory", "TopicChoice", "Availability", "Attendance", "Response"),
            *("PhotoPerson", "EventInvitation"),
            *("TrainingCompletion", "Interview", "DestructionTask"),
        )
    )
)
FORGETTERS += [close_links, forget_batches]
MERGE_MOVERS.append(move_links)
