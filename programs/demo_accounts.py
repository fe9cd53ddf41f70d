"""Accounts of the demonstration schools, shown on the sign-in page and printed by `create_demo`: login -> role."""

DEMO_PASSWORD = "nastavnik-demo"  # noqa: S105 — of every account, known to everybody
DEMO_ACCOUNTS: dict[str, str] = {
    "admin": "администратор",
    "director": "директор",
    "deputy-uvr": "заместитель по УВР",
    "deputy-vr": "заместитель по ВР",
    "curator": "куратор",
    "psychologist": "педагог-психолог",
    "social": "социальный педагог",
    "subject-head": "руководитель ШМО",
    "class-teacher": "классный руководитель",
    "mentor": "наставник",
    "mentee": "наставляемый",
    "parent": "родитель",
    "coordinator": "муниципальный координатор",
    "curator2": "куратор другой школы",
}
