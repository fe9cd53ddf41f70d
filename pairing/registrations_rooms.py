"""What the psychologist's room and the meetings put into the shared registries."""

from programs.registries import PersonalData, register_personal_data

register_personal_data(
    # `notes_sealed` is the psychologist's alone (domain.md §4): destroyed with the row, never extracted.
    PersonalData(
        "pairing.CompatibilityTest",
        "mentee__person",
        ("mentor", "mentee", "method", "conducted_on", "conclusion", "reservation"),
    ),
    PersonalData(
        "pairing.Meeting",
        "pair__members__mentee__person",
        ("kind", "state", "date", "duration_minutes", "topic", "content", "cancelled_reason"),
    ),
    PersonalData("pairing.MeetingAbsence", "member__mentee__person", ("meeting",)),
)
