"""Muscle force from fibre length: Hill curves with a rigid tendon.

Active: the bell of Thelen 2003 (width 0.45). Passive: its exponential (shape 4, strain 0.6 at full force),
made
longer by the strain the tendon would have taken up, because a rigid tendon would otherwise push all of the
stretch
into the fibre. Keys of sources: thelen-2003.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadshare.compiler import compiled

ACTIVE_WIDTH = 0.45
PASSIVE_SHAPE = 4.0
PASSIVE_STRAIN = 0.6
# The vasti are stretched far in a deep knee bend, where the default curve would pull ten times what a
# relaxed knee
# resists; with this strain a knee bent 120 degrees resists with about 20 Nm (assumption).
LONG_PASSIVE_STRAIN = {"vasti": 1.4}
TENDON_STRAIN = 0.049  # of the tendon at maximal isometric force
MIN_TENDON_SHARE = 0.05  # of the path: a shorter tendon means the fibre length cannot be right
FORCE_FLOOR = 0.05  # of the active curve, so that a very short muscle keeps a finite cost


def passive_strain_of(group: str) -> float:
    """Strain of the fibres of a muscle group at which they pull passively with full force."""
    return LONG_PASSIVE_STRAIN.get(group, PASSIVE_STRAIN)


def calibrate(
    path_m: NDArray[np.float64],
    optimal_m: NDArray[np.float64],
    cos_pennation: NDArray[np.float64],
    target: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fibre and tendon slack lengths (m) that put every fibre at its target length in the anatomical posture.

    All arrays have shape (muscles,). Where the published fibre is too long for the path, the fibre is
    shortened
    until the tendon keeps 5% of the path.
    """
    longest = path_m * (1.0 - MIN_TENDON_SHARE) / (target * cos_pennation)
    optimal = np.minimum(optimal_m, longest)
    return optimal, path_m - optimal * target * cos_pennation


@compiled()
def fibre_curves(
    path_m: Any,
    optimal_m: Any,
    slack_m: Any,
    sin_pennation: Any,
    passive_strain: Any,
    active: Any,
    passive: Any,
    norm: Any,
) -> None:
    """Fill `active` and `passive` (share of maximal force along the tendon) and `norm` (fibre length /
    optimum).

    Every argument has shape (muscles,). Width of the fibre sheet is constant, so the pennation angle follows.
    """
    for i in range(path_m.size):
        along = max(path_m[i] - slack_m[i], 0.05 * optimal_m[i])
        width = optimal_m[i] * sin_pennation[i]
        fibre = np.sqrt(along * along + width * width)
        cos = along / fibre
        length = fibre / optimal_m[i]
        norm[i] = length
        active[i] = max(np.exp(-((length - 1.0) ** 2) / ACTIVE_WIDTH), FORCE_FLOOR) * cos
        passive[i] = 0.0
        if length > 1.0:
            rise = np.exp(PASSIVE_SHAPE * (length - 1.0) / passive_strain[i]) - 1.0
            passive[i] = rise / (np.exp(PASSIVE_SHAPE) - 1.0) * cos
