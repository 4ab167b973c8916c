"""A trunk in a dynamometer: the largest moment the low back holds against a pad at the shoulders.

Pelvis and legs are strapped to a seat and the machine balances the trunk's weight, so only the push of the
pad loads the low back, each level by its distance from it. A moment is held when every level holds its part
of it: what muscles could do about one level alone, if no other level had to follow, nobody can measure.
Tissue and the pressure of the abdomen help as in any posture.
"""

from __future__ import annotations

import numpy as np

from loadshare.body import passive, sharing
from loadshare.body.frame import Frame, Measurer, Stance
from loadshare.body.loads import Array
from loadshare.body.model import LEVELS

STEPS_NM = (64.0, 16.0, 4.0, 1.0)
HOLD_NM = 1.0  # of a level that is left over, as in any posture


def largest_nm(measurer: Measurer, stance: Stance, strength: Array, *, extending: bool = True) -> float:
    """The largest moment held about L5/S1, in Nm of the reference body, to 1 Nm.

    Args:
        measurer: of the body that is tested.
        stance: the posture it is tested in; how the low back is bent matters, what touches it does not.
        strength: factor of every muscle, shape (muscles,).
        extending: whether the trunk pushes backwards; otherwise forwards.
    """
    frame = measurer.measure(stance)
    columns, cost, high = _efforts(measurer, frame, strength)
    own = frame.lumbar[frame.level_rows] - columns[:, : frame.muscles] @ (
        frame.stretch * measurer.skeleton.max_force_n
    )
    share = _heights(measurer) * (-1.0 if extending else 1.0)
    problem = sharing.Problem(
        columns=sharing.columns_of(columns),
        cost=cost,
        low=np.zeros(high.size),
        high=high,
        demand=own,
        softness=np.full(len(LEVELS), sharing.SLACK),
    )
    held = 0.0
    for step in STEPS_NM:
        while _is_held(problem, own, share, held + step):
            held += step
    return held


def _is_held(problem: sharing.Problem, own: Array, share: Array, nm: float) -> bool:
    push = passive.abdominal_pressure_pa(-nm * share[1]) * passive.PRESSURE_AREA_M2
    asked = problem._replace(demand=own + nm * share + push * passive.PRESSURE_ARM_M)
    solution, _ = sharing.share(problem=asked)
    return bool(np.abs(sharing.SLACK * solution.multipliers).max() < HOLD_NM)


def _efforts(measurer: Measurer, frame: Frame, strength: Array) -> tuple[Array, Array, Array]:
    """What bends the levels per newton, shape (levels, muscles); the cost and the most of each muscle."""
    start, row, value = frame.columns
    matrix = np.zeros((frame.weight.size, frame.muscles))
    for i in range(frame.muscles):
        used = slice(start[i], start[i + 1])
        matrix[row[used], i] = value[used]
    capacity = np.maximum(frame.active * measurer.skeleton.max_force_n * strength, 1e-3)
    return matrix[frame.level_rows], capacity**-2.0, capacity


def _heights(measurer: Measurer) -> Array:
    """How far each level lies below the pad, as a share of the lowest."""
    mj, data = measurer.mj, measurer.data
    up = data.xmat[mj.body("thorax").id].reshape(3, 3)[:, 1]
    pad = data.xanchor[mj.joint("shoulder-flexion-r").id]
    away = np.array([up @ (pad - data.xanchor[mj.joint(f"{level}-flexion").id]) for level in LEVELS])
    return np.asarray(away / away[0])
