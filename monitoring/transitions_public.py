"""Allowed moves of cases and of cards on the open pages: action -> (from, to)."""

from django.db import models

from monitoring.enums import CaseState, PublicState


class CaseAction(models.TextChoices):
    AGREE_BY_PAIR = "agree_by_pair", "согласовать с участниками"
    AGREE = "agree", "согласовать"
    PUBLISH = "publish", "опубликовать"
    WITHDRAW = "withdraw", "снять с публикации"
    REVISE = "revise", "вернуть в черновик"


CASE_MOVES: dict[str, tuple[frozenset[str], str]] = {
    # Follows from the words of both sides; nobody presses it.
    CaseAction.AGREE_BY_PAIR: (frozenset({CaseState.DRAFT}), CaseState.AGREED_BY_PAIR),
    CaseAction.AGREE: (frozenset({CaseState.AGREED_BY_PAIR}), CaseState.AGREED),
    CaseAction.PUBLISH: (frozenset({CaseState.AGREED, CaseState.WITHDRAWN}), CaseState.PUBLISHED),
    CaseAction.WITHDRAW: (frozenset({CaseState.PUBLISHED}), CaseState.WITHDRAWN),
    CaseAction.REVISE: (
        frozenset({CaseState.AGREED_BY_PAIR, CaseState.AGREED, CaseState.WITHDRAWN}),
        CaseState.DRAFT,
    ),
}


class CardAction(models.TextChoices):
    PUBLISH = "publish", "показать на открытой странице"
    WITHDRAW = "withdraw", "снять с открытой страницы"


CARD_MOVES: dict[str, tuple[frozenset[str], str]] = {
    CardAction.PUBLISH: (frozenset({PublicState.DRAFT, PublicState.WITHDRAWN}), PublicState.PUBLISHED),
    CardAction.WITHDRAW: (frozenset({PublicState.PUBLISHED}), PublicState.WITHDRAWN),
}
