"""Where a point of the body should be, beside the surfaces it rests on: a hand behind the thigh it holds, a
foot where it was put down. The search for a posture takes marks as it takes supports."""

from __future__ import annotations

from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

from loadshare.body.model import Skeleton

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Mark:
    """`point` should be at `at_m`, to within about `within_m`; a coordinate that is None is left open.

    `at_m` is a place in the world, or, where `on` names another contact point, the way from that point in
    the frame of the bone that carries it. A mark that `reaches` is met by the point's own limb alone: a hand
    on a chair moves the arm, not the body. `share` is how much of the way there it has come.
    """

    point: str
    at_m: tuple[float | None, float | None, float | None]
    on: str = ""
    within_m: float = 0.003
    reaches: bool = False
    share: float = 1.0


ARM = ("shoulder-flexion", "shoulder-abduction", "shoulder-rotation", "elbow-flexion")
LEG = ("hip-flexion", "hip-adduction", "hip-rotation", "knee-flexion")


def reaching_joints(marks: tuple[Mark, ...]) -> tuple[str, ...]:
    """The joints of the limbs that reach for these marks."""
    limbs = ((m.point[-1], ARM if m.point.startswith(("hand", "wrist")) else LEG) for m in marks)
    return tuple(dict.fromkeys(f"{joint}-{side}" for side, joints in limbs for joint in joints))


def rests_on_limb(point: str, marks: tuple[Mark, ...]) -> bool:
    """Whether a point belongs to an arm that reaches: an elbow rests while its hand holds."""
    sides = {m.point[-1] for m in marks if m.point.startswith(("hand", "wrist"))}
    return point[-1] in sides and point.startswith(("elbow", "forearm", "wrist"))


def mark_rows(skeleton: Skeleton, data: mujoco.MjData, mark: Mark) -> tuple[Array, Array]:
    """How the place of the point changes with the posture, and how far it is off; both over `within_m`."""
    site = skeleton.contacts[mark.point]
    jac = _point_jac(skeleton, data, data.site_xpos[site], int(skeleton.mj.site_bodyid[site]))
    open_axes = np.array([value is None for value in mark.at_m])
    at = np.array([0.0 if value is None else value for value in mark.at_m])
    if mark.on:
        other = skeleton.contacts[mark.on]
        bone = int(skeleton.mj.site_bodyid[other])
        at = data.site_xpos[other] + data.xmat[bone].reshape(3, 3) @ at
        jac = jac - _point_jac(skeleton, data, at, bone)
    miss = data.site_xpos[site] - at
    return jac[~open_axes] / mark.within_m, miss[~open_axes] / mark.within_m


def _point_jac(skeleton: Skeleton, data: mujoco.MjData, at: Array, bone: int) -> Array:
    jac = np.zeros((3, skeleton.mj.nv))
    mujoco.mj_jac(skeleton.mj, data, jac, None, at, bone)
    return jac
