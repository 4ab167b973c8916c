"""The trunk in a dynamometer: what it holds is what a linear programme says the column can hold."""

import numpy as np
import pytest
from scipy.optimize import linprog

from loadshare.body import Body, Task, passive
from loadshare.body.anatomy import Sex
from loadshare.body.model import LEVELS
from loadshare.body.trunk import HOLD_NM, largest_nm

BENT = [("female", 0.0), ("male", -12.0), ("male", 5.6), ("male", 30.0)]


def by_linear_programme(
    body: Body, sex: Sex, lumbar_deg: float, *, extending: bool
) -> tuple[float, float, float]:
    """The largest moment that all levels hold at once: to the letter, with as much left over as a posture may
    have, and what L5/S1 would alone."""
    chooser = body.chooser(sex)
    s, measurer = chooser.skeleton, chooser.measurer
    frame = chooser.take(Task(name="sit"), lumbar_deg).frame
    stance = chooser.take(Task(name="sit"), lumbar_deg).stance
    mj, data = measurer.mj, measurer.place(stance.qpos)
    up = data.xmat[mj.body("thorax").id].reshape(3, 3)[:, 1]
    shoulder = data.xanchor[mj.joint("shoulder-flexion-r").id]
    away = np.array([up @ (shoulder - data.xanchor[mj.joint(f"{level}-flexion").id]) for level in LEVELS])
    push = (away / away[0]) * (-1.0 if extending else 1.0)
    a = np.zeros((len(LEVELS), frame.muscles + 1))
    rows = {int(row): level for level, row in enumerate(frame.level_rows)}
    start, row_of, value = frame.columns
    for i in range(frame.muscles):
        for k in range(start[i], start[i + 1]):
            if int(row_of[k]) in rows:
                a[rows[int(row_of[k])], i] = value[k]
    rest = frame.lumbar[frame.level_rows] - a[:, :-1] @ (frame.stretch * s.max_force_n)
    lever = passive.PRESSURE_AREA_M2 * passive.PRESSURE_ARM_M
    eased = passive.PRESSURE_PA_PER_NM * -push[1] * lever if extending else 0.0
    a[:, -1] = -(push + eased)
    b = rest - (passive.PRESSURE_ONSET_PA * lever if extending else 0.0)
    most = frame.active * s.max_force_n * s.strength
    bounds = [(0.0, m) for m in most] + [(0.0, None)]
    cost = np.r_[np.zeros(frame.muscles), -1.0]
    left = np.eye(len(LEVELS))
    exact = linprog(cost, A_eq=a, b_eq=b, bounds=bounds)
    near = linprog(
        np.r_[cost, np.zeros(len(LEVELS))],
        A_eq=np.c_[a, left],
        b_eq=b,
        bounds=bounds + [(-HOLD_NM, HOLD_NM)] * len(LEVELS),
    )
    assert exact.success
    assert near.success
    alone = float(np.maximum(a[0, :-1] * push[0], 0.0) @ most)
    return float(-exact.fun), float(-near.fun), alone


@pytest.mark.parametrize("extending", [True, False])
@pytest.mark.parametrize(("sex", "lumbar_deg"), BENT)
def test_it_holds_what_the_whole_column_can(
    body: Body, sex: Sex, lumbar_deg: float, *, extending: bool
) -> None:
    chooser = body.chooser(sex)
    stance = chooser.take(Task(name="sit"), lumbar_deg).stance
    held = largest_nm(chooser.measurer, stance, chooser.skeleton.strength, extending=extending)
    exact, near, alone = by_linear_programme(body, sex, lumbar_deg, extending=extending)
    assert exact - 1.0 <= held <= near + 1.0
    assert held < 0.75 * alone


def test_half_the_strength_holds_half(body: Body) -> None:
    chooser = body.chooser("male")
    stance = chooser.take(Task(name="sit"), 0.0).stance
    whole, half = (
        largest_nm(chooser.measurer, stance, chooser.skeleton.strength * part) for part in (1.0, 0.5)
    )
    assert half == pytest.approx(0.5 * whole, rel=0.06)
