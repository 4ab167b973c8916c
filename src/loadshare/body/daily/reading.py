"""What the body answers: numbers with their spread, muscle activity and the posture. No engine here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NUMBERS = ("back_n", "hip_bw", "lumbar_deg", "passive_nm", "hips_pct", "moves_pct")
"""Low back pressing force (N), the busier hip (body weights), low back bend (deg), moment held by low back
tissue (Nm), share of the pressing force in the hips (%), share of the bend in the hips (%)."""
ROOT, BACK = 7, 3
SAME_PCT = 1.5
SAME_DEG = 0.4
SAME_NM = 0.5
"""Below these a difference is less than the model can promise, and is called the same."""


def direction(by_pct: float) -> str:
    """Whether a press became `more`, `less` or stays the `same`, by its change in percent."""
    return "more" if by_pct > SAME_PCT else "less" if by_pct < -SAME_PCT else "same"


@dataclass(frozen=True, kw_only=True)
class LoadRange:
    """A number and the range that holds 90 of 100 people like this one."""

    low: float
    value: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the body answers to one question, for one person and the range of people like them."""

    numbers: Mapping[str, float]
    """Every name of NUMBERS, with `.low` and `.high`; `active.GROUP-SIDE`, and `spread.GROUP.low|high`."""
    posture: tuple[float, ...]
    """Root (place and quaternion), net back angles, limb joints in degrees."""
    still: int = 0
    """Which of the task's drawn stills is nearest to it."""
    mass_kg: float = 75.0

    def spread(self, name: str) -> LoadRange | None:
        """A number with its range, or None where it says nothing in this task."""
        if name not in self.numbers:
            return None
        value = self.numbers[name]
        low = min(value, self.numbers.get(f"{name}.low", value))
        return LoadRange(low=low, value=value, high=max(value, self.numbers.get(f"{name}.high", value)))

    @property
    def active(self) -> dict[str, float]:
        """Activity of every sided muscle group in percent of the strength it has."""
        return {n[7:]: v for n, v in self.numbers.items() if n.startswith("active.")}
