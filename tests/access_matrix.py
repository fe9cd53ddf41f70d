"""Who may open what: written by hand, as the expectation. A new route is added here in the same commit.

URL name -> (method, permissions of which one is enough, rows). rows:
"all"       whoever has the right sees every row of the school;
"own"       who does not see the whole school gets 404 for another's row (design.md §4.2);
"personal"  the service says which rows are one's own: 200, 302, 403 or 404 are all lawful for who has the right.
"""

from __future__ import annotations

from mentoring_site.permissions import Permission as P

GET, POST = "GET", "POST"
Rule = tuple[str, set[P], str]

# URL name -> why it needs no right of a programme.
OPEN_TO_ALL = {
    "favicon": "browsers ask for it without signing in",
    "healthz": "the balancer asks whether the process lives",
    "readyz": "the balancer asks whether the database answers",
    "sign_in": "the way in",
    "sign_out": "the way out, POST only",
    "account:home": "leads every signed-in person to his own programme",
    "account:profile": "one's own account",
    "account:password_change": "one's own password",
    "account:help": "the same for everybody",
    "account:municipality": "the coordinator's totals; the view answers 404 to anybody else",
    "account:setup": "the first start, by a code from the console; 404 once a school exists",
    "account:setup_step": "the same",
}

MATRIX: dict[str, Rule] = {
    # programs: the office
    "programs:dashboard": (GET, {P.DASHBOARD_VIEW}, "all"),
    "programs:attention_list": (GET, {P.DASHBOARD_VIEW}, "all"),
    "programs:search": (GET, {P.DASHBOARD_VIEW}, "all"),
    "programs:staff_list": (GET, {P.STAFF_VIEW}, "all"),
    "programs:staff_export": (GET, {P.STAFF_VIEW}, "all"),
    "programs:staff_pdf": (GET, {P.STAFF_VIEW}, "all"),
    "programs:staff_create": (GET, {P.STAFF_MANAGE}, "all"),
    "programs:staff_many": (GET, {P.STAFF_MANAGE}, "all"),
    "programs:staff_slips": (GET, {P.STAFF_MANAGE}, "all"),
    "programs:staff_slips_pdf": (POST, {P.STAFF_MANAGE}, "all"),
    "programs:staff_detail": (GET, {P.STAFF_VIEW}, "all"),
    "programs:staff_edit": (GET, {P.STAFF_MANAGE}, "all"),
    "programs:staff_places": (GET, {P.STAFF_MANAGE}, "all"),
    "programs:role_grant": (GET, {P.STAFF_MANAGE}, "all"),
    "programs:role_withdraw": (POST, {P.STAFF_MANAGE}, "all"),
    "programs:staff_password": (POST, {P.STAFF_MANAGE}, "all"),
    "programs:staff_close": (POST, {P.STAFF_MANAGE}, "all"),
    "programs:class_list": (GET, {P.SETTINGS_EDIT}, "all"),
    "programs:class_edit": (GET, {P.SETTINGS_EDIT}, "all"),
    "programs:class_remove": (POST, {P.SETTINGS_EDIT}, "all"),
    "programs:group_list": (GET, {P.SETTINGS_EDIT}, "all"),
    "programs:group_edit": (GET, {P.SETTINGS_EDIT}, "all"),
    "programs:group_remove": (POST, {P.SETTINGS_EDIT}, "all"),
    "programs:substitution_list": (GET, {P.STAFF_MANAGE}, "all"),
    "programs:substitution_withdraw": (POST, {P.STAFF_MANAGE}, "all"),
    "programs:document_list": (GET, {P.DOCUMENT_VIEW}, "all"),
    "programs:document_export": (GET, {P.DOCUMENT_VIEW}, "all"),
    "programs:register_pdf": (GET, {P.DOCUMENT_VIEW}, "all"),
    "programs:document_detail": (GET, {P.DOCUMENT_VIEW}, "all"),
    "programs:document_pdf": (GET, {P.DOCUMENT_VIEW}, "all"),
    "programs:document_draft": (POST, {P.DOCUMENT_SIGN}, "all"),
    "programs:document_sign": (POST, {P.DOCUMENT_SIGN}, "all"),
    "programs:approvals": (GET, {P.APPROVALS_VIEW}, "all"),
    # programs: the programme room
    "programs:programme_detail": (GET, {P.PROGRAM_VIEW}, "all"),
    "programs:programme_pdf": (GET, {P.PROGRAM_VIEW}, "all"),
    "programs:programme_list": (GET, {P.PROGRAM_VIEW}, "all"),
    "programs:programme_create": (GET, {P.PROGRAM_EDIT}, "all"),
    "programs:programme_submit": (POST, {P.PROGRAM_EDIT}, "all"),
    "programs:programme_approve": (POST, {P.PROGRAM_APPROVE}, "all"),
    "programs:programme_return": (POST, {P.PROGRAM_APPROVE}, "all"),
    "programs:programme_start": (POST, {P.PROGRAM_EDIT}, "all"),
    "programs:programme_revise": (POST, {P.PROGRAM_EDIT}, "all"),
    "programs:programme_complete": (POST, {P.PROGRAM_EDIT}, "all"),
    "programs:programme_archive": (POST, {P.PROGRAM_EDIT}, "all"),
    "programs:section_edit": (GET, {P.PROGRAM_EDIT}, "all"),
    "programs:section_history": (GET, {P.PROGRAM_VIEW}, "all"),
    "programs:school_edit": (GET, {P.SETTINGS_EDIT}, "all"),
    "programs:form_list": (GET, {P.SETTINGS_EDIT}, "all"),
    "programs:form_create": (GET, {P.SETTINGS_EDIT}, "all"),
    "programs:form_edit": (GET, {P.SETTINGS_EDIT}, "all"),
    "programs:model_create": (GET, {P.SETTINGS_EDIT}, "all"),
    "programs:model_edit": (GET, {P.SETTINGS_EDIT}, "all"),
    "programs:audit_list": (GET, {P.AUDIT_VIEW}, "all"),
    "programs:audit_export": (GET, {P.AUDIT_VIEW}, "all"),
    # participants: consents
    "participants:consent_list": (GET, {P.CONSENT_VIEW}, "all"),
    "participants:consent_export": (GET, {P.CONSENT_VIEW}, "all"),
    "participants:consent_pdf": (GET, {P.CONSENT_VIEW}, "all"),
    "participants:consent_blanks": (GET, {P.CONSENT_VIEW}, "all"),
    "participants:consent_stack": (GET, {P.CONSENT_REGISTER}, "all"),
    "participants:consent_person": (GET, {P.CONSENT_VIEW}, "own"),
    "participants:consent_create": (POST, {P.CONSENT_REGISTER}, "own"),
    "participants:consent_withdraw": (POST, {P.CONSENT_REGISTER}, "own"),
    # monitoring
    "monitoring:overview": (GET, {P.MONITORING_VIEW}, "all"),
    "monitoring:effectiveness": (GET, {P.MONITORING_VIEW}, "all"),
    "monitoring:effectiveness_pdf": (GET, {P.MONITORING_VIEW}, "all"),
    "monitoring:effectiveness_export": (GET, {P.MONITORING_VIEW}, "all"),
    "monitoring:assessment_start": (POST, {P.ASSESSMENT_EDIT}, "all"),
    "monitoring:assessment_detail": (GET, {P.MONITORING_VIEW}, "all"),
    "monitoring:assessment_save": (POST, {P.ASSESSMENT_EDIT}, "all"),
    "monitoring:assessment_finalise": (POST, {P.ASSESSMENT_EDIT}, "all"),
    "monitoring:assessment_discard": (POST, {P.ASSESSMENT_EDIT}, "all"),
    "monitoring:assessment_pdf": (GET, {P.MONITORING_VIEW}, "all"),
    # roadmap: who may mark a step is the service's rule
    "roadmap:roadmap_table": (GET, {P.ROADMAP_VIEW}, "all"),
    "roadmap:roadmap_export": (GET, {P.ROADMAP_VIEW}, "all"),
    "roadmap:roadmap_pdf": (GET, {P.ROADMAP_VIEW}, "all"),
    "roadmap:roadmap_submit": (POST, {P.ROADMAP_EDIT}, "all"),
    "roadmap:roadmap_approve": (POST, {P.ROADMAP_APPROVE}, "all"),
    "roadmap:roadmap_return": (POST, {P.ROADMAP_APPROVE}, "all"),
    "roadmap:roadmap_revise": (POST, {P.ROADMAP_EDIT}, "all"),
    "roadmap:step_create": (GET, {P.ROADMAP_EDIT}, "all"),
    "roadmap:step_detail": (GET, {P.ROADMAP_VIEW}, "all"),
    "roadmap:step_edit": (GET, {P.ROADMAP_EDIT}, "all"),
    "roadmap:step_remove": (POST, {P.ROADMAP_EDIT}, "all"),
    "roadmap:step_start": (POST, {P.ROADMAP_PROGRESS}, "personal"),
    "roadmap:step_complete": (POST, {P.ROADMAP_PROGRESS}, "personal"),
    "roadmap:step_part": (POST, {P.ROADMAP_PROGRESS}, "personal"),
    "roadmap:step_part_clear": (POST, {P.ROADMAP_PROGRESS}, "personal"),
    "roadmap:step_not_needed": (POST, {P.ROADMAP_PROGRESS}, "personal"),
    "roadmap:step_reopen": (POST, {P.ROADMAP_PROGRESS}, "personal"),
    "roadmap:step_evidence": (POST, {P.ROADMAP_PROGRESS}, "personal"),
    "roadmap:evidence_download": (GET, {P.ROADMAP_VIEW}, "all"),
}
