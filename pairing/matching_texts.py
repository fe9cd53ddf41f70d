"""What the room says of the two modes: one sentence each, for people who never saw a formula."""

from pairing.enums import MatchingMode

MODE_TEXTS = {
    MatchingMode.ALL: "Наставника получит как можно больше человек, даже если у кого-то балл невысок.",
    MatchingMode.GOOD: "Пары ниже порога не предлагаются: лучше подождать подходящего наставника.",
}
