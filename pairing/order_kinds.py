"""Kinds of orders about pairs: codes, titles, words."""

from __future__ import annotations

PAIRS, CHANGE, END, GROUP = "pair_order", "pair_change_order", "pair_end_order", "pair_group_order"
ORDER_KINDS = (PAIRS, CHANGE, END, GROUP)
TITLES = {
    PAIRS: "О закреплении наставнических пар и групп",
    CHANGE: "О замене наставника",
    END: "О прекращении работы наставнических пар и групп",
    GROUP: "Об изменении состава наставнической группы",
}
# 2: acts as a list of their own, table of any columns, who is hidden in the public variant, acquaintance sheet.
TEMPLATE_VERSION = 2
# «распоряжение» is the document's own word, «приказ» that of most schools.
WORDS = {
    "disposition": {
        "nominative": "распоряжение",
        "dative": "распоряжению",
        "genitive": "распоряжения",
        "instrumental": "распоряжением",
    },
    "order": {"nominative": "приказ", "dative": "приказу", "genitive": "приказа", "instrumental": "приказом"},
}
