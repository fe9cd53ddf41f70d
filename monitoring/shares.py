"""«12 из 40 (30 %)»: a share that never forgets its n."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """part of total, 0 ≤ part ≤ total; nobody asked (total 0) has no per cent."""

    part: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.total:
            raise ValueError(f"a share needs 0 ≤ part ≤ total, got {self.part} of {self.total}")

    @property
    def percent(self) -> int | None:
        """Whole per cent, half up; None when there is nothing to divide by."""
        return (200 * self.part + self.total) // (2 * self.total) if self.total else None

    @property
    def words(self) -> str:
        """«12 из 40 (30 %)», «нет данных»."""
        if self.percent is None:
            return "нет данных"
        return f"{self.part} из {self.total} ({self.percent}\u00a0%)"

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.total + other.total)
