"""What tissue holds without effort: the hip's and the low back's resistance to being moved.

Hip, flexion and extension: Riener and Edrich 1999 (`riener-edrich-1999`). The part that vanishes when the
knee bends is pull of the hamstrings and runs along them; the part that stays is shared between the gluteals
and the joint capsule. A lost degree of hip range shifts these curves by one degree, behind the hip for lost
flexion and in front of it for lost extension.

Knee: what stops a straight one is the last term of the same authors' knee law, an exponential of the knee
angle. A knee drawn straight may still settle as far back as healthy knees do (`de-carlo-sell-1997`), so the
stop holds up to the moment of that angle; past it, muscles hold.

Hip, turned inwards: free until tissue is taut, then 0.8 Nm/deg (`van-arkel-2015`, nine hips without muscles).
It holds 5 Nm, the moment those hips were turned with, where adults' range ends (`kouyoumdjian-2012`: the mean
of lying on the back, on the front and sitting, which did not differ). A lost degree shifts this by a degree.
Outwards only the end of the range resists: how far that is depends on bend and spread, and was not read.

Low back: six equal springs in series, 1.5 Nm/deg each in bending (order of magnitude of
`gardner-morse-stokes-2004`, an assumption), plus the end-range rise of the Anderson and Pandy line
(`anderson-pandy`). A level bends by its share of the lumbar rhythm, so every level is given the stiffness
that makes the spine bend in that rhythm. In turning all of it together is as stiff as chest against pelvis
were in 18 adults at rest (`kosmopoulos-2012`: 20.3 Nm/rad to the right, 17.4 to the left), for the chest of
the model is one piece.

Abdomen: its pressure follows the trunk moment (`mairiaux-1984`, 14 men lifting upright) and pushes chest and
pelvis apart in front of the spine. Where something holds the trunk there is no such moment, and it is nil.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from loadshare.body.kernel import kernel

# share of the net motion by level, L5/S1 upwards (`lumbar-pose2sim`)
RHYTHM: dict[str, NDArray[np.float64]] = {
    "flexion": np.array([0.14, 0.26, 0.23, 0.16, 0.13, 0.08]),
    "bend": np.array([0.0928, 0.1234, 0.2255, 0.2255, 0.1891, 0.1437]),
    "turn": np.array([0.1798, 0.191, 0.191, 0.1573, 0.1461, 0.1348]),
}
PRESSURE_PA_PER_NM, PRESSURE_ONSET_PA = 79.0, 1127.0
PRESSURE_AREA_M2 = 0.02  # cross-section of the abdomen the pressure lifts the chest with, reference body
PRESSURE_ARM_M = 0.04  # its middle before the discs: between their front edge (0.02) and the rectus (0.06)
KNEE_GIVE_DEG = 5.5  # passive hyperextension, mean of men (6) and women (5)
FULL_BEND_DEG = 41.6  # of the low back, `esola-1996`
LIGAMENT_ARM_M = 0.05  # of tissue behind the joints, about that of the back's extensors (assumption)
LUMBAR_BEND_NM_PER_DEG = 1.5 / 6.0
LUMBAR_TURN_NM_PER_DEG = math.radians(0.5 * (20.3 + 17.4))
HIP_TURN_NM_PER_DEG = 0.8
HIP_TURN_END_NM = 5.0
HIP_TURN_IN_DEG = (29.6 + 35.2 + 37.9) / 3.0  # where the range of adults ends, inwards
HIP_TURN_FREE_DEG = HIP_TURN_IN_DEG - HIP_TURN_END_NM / HIP_TURN_NM_PER_DEG


@kernel
def hip_front(hip_deg: float, knee_deg: float) -> float:
    """The term of Riener and Edrich's law that grows as the hip is drawn back."""
    return math.exp(1.4655 - 0.0034 * knee_deg - 0.0750 * hip_deg)


@kernel
def hip_moment(hip_deg: float, knee_deg: float) -> float:
    """Passive hip moment in Nm, positive when it flexes the hip; angles in degrees, flexion positive."""
    extending = math.exp(1.3403 - 0.0226 * knee_deg + 0.0305 * hip_deg)
    return hip_front(hip_deg, knee_deg) - extending + 8.072


@kernel
def hip_parts(
    hip_deg: float, knee_deg: float, loss_deg: float, hamstring_share: float
) -> tuple[float, float, float]:
    """The hip's passive moment in three parts (Nm, all in the flexing sense, the last two negative or zero).

    Returns (front tissue, hamstrings, bent-knee tissue behind the hip). `loss_deg` degrees of flexion are
    lost with the knee bent; the hamstrings have lost `hamstring_share` of that.
    """
    knee = min(max(knee_deg, 0.0), 90.0)
    healthy = hip_moment(hip_deg, knee)
    bent = min(hip_moment(hip_deg + loss_deg, 90.0), 0.0)
    shift = loss_deg * hamstring_share
    straight = min(hip_moment(hip_deg + shift, knee), 0.0) - min(hip_moment(hip_deg + shift, 90.0), 0.0)
    return max(healthy, 0.0), min(straight, 0.0), bent


@kernel
def hip_short(hip_deg: float, knee_deg: float, loss_deg: float) -> float:
    """What tissue in front of the hip holds more when `loss_deg` degrees of extension are lost: the flexing
    term of the law, shifted; Nm, never negative."""
    knee = min(max(knee_deg, 0.0), 90.0)
    return hip_front(hip_deg - loss_deg, knee) - hip_front(hip_deg, knee)


@kernel
def hip_turn(angle_deg: float, loss_deg: float) -> float:
    """What tissue holds against a hip turned inwards when `loss_deg` degrees of that are lost; Nm, never
    positive."""
    return -HIP_TURN_NM_PER_DEG * max(0.0, angle_deg + loss_deg - HIP_TURN_FREE_DEG)


@kernel
def end_moment(angle_rad: float, low: float, high: float, gain: float, rate: float) -> float:
    """Moment in Nm that keeps a joint inside [low, high] rad; zero well inside."""
    return gain * (math.exp(-rate * min(max(angle_rad - low, -0.6), 1.0))) - gain * math.exp(
        rate * min(max(angle_rad - high, -1.0), 0.6)
    )


@kernel
def knee_stop(knee_deg: float) -> float:
    """Most a knee at this angle holds against being bent backwards, in Nm, with its muscles at rest."""
    return math.exp(2.220 - 0.150 * (knee_deg - KNEE_GIVE_DEG))


@kernel
def abdominal_pressure_pa(moment_nm: float) -> float:
    """Pressure in the abdomen above rest while the trunk is held up against a forward moment about L4/5."""
    return max(0.0, PRESSURE_PA_PER_NM * moment_nm - PRESSURE_ONSET_PA)


@kernel
def lumbar_moment(angle_deg: float, motion: int) -> float:
    """Passive moment of the whole low back in Nm against a net angle; motion 0 flexion, 1 side bend, 2
    turn."""
    angle = math.radians(angle_deg)
    if motion == 0:
        flexed = 0.25 * math.exp(20.36 * min(angle - 0.5236, 0.5))
        extended = 0.35 * math.exp(30.72 * min(-angle - 0.17, 0.4))
        return -LUMBAR_BEND_NM_PER_DEG * angle_deg - flexed + extended
    spring = LUMBAR_BEND_NM_PER_DEG if motion == 1 else LUMBAR_TURN_NM_PER_DEG
    return -spring * angle_deg + end_moment(angle, -0.349, 0.349, 0.25, 20.36)


@kernel
def lumbar_moments(angle_deg: NDArray[np.float64], motion: int) -> NDArray[np.float64]:
    """`lumbar_moment` of every level's share of the net angle."""
    out = np.empty(angle_deg.size)
    for i in range(angle_deg.size):
        out[i] = lumbar_moment(angle_deg[i], motion)
    return out


@kernel
def hip_side_moment(angle_rad: float, motion: int) -> float:
    """Passive moment in Nm against hip adduction (motion 0) or rotation (motion 1), end range only."""
    limit = 0.5 if motion == 0 else 0.92
    return end_moment(angle_rad, -limit, limit, 0.03, 14.94)
