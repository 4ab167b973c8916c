"""Static optimisation: which muscles and contacts hold a posture at the least effort.

    minimise  sum c_i u_i^2 / 2  +  sum r_j^2 / (2 s_j)     subject to  A u + r = b,  lo <= u <= hi

`u` are muscle and contact efforts, `r` is what nothing in the body can hold (the residual). The Hessian is
diagonal, so for
given multipliers l the answer is u = clip(A'l / c, lo, hi), r = s l. What is left is a convex, piecewise
quadratic
function of l, one unknown per joint direction: a semismooth Newton method with a line search on its slope
finds it in a
few steps. Without the line search plain Newton can cycle (biomechanics evidence, section 2).

`A` is kept by columns (start, row, value), because a muscle crosses few joints.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadshare.compiler import compiled

SLACK = 0.1  # softness of the balance: a residual of 0.3 Nm costs as much as one muscle at full activation
TOLERANCE = 1e-9  # of the balance, relative to the largest demand
PATIENCE = 60  # far from what can be held, multipliers grow until rounding hides the last digits:
ROUNDING = 1e-6  # after that many steps this tolerance will do
MAX_STEPS = 600  # a posture that can be held takes 5 to 20, one far from it some hundred

Columns = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def columns_of(matrix: NDArray[np.float64]) -> Columns:
    """The column form of a dense matrix of shape (rows, columns)."""
    start: list[int] = [0]
    row: list[int] = []
    value: list[float] = []
    for column in matrix.T:
        used = np.flatnonzero(column)
        row.extend(used)
        value.extend(column[used])
        start.append(len(row))
    return np.array(start, np.int64), np.array(row, np.int64), np.array(value, np.float64)


def share(
    *,
    columns: Columns,
    cost: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    demand: NDArray[np.float64],
    softness: NDArray[np.float64],
    start: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """Solve one problem.

    Args:
        columns: `A` in column form, rows = joint directions (Nm, N), columns = muscles and contacts.
        cost: c, shape (columns,), positive.
        low, high: bounds of the efforts, shape (columns,); `high` may be infinite.
        demand: b, shape (rows,), Nm and N.
        softness: s, shape (rows,), positive.
        start: multipliers to start from (a neighbouring posture), shape (rows,).

    Returns:
        efforts (columns,), multipliers (rows,) and the number of Newton steps. The residual is softness *
        multipliers.

    Raises:
        ArithmeticError: the iteration did not reach the tolerance (never seen on finite input).
    """
    effort = np.zeros(cost.size)
    multipliers = np.zeros(demand.size) if start is None else start.copy()
    work = np.zeros((demand.size, demand.size))
    steps = solve(*columns, cost, low, high, demand, softness, multipliers, effort, work)
    if steps < 0:
        raise ArithmeticError(
            "load sharing did not converge: check the input for infinite or missing numbers"
        )
    return effort, multipliers, steps


@compiled(fastmath={"contract", "arcp", "nsz"})
def _slope(
    indptr: Any,
    index: Any,
    value: Any,
    cost: Any,
    low: Any,
    high: Any,
    demand: Any,
    softness: Any,
    l: Any,  # noqa: E741
    effort: Any,
    slope: Any,
) -> Any:
    """Gradient of the dual, A u(l) + s l - b; fills `effort`, returns its largest entry."""
    for j in range(slope.size):
        slope[j] = softness[j] * l[j] - demand[j]
    for i in range(cost.size):
        s = 0.0
        for k in range(indptr[i], indptr[i + 1]):
            s += value[k] * l[index[k]]
        u = min(max(s / cost[i], low[i]), high[i])
        effort[i] = u
        if u != 0.0:
            for k in range(indptr[i], indptr[i + 1]):
                slope[index[k]] += value[k] * u
    worst = 0.0
    for j in range(slope.size):
        worst = max(worst, abs(slope[j]))
    return worst


@compiled(fastmath={"contract", "arcp", "nsz"})
def _newton_step(
    indptr: Any,
    index: Any,
    value: Any,
    cost: Any,
    low: Any,
    high: Any,
    softness: Any,
    effort: Any,
    slope: Any,
    work: Any,
    step: Any,
) -> None:
    """step = -H^-1 slope with H of the efforts that are strictly inside their bounds (lower Cholesky in
    `work`)."""
    m = slope.size
    for i in range(m):
        for j in range(i + 1):
            work[i, j] = 0.0
        work[i, i] = softness[i]
    for i in range(cost.size):
        if effort[i] > low[i] and effort[i] < high[i]:
            w = 1.0 / cost[i]
            for p in range(indptr[i], indptr[i + 1]):
                a = value[p] * w
                row = index[p]
                for q in range(indptr[i], p + 1):
                    work[row, index[q]] += a * value[q]
    for j in range(m):
        d = work[j, j]
        for k in range(j):
            d -= work[j, k] * work[j, k]
        d = np.sqrt(max(d, 1e-14))
        work[j, j] = d
        inv = 1.0 / d
        for i in range(j + 1, m):
            s = work[i, j]
            for k in range(j):
                s -= work[i, k] * work[j, k]
            work[i, j] = s * inv
    for i in range(m):
        s = -slope[i]
        for k in range(i):
            s -= work[i, k] * step[k]
        step[i] = s / work[i, i]
    for i in range(m - 1, -1, -1):
        s = step[i]
        for k in range(i + 1, m):
            s -= work[k, i] * step[k]
        step[i] = s / work[i, i]


@compiled()
def solve(
    indptr: Any,
    index: Any,
    value: Any,
    cost: Any,
    low: Any,
    high: Any,
    demand: Any,
    softness: Any,
    l: Any,  # noqa: E741
    effort: Any,
    work: Any,
) -> Any:
    """Semismooth Newton on the dual. Starts from `l`, leaves the answer in `l` and `effort`.

    Row indices must rise within each column. Returns the number of steps, or -1 when it did not converge.
    """
    m = demand.size
    slope = np.empty(m)
    step = np.empty(m)
    trial = np.empty(m)
    scale = 1.0
    for j in range(m):
        if not np.isfinite(demand[j]):
            return -1
        scale = max(scale, abs(demand[j]))
    goal, near_goal = TOLERANCE * scale, ROUNDING * scale
    worst = _slope(indptr, index, value, cost, low, high, demand, softness, l, effort, slope)
    for iteration in range(MAX_STEPS):
        if worst <= goal or (iteration >= PATIENCE and worst <= near_goal):
            return iteration
        _newton_step(indptr, index, value, cost, low, high, softness, effort, slope, work, step)
        start = 0.0
        for j in range(m):
            start += slope[j] * step[j]
        # the dual is convex along the step: walk until its slope along the step has all but vanished
        near, near_slope = 0.0, start
        far, far_slope = 0.0, 0.0
        t = 1.0
        for _ in range(30):
            for j in range(m):
                trial[j] = l[j] + t * step[j]
            worst = _slope(indptr, index, value, cost, low, high, demand, softness, trial, effort, slope)
            along = 0.0
            for j in range(m):
                along += slope[j] * step[j]
            if abs(along) <= 0.5 * abs(start) or worst <= goal:
                break
            if along < 0.0:
                near, near_slope = t, along
                if far == 0.0:
                    break
            else:
                far, far_slope = t, along
            t = near + (far - near) * min(max(near_slope / (near_slope - far_slope), 0.1), 0.9)
        for j in range(m):
            l[j] = trial[j]
    return MAX_STEPS if worst <= near_goal else -1
