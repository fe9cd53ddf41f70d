"""What pairs put into the shared registries."""

from mentoring_site.permissions import Permission as P
from pairing import bases, funnel, office, own, summary
from pairing.services.merging import refuse_more_than_places, refuse_pair_of_one
from participants.registries import MERGE_GUARDS, MergeRule, register_merge_rules
from programs.registries.approvals import APPROVALS
from programs.registries.personal_data import PersonalData, register_personal_data
from programs.registries.programme import (
    COMPLETION_GUARDS,
    DutyPage,
    MunicipalFigure,
    register_duty_pages,
    register_municipal_figures,
)
from programs.registries.screens import (
    ATTENTION,
    FIGURES,
    FIRST_STEPS,
    PANELS,
    QUICK_ACTIONS,
    SEARCHES,
    STANDINGS,
    NavItem,
    Panel,
    register_nav,
)

register_nav(
    NavItem(
        "Пары",
        30,
        "Пары и группы",
        "pairing:pair_list",
        "link",
        P.PAIR_VIEW,
        count=office.pair_count,
        phone_label="Пары",
        also=("pairing:watch_list", "pairing:agreement_list", "pairing:labour_list", "pairing:telling_list"),
    ),
)
register_personal_data(
    PersonalData(
        "pairing.PairMember",
        "mentee__person",
        ("pair", "model", "joined_on", "left_on", "left_reason", "result"),
        on_destroy="blank",
        blanked=("left_reason", "result"),
    ),
    PersonalData(
        "pairing.Pair",
        "mentor__person",
        ("form", "state", "starts_on", "ends_on", "closed_reason"),
        on_destroy="blank",
        blanked=("closed_reason", "return_comment", "broken_rules_reason"),
        more_lookups=("members__mentee__person",),
    ),
    PersonalData(
        "pairing.PairProposal",
        "mentee__person",
        ("mentor_name", "mentee_name", "form_text"),
        more_lookups=("mentor__person",),
    ),
)
register_municipal_figures(MunicipalFigure("Действующие пары", summary.active_pairs, 30))
register_duty_pages(
    DutyPage("curator_4", "Встречи", "pairing:meeting_overview", P.MEETING_RECORD, summary.meetings_in_words),
    DutyPage("mentor_2", "Пары и группы", "pairing:pair_list", P.PAIR_VIEW, summary.pupil_pairs_in_words),
    DutyPage("mentor_3", "Пары и группы", "pairing:pair_list", P.PAIR_VIEW, summary.teacher_pairs_in_words),
    DutyPage("psychologist_1", "Совместимость", "pairing:test_list", P.TEST_VIEW, summary.tests_in_words),
    DutyPage("mentee_1", "Встречи", "pairing:meeting_overview", P.MEETING_RECORD, summary.meetings_in_words),
)
COMPLETION_GUARDS.append(summary.open_pairs_against_completion)
APPROVALS.append(office.approvals)
ATTENTION.append(office.attention)
FIGURES.append(office.figures)
QUICK_ACTIONS.append(office.quick_actions)
SEARCHES.append(office.find_pairs)
FIRST_STEPS.append(office.first_steps)
STANDINGS.append(office.standing)
PANELS.append(Panel("pairing/_own_pairs.html", own.own_pairs, "main", order=5))
PANELS.append(Panel("pairing/_funnel.html", funnel.funnel, "main", order=20))
bases.fill()
MERGE_GUARDS += [refuse_pair_of_one, refuse_more_than_places]
register_merge_rules(
    MergeRule(
        "pairing.PairMember",
        "refuse",
        "Обе карточки наставляемого стоят в действующей паре или в одной и той же группе. Сначала завершите "
        "одну из пар.",
    ),
    MergeRule("pairing.PairProposal", "keep"),
)
