"""Turns of a walk, from the rotation rate about the vertical."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from loadshare.measure.limits import TURNS
from loadshare.measure.quality import Estimate
from loadshare.measure.recording import FloatArray, Side
from loadshare.measure.signals import filter_band


class TurnKind(StrEnum):
    """CORNER: the way goes on to one side. ROUND: it goes back. SPIN: once about oneself or more."""

    CORNER = "corner"
    ROUND = "round"
    SPIN = "spin"


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn about the vertical, half a second added on both sides; seconds on the clock of the recording.

    side: the way the person turned; angle_deg: by how much (bar: `voisard-ipol`, turns by 180 degrees).
    """

    start_s: float
    stop_s: float
    side: Side
    kind: TurnKind
    angle_deg: Estimate


@dataclass(frozen=True, slots=True)
class Swing:
    """A turn as it was found: angle_deg is positive to the left."""

    start_s: float
    stop_s: float
    angle_deg: float


def find_turns(rotation_rate_rad_s: FloatArray, up: FloatArray, *, rate_hz: float) -> tuple[Swing, ...]:
    """Return every turn of 60 degrees or more, in order.

    rotation_rate_rad_s, up: (n, 3) in sensor axes. Seconds count from the first sample.
    """
    heading_rate = np.degrees(np.einsum("ij,ij->i", rotation_rate_rad_s, up))
    slow = filter_band(heading_rate, rate_hz=rate_hz, high_hz=TURNS.slow_hz)
    turning = np.concatenate(([False], np.abs(slow) > TURNS.turning_deg_s, [False]))
    edges = np.flatnonzero(turning[1:] != turning[:-1]).reshape(-1, 2)
    length_s = slow.shape[0] / rate_hz
    found: list[Swing] = []
    for start, stop in edges.tolist():
        angle_deg = float(slow[start:stop].sum()) / rate_hz
        if abs(angle_deg) < TURNS.min_turn_deg:
            continue
        begin_s = max(0.0, start / rate_hz - TURNS.margin_s)
        end_s = min(length_s, stop / rate_hz + TURNS.margin_s)
        if found and begin_s <= found[-1].stop_s:
            found[-1] = Swing(found[-1].start_s, end_s, found[-1].angle_deg + angle_deg)
        else:
            found.append(Swing(begin_s, end_s, angle_deg))
    return tuple(found)


def name_turns(swings: list[Swing]) -> tuple[Turn, ...]:
    """Return the turns with their names; one that a block's end cut in two is one again."""
    joined: list[Swing] = []
    for one in swings:
        if joined and one.start_s <= joined[-1].stop_s:
            last = joined.pop()
            one = Swing(last.start_s, one.stop_s, last.angle_deg + one.angle_deg)
        joined.append(one)
    return tuple(_named(one) for one in joined)


def _named(swing: Swing) -> Turn:
    size = abs(swing.angle_deg)
    kind = (
        TurnKind.SPIN
        if size >= TURNS.spin_deg
        else TurnKind.ROUND
        if size >= TURNS.round_deg
        else TurnKind.CORNER
    )
    return Turn(
        start_s=swing.start_s,
        stop_s=swing.stop_s,
        side=Side.LEFT if swing.angle_deg > 0 else Side.RIGHT,
        kind=kind,
        angle_deg=Estimate.around(
            value=size, bar=TURNS.angle_bar_deg, unit="deg", source="loadshare-measured", floor=0.0
        ),
    )
