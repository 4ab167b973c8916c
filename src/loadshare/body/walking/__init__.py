"""Walking as it was measured: one adult, joint angles and ground force over a stride, at the size of the
reference body (`opensim-walking`; tools/walking_table.py says how it was brought there).

The numbers of `walking.csv` come from OpenSim/Examples/Moco/example3DWalking of opensim-org/opensim-core
(commit 0435b08, Apache-2.0; motion, forces and EMG of Rajagopal and others 2016).
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TABLE = Path(__file__).with_name("walking.csv")
_SIDED = (
    "hip-flexion",
    "hip-adduction",
    "hip-rotation",
    "knee-flexion",
    "ankle-dorsiflexion",
    "shoulder-flexion",
    "shoulder-abduction",
    "elbow-flexion",
)
_MIDDLE = ("pelvis-tilt", "pelvis-list", "pelvis-turn", "lumbar-flexion", "lumbar-bend", "lumbar-turn")
ANGLES = (*_MIDDLE, *(f"{name}-{side}" for name in _SIDED for side in "rl"))


@cache
def read_walking() -> dict[str, NDArray[np.float64]]:
    """The columns of the table: percent of the right leg's stride, s, m, degrees; force in body weights,
    turning moment in Nm of the reference body. Rows follow each other in time."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def row_at(phase_pct: float) -> int:
    """The row of the table nearest to a moment of the stride that has a neighbour on both sides."""
    phase = read_walking()["phase_pct"][1:-1]
    return 1 + int(np.argmin(np.abs((phase - phase_pct + 50.0) % 100.0 - 50.0)))
