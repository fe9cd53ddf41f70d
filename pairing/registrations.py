"""What pairs put into the shared registries."""

from mentoring_site.permissions import Permission
from pairing import bases, office
from pairing.services.orders import KIND, activate_signed
from programs.registries import (
    APPROVALS,
    ATTENTION,
    FIGURES,
    QUICK_ACTIONS,
    SEARCHES,
    DocumentKind,
    NavItem,
    PersonalData,
    register_document_kind,
    register_nav,
    register_personal_data,
)

register_document_kind(
    DocumentKind(
        code=KIND,
        label="Распоряжение о закреплении пар",
        template="reports/pair_order.html",
        number_suffix="-р",
        on_signed=activate_signed,
        form_class="pairing.forms.OrderForm",
    )
)
register_nav(
    NavItem(
        "Пары",
        30,
        "Пары и группы",
        "pairing:pair_list",
        "link",
        Permission.PAIR_VIEW,
        count=office.pair_count,
        phone_label="Пары",
    ),
)
register_personal_data(
    PersonalData(
        "pairing.PairMember",
        "mentee__person",
        ("pair", "model", "joined_on", "left_on", "left_reason", "result"),
    ),
    PersonalData(
        "pairing.Pair", "mentor__person", ("form", "state", "starts_on", "ends_on", "closed_reason")
    ),
    PersonalData("pairing.PairProposal", "mentee__person", ("mentor_name", "mentee_name", "form_text")),
)
APPROVALS.append(office.approvals)
ATTENTION.append(office.attention)
FIGURES.append(office.figures)
QUICK_ACTIONS.append(office.quick_actions)
SEARCHES.append(office.find_pairs)
bases.fill()
