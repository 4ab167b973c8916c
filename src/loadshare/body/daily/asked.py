"""The daily tasks of the page and what can be asked about them. No engine is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loadshare.body.anatomy import Sex

HIP_LOSS_DEG = (0, 40)
LESS_STRONG_PCT = (0, 60)
HIP_GRID = tuple(range(0, 41, 5))
EXTENSION_LOSS_DEG = (0, 20)
EXTENSION_GRID = tuple(range(0, 21, 5))
BACKWARD = frozenset({"stand", "push-off"})
"""Tasks in which the hip is straight or behind: there the first slider takes away extension, not flexion."""
TURN_LOSS_DEG = (0, 30)
TURN_GRID = tuple(range(0, 31, 5))
TURNED = frozenset({"turn"})
"""Tasks in which the hip turns: there the first slider takes away turning in."""
GLUTES_GRID = (0, 15, 30, 45, 60)
HEIGHT_CM = (140, 210)
MASS_KG = (40, 160)
BMI = (15.0, 45.0)
"""The same limits as the body model's; a test holds them together."""


class HipSide(StrEnum):
    """Which hips the sliders are about. `one` is the right: the standing, stepping or turning side."""

    BOTH = "both"
    ONE = "one"


@dataclass(frozen=True)
class Prop:
    """A thing in the picture. Metres: its top, and how far in front of the pelvis its middle is."""

    kind: str
    height: float = 0.0
    at: float = 0.0


STAIR_M = 0.17
"""The height of the engine's stair; a test holds them together."""


@dataclass(frozen=True)
class Daily:
    """One daily task: the engine's task with its numbers, and what stands around it."""

    slug: str
    engine: str
    settings: Mapping[str, float]
    props: tuple[Prop, ...] = ()


DAILY: Mapping[str, Daily] = {
    d.slug: d
    for d in (
        Daily("bend", "bend", {"trunk_deg": 90.0}),
        Daily("lift", "lift", {"trunk_deg": 50.0, "load_kg": 10.0}, (Prop("crate"),)),
        Daily("sit", "sit", {}, (Prop("seat"),)),
        Daily("stand-up", "sit-to-stand", {}, (Prop("seat", height=0.42, at=-0.24),)),
        Daily("stand", "stand-upright", {}),
        Daily("one-leg", "single-leg-stance", {}),
        Daily("walk", "walk", {}),
        Daily("push-off", "push-off", {}),
        Daily("step", "stair", {}, (Prop("stair", height=STAIR_M, at=0.12),)),
        Daily("turn", "turn", {}),
    )
}


class HipWay(StrEnum):
    """What the first slider takes away."""

    BEND = "hip"
    EXTENSION = "extension"
    TURN = "turn"


_LIMITS = {
    HipWay.BEND: (HIP_LOSS_DEG, HIP_GRID),
    HipWay.EXTENSION: (EXTENSION_LOSS_DEG, EXTENSION_GRID),
    HipWay.TURN: (TURN_LOSS_DEG, TURN_GRID),
}


def hip_way(task: str) -> HipWay:
    """What the first slider takes away in this task."""
    return HipWay.EXTENSION if task in BACKWARD else HipWay.TURN if task in TURNED else HipWay.BEND


def hip_limits(task: str) -> tuple[int, int]:
    """Ends of the first slider."""
    return _LIMITS[hip_way(task)][0]


def hip_grid(task: str) -> tuple[int, ...]:
    """Places of the first slider that stand in the table."""
    return _LIMITS[hip_way(task)][1]


@dataclass(frozen=True, kw_only=True)
class Size:
    """The size of a body. Never stored and never in an address."""

    height_cm: float
    mass_kg: float
    sex: Sex


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question to the body."""

    task: str = "bend"
    hip: float = 0.0
    glutes: float = 0.0
    side: HipSide = HipSide.BOTH
    size: Size | None = None

    @property
    def lost_deg(self) -> float:
        """Degrees the hip has lost, up to the most of its task."""
        return min(self.hip, float(hip_limits(self.task)[1]))

    @property
    def address(self) -> str:
        """The query that shows the same view to anybody; the size is left out."""
        return f"?task={self.task}&hip={self.hip:g}&glutes={self.glutes:g}&side={self.side.value}"
