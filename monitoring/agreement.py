"""How far several assessors agree on the nine indicators: pure arithmetic over their final sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class IndicatorAgreement:
    """points: what the assessors gave, sorted; nobody's «не применимо» or gap is among them."""

    code: str
    points: tuple[int, ...]

    @property
    def is_compared(self) -> bool:
        return len(self.points) > 1

    @property
    def is_agreed(self) -> bool:
        return self.is_compared and self.points[0] == self.points[-1]

    @property
    def spread(self) -> int:
        return self.points[-1] - self.points[0] if self.points else 0

    @property
    def words(self) -> str:
        """«2, 2, 1»; empty when nobody has assessed it."""
        return ", ".join(map(str, reversed(self.points)))


@dataclass(frozen=True)
class Agreement:
    """sheets: how many are compared; agreed of compared indicators got the same points from everybody."""

    sheets: int
    indicators: Mapping[str, IndicatorAgreement]

    @property
    def compared(self) -> int:
        return sum(one.is_compared for one in self.indicators.values())

    @property
    def agreed(self) -> int:
        return sum(one.is_agreed for one in self.indicators.values())

    @property
    def far_apart(self) -> list[str]:
        """Codes on which somebody gave 2 and somebody 0: worth a talk before the consolidated sheet."""
        return [one.code for one in self.indicators.values() if one.spread == 2]


def agreement_of(codes: Sequence[str], sheets: Sequence[Mapping[str, int | None]]) -> Agreement:
    """codes: in the order of the sheet; sheets: indicator code -> points, None or absent when not given."""
    return Agreement(
        len(sheets),
        {
            code: IndicatorAgreement(
                code,
                tuple(sorted(value for sheet in sheets if (value := sheet.get(code)) is not None)),
            )
            for code in codes
        },
    )
