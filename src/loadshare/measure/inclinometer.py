"""Hip range with the phone on shin or thigh: keep still (zero), move, hold, come back; two or three times.

Rotation (`charlton-2015`): seated, phone flat on the front of the shin, screen away from the leg. Flexion:
phone flat on the front of the thigh. Modified Thomas: phone on the thigh, its top edge towards the knee.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from loadshare.measure.form import (
    refuse_shaking,
    refuse_turning,
    refuse_unless_lying,
)
from loadshare.measure.gravity import angle_between_deg
from loadshare.measure.limits import HIP
from loadshare.measure.norms import HIP_SIDE_DIFFERENCE_DEG
from loadshare.measure.quality import JUDGED, Estimate, Quality, refusal
from loadshare.measure.recording import FloatArray, Recording, Side
from loadshare.measure.tilt import StillStretch, find_holds, trace_tilt
from loadshare.measure.words import words

_SCREEN = np.array([0.0, 0.0, 1.0])
_SHORT_EDGE = np.array([1.0, 0.0, 0.0])
_TOP_EDGE = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True, slots=True)
class Range:
    """One direction of one joint: the median of its trials with its bar, and whether a third trial is
    needed."""

    angle_deg: Estimate
    trials_deg: tuple[float, ...]
    needs_third_trial: bool


@dataclass(frozen=True, slots=True)
class HipRotation:
    """Seated rotation of one side; a direction that was not moved is None."""

    side: Side
    internal: Range | None
    external: Range | None
    quality: Quality


@dataclass(frozen=True, slots=True)
class HipAngle:
    """Flexion from the zero, or for the modified Thomas test the thigh below the horizontal (negative:
    above)."""

    side: Side
    range: Range
    quality: Quality


@dataclass(frozen=True, slots=True)
class SideDifference:
    """Left minus right. `is_notable`: 10 degrees or more (`kouyoumdjian-2012`); symmetry is found in only 61
    % of people."""

    difference_deg: Estimate
    is_notable: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """One move from a zero to a hold. axis: (3,) in phone axes, unit."""

    angle_deg: float
    axis: FloatArray


def measure_hip_rotation(*, recordings: Sequence[Recording], side: Side) -> HipRotation:
    """Return inner and outer seated rotation of `side` from one or more recordings of the same leg.

    Inner and outer are told from the turn about the screen's normal: with the screen away from the leg, the
    foot of the right leg moves out (inner rotation) as the shin turns anticlockwise for someone who looks
    at the screen. Raises MeasurementRefusedError: as `trace_tilt`, `no-hold`, `no-move`, or `wrong-axis`
    when the shin swung forwards instead of sideways.
    """
    trials = [trial for recording in recordings for trial in _trials(recording)]
    about_screen = np.array([float(trial.axis @ _SCREEN) for trial in trials])
    firm = np.abs(about_screen) >= HIP.max_off_axis_share
    if not firm.any():
        raise refusal("wrong-axis.shin")
    inward = about_screen > 0 if side is Side.RIGHT else about_screen < 0
    angles = np.array([trial.angle_deg for trial in trials])
    internal, external = angles[firm & inward], angles[firm & ~inward]
    concerns = () if firm.all() else (words("concern.hip.off-axis"),)
    found = [one for one in (_range(internal), _range(external)) if one is not None]
    return HipRotation(
        side=side,
        internal=_range(internal),
        external=_range(external),
        quality=_quality(recordings, found, concerns),
    )


def measure_hip_flexion(*, recordings: Sequence[Recording], side: Side) -> HipAngle:
    """Return how far the thigh of `side` moved from the zero, in degrees. Raises as
    `measure_hip_rotation`."""
    trials = [trial for recording in recordings for trial in _trials(recording)]
    if any(abs(float(trial.axis @ _SHORT_EDGE)) < HIP.max_off_axis_share for trial in trials):
        raise refusal("wrong-axis.flexion")
    found = _range(np.array([trial.angle_deg for trial in trials]))
    if found is None:
        raise refusal("no-move.nothing")
    return HipAngle(side=side, range=found, quality=_quality(recordings, [found], ()))


def measure_thomas(*, recordings: Sequence[Recording], side: Side) -> HipAngle:
    """Return how far the hanging thigh of `side` lies below the horizontal (negative: above), in degrees.

    The last still moment of each recording counts. The top edge of the phone points to the knee; a thigh at
    or below the horizontal is usual (`loadshare-judgement`). Raises MeasurementRefusedError: as `trace_tilt`,
    or `no-hold`.
    """
    angles, turned = [], False
    for recording in recordings:
        up = _holds(recording)[-1].up
        refuse_unless_lying(up)
        if up @ _SCREEN < -HIP.screen_down:  # nobody can lie under the phone: the file has the iOS sign
            up, turned = -up, True
        angles.append(-float(np.degrees(np.arcsin(np.clip(up @ _TOP_EDGE, -1.0, 1.0)))))
    found = _range(np.array(angles), bar_deg=HIP.thomas_bar_deg)
    if found is None:
        raise refusal("no-hold.thomas")
    quality = _quality(recordings, [found], ())
    if turned:
        quality = replace(quality, assumed=(*quality.assumed, words("assumed.sign-screen")))
    return HipAngle(side=side, range=found, quality=quality)


def compare_sides(*, left: Range, right: Range) -> SideDifference:
    """Return left minus right of the same angle; the bars of the two sides add as independent errors."""
    bar = float(
        np.hypot(left.angle_deg.high - left.angle_deg.value, right.angle_deg.high - right.angle_deg.value)
    )
    value = left.angle_deg.value - right.angle_deg.value
    return SideDifference(
        difference_deg=Estimate.around(value=value, bar=bar, unit="deg", source="kouyoumdjian-2012"),
        is_notable=abs(value) >= HIP_SIDE_DIFFERENCE_DEG,
    )


def _holds(recording: Recording) -> tuple[StillStretch, ...]:
    trace = trace_tilt(recording)
    refuse_turning(trace)
    refuse_shaking(trace)
    holds = find_holds(trace)
    if not holds:
        raise refusal("no-hold.angle")
    return holds


def _trials(recording: Recording) -> list[_Trial]:
    """Every hold away from the zero. A hold near the zero becomes the next zero, so slow drift does not add
    up."""
    zero, *rest = _holds(recording)
    trials: list[_Trial] = []
    for hold in rest:
        angle = float(angle_between_deg(zero.up, hold.up))
        if angle < HIP.min_move_deg:
            zero = hold
            continue
        axis = np.cross(zero.up, hold.up)
        trials.append(_Trial(angle_deg=angle, axis=axis / max(float(np.linalg.norm(axis)), 1e-9)))
    if not trials:
        raise refusal("no-move.still")
    return trials


def _range(angles_deg: FloatArray, *, bar_deg: float = HIP.angle_bar_deg) -> Range | None:
    if angles_deg.size == 0:
        return None
    spread = float(np.ptp(angles_deg))
    return Range(
        angle_deg=Estimate.around(value=float(np.median(angles_deg)), bar=bar_deg, unit="deg", source=JUDGED),
        trials_deg=tuple(float(angle) for angle in angles_deg),
        needs_third_trial=angles_deg.size < 2 or (angles_deg.size == 2 and spread > HIP.repeat_limit_deg),
    )


def _quality(recordings: Sequence[Recording], ranges: list[Range], concerns: tuple[str, ...]) -> Quality:
    notes = list(concerns)
    if any(one.needs_third_trial for one in ranges):
        notes.append(words("concern.hip.one-more"))
    if any(len(one.trials_deg) > 2 and np.ptp(one.trials_deg) > HIP.unreliable_deg for one in ranges):
        notes.append(words("concern.hip.unreliable"))
    if any(recording.rotation_rate_rad_s is None for recording in recordings):
        notes.append(words("concern.hip.no-rotation"))
    assumed = dict.fromkeys(note for recording in recordings for note in recording.assumptions)
    return Quality.judge(concerns=tuple(notes), assumed=tuple(assumed))
