"""What every slow test looks like, so that a walk, a bag, a hand or another test is refused, not read as it.

Whoever does one of these tests faces one way, moves calmly about one line, and begins as the test says.
"""

from __future__ import annotations

import numpy as np

from loadshare.measure.gravity import angle_between_deg
from loadshare.measure.limits import FORM, HIP
from loadshare.measure.quality import refusal
from loadshare.measure.recording import FloatArray
from loadshare.measure.signals import moving_mean
from loadshare.measure.tilt import TiltTrace

_SCREEN = 2


def refuse_turning(trace: TiltTrace) -> None:
    """Raise `other-movement` when the body turned round on the way; nothing is known without a gyroscope."""
    if trace.heading_deg is not None and float(np.ptp(trace.heading_deg)) > FORM.max_heading_deg:
        raise refusal("other-movement.turned")


def refuse_shaking(trace: TiltTrace) -> None:
    """Raise `other-movement` when the phone moved as in a walk, a bag or a car for a quarter of the time."""
    size = np.linalg.norm(trace.acceleration_m_s2, axis=1)
    off = size - float(np.median(size))
    shake = np.sqrt(np.maximum(moving_mean(off**2, window=int(trace.rate_hz)), 0.0))
    if float(np.percentile(shake, 75)) > FORM.max_shake_m_s2:
        raise refusal("other-movement.shaken")


def refuse_unless_lying(up: FloatArray) -> None:
    """Raise `wrong-place` unless the phone lies flat at the start. up: (3,)."""
    if abs(float(up[_SCREEN])) < FORM.lying_screen:
        raise refusal("wrong-place.lying")


def refuse_off_line(trace: TiltTrace, *, zero: FloatArray, most_deg: float) -> None:
    """Raise `other-movement` when the phone tilted further than the test allows, sideways, or about
    several lines.

    zero: (3,), up at the start.
    """
    away = angle_between_deg(trace.up, zero)
    extreme = trace.up[int(np.argmax(away))]
    if float(np.percentile(away, 98)) > most_deg:
        raise refusal("other-movement.far")
    line = np.cross(zero, extreme)
    line /= max(float(np.linalg.norm(line)), 1e-9)
    off_deg = np.degrees(np.arcsin(np.clip(np.abs(trace.up @ line), 0.0, 1.0)))
    is_sideways = abs(float(line[_SCREEN])) > HIP.max_off_axis_share
    if is_sideways or float(np.percentile(off_deg, 95)) > FORM.max_off_line_deg:
        raise refusal("other-movement.lines")
