"""What tissue holds without effort: the hip's and the low back's resistance to being moved.

Hip, flexion and extension: Riener and Edrich 1999 (key: riener-edrich-1999). The part that vanishes when
the knee bends
is pull of the hamstrings and runs along them; the part that stays is shared between the gluteals and the
joint capsule.
A lost degree of hip range shifts these curves by one degree.

Low back: six equal springs in series, 1.5 Nm/deg each in bending and 5 Nm/deg in turning (order of
magnitude of
Gardner-Morse and Stokes 2004, an assumption), plus the end-range rise of the Anderson and Pandy line (keys:
anderson-pandy, passive_joint_properties). A level bends by its share of the lumbar rhythm, so every level
is given
the stiffness that makes the spine bend in that rhythm.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadshare.compiler import compiled

# share of the net motion by level, L5/S1 upwards (lumbar-pose2sim, lumbar_rhythm.csv)
RHYTHM: dict[str, NDArray[np.float64]] = {
    "flexion": np.array([0.14, 0.26, 0.23, 0.16, 0.13, 0.08]),
    "bend": np.array([0.0928, 0.1234, 0.2255, 0.2255, 0.1891, 0.1437]),
    "turn": np.array([0.1798, 0.191, 0.191, 0.1573, 0.1461, 0.1348]),
}
LUMBAR_BEND_NM_PER_DEG = 1.5 / 6.0
LUMBAR_TURN_NM_PER_DEG = 5.0 / 6.0


@compiled()
def hip_moment(hip_deg: Any, knee_deg: Any) -> Any:
    """Passive hip moment in Nm, positive when it flexes the hip; angles in degrees, flexion positive."""
    flexing = math.exp(1.4655 - 0.0034 * knee_deg - 0.0750 * hip_deg)
    extending = math.exp(1.3403 - 0.0226 * knee_deg + 0.0305 * hip_deg)
    return flexing - extending + 8.072


@compiled()
def hip_parts(hip_deg: Any, knee_deg: Any, loss_deg: Any, hamstring_share: Any) -> Any:
    """The hip's passive moment in three parts (Nm, all in the flexing sense, the last two negative or zero).

    Returns (front tissue, hamstrings, bent-knee tissue behind the hip). `loss_deg` degrees of flexion are
    lost with
    the knee bent; the hamstrings have lost `hamstring_share` of that.
    """
    knee = min(max(knee_deg, 0.0), 90.0)
    healthy = hip_moment(hip_deg, knee)
    bent = min(hip_moment(hip_deg + loss_deg, 90.0), 0.0)
    shift = loss_deg * hamstring_share
    straight = min(hip_moment(hip_deg + shift, knee), 0.0) - min(hip_moment(hip_deg + shift, 90.0), 0.0)
    return max(healthy, 0.0), min(straight, 0.0), bent


@compiled()
def end_moment(angle_rad: Any, low: Any, high: Any, gain: Any, rate: Any) -> Any:
    """Moment in Nm that keeps a joint inside [low, high] rad; zero well inside."""
    return gain * (math.exp(-rate * min(max(angle_rad - low, -0.6), 1.0))) - gain * math.exp(
        rate * min(max(angle_rad - high, -1.0), 0.6)
    )


@compiled()
def lumbar_moment(angle_deg: Any, motion: Any) -> Any:
    """Passive moment of the whole low back in Nm against a net angle; motion 0 flexion, 1 side bend, 2
    turn."""
    angle = math.radians(angle_deg)
    if motion == 0:
        flexed = 0.25 * math.exp(20.36 * min(angle - 0.5236, 0.5))
        extended = 0.35 * math.exp(30.72 * min(-angle - 0.17, 0.4))
        return -LUMBAR_BEND_NM_PER_DEG * angle_deg - flexed + extended
    spring = LUMBAR_BEND_NM_PER_DEG if motion == 1 else LUMBAR_TURN_NM_PER_DEG
    return -spring * angle_deg + end_moment(angle, -0.349, 0.349, 0.25, 20.36)


@compiled()
def lumbar_moments(angle_deg: Any, motion: Any) -> Any:
    """`lumbar_moment` of every level's share of the net angle."""
    out = np.empty(angle_deg.size)
    for i in range(angle_deg.size):
        out[i] = lumbar_moment(angle_deg[i], motion)
    return out


@compiled()
def hip_side_moment(angle_rad: Any, motion: Any) -> Any:
    """Passive moment in Nm against hip adduction (motion 0) or rotation (motion 1), end range only."""
    limit = 0.5 if motion == 0 else 0.92
    return end_moment(angle_rad, -limit, limit, 0.03, 14.94)
