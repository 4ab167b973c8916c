"""Static optimisation: which muscles and contacts hold a posture at the least effort.

    minimise  sum c_i u_i^2 / 2  +  sum r_j^2 / (2 s_j)     subject to  A u + r = b,  lo <= u <= hi

`u` are muscle and contact efforts, `r` is what nothing in the body can hold (the residual). The Hessian is
diagonal, so for given multipliers l the answer is u = clip(A'l / c, lo, hi), r = s l. What is left is a
convex, piecewise quadratic function of l, one unknown per joint direction: a semismooth Newton method with a
line search on its slope finds it in a few steps. Without the line search plain Newton can cycle.

`A` is kept by columns, because a muscle crosses few joints.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loadshare.body.kernel import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SLACK = 0.1  # softness of the balance: a residual of 0.3 Nm costs as much as one muscle at full activation
TOLERANCE = 1e-9  # of the balance, relative to the largest demand
PATIENCE = 60  # far from what can be held, multipliers grow until rounding hides the last digits:
ROUNDING = 1e-6  # after that many steps this tolerance will do
MAX_STEPS = 600  # a posture that can be held takes 5 to 20, one far from it some hundred


class Columns(NamedTuple):
    """A matrix by its columns: column i holds `value[k]` at `row[k]` for k from start[i] to start[i + 1].

    Rows rise within a column.
    """

    start: Ints  # (columns + 1,)
    row: Ints
    value: Floats


class Problem(NamedTuple):
    """What is to be shared, and the bounds it is shared within."""

    columns: Columns  # A: rows are joint directions (Nm, N), columns muscles and contacts
    cost: Floats  # c, (columns,), positive
    low: Floats  # (columns,)
    high: Floats  # (columns,), may be infinite
    demand: Floats  # b, (rows,), Nm and N
    softness: Floats  # s, (rows,), positive


class Solution(NamedTuple):
    """Where the search starts and what it leaves behind."""

    effort: Floats  # u, (columns,)
    multipliers: Floats  # l, (rows,); the residual is softness * multipliers


class Scratch(NamedTuple):
    """Memory of one search, so that a crowd of people needs it once."""

    hessian: Floats  # (rows, rows)
    curve: Floats  # (rows, rows) the matrix that is factored, kept from step to step
    inside: Flags  # (columns,) whose efforts count in it
    slope: Floats  # (rows,)
    step: Floats  # (rows,)
    trial: Floats  # (rows,)


def columns_of(matrix: Floats) -> Columns:
    """The column form of a dense matrix of shape (rows, columns)."""
    start: list[int] = [0]
    row: list[int] = []
    value: list[float] = []
    for column in matrix.T:
        used = np.flatnonzero(column)
        row.extend(used)
        value.extend(column[used])
        start.append(len(row))
    return Columns(np.array(start, np.int64), np.array(row, np.int64), np.array(value, np.float64))


def share(*, problem: Problem, start: Floats | None = None) -> tuple[Solution, int]:
    """Solve one problem.

    Args:
        problem: what is to be shared.
        start: multipliers to start from (a neighbouring posture), shape (rows,).

    Returns:
        The solution and the number of Newton steps.

    Raises:
        ArithmeticError: the iteration did not reach the tolerance (never seen on finite input).
    """
    rows = problem.demand.size
    solution = Solution(np.zeros(problem.cost.size), np.zeros(rows) if start is None else start.copy())
    scratch = scratch_of(rows, problem.cost.size)
    steps = int(solve(problem, solution, scratch))
    if steps < 0:
        raise ArithmeticError(
            "load sharing did not converge: check the input for infinite or missing numbers"
        )
    return solution, steps


@kernel
def scratch_of(rows: int, columns: int) -> Scratch:
    """Memory for searches with so many rows and columns."""
    return Scratch(
        np.zeros((rows, rows)),
        np.zeros((rows, rows)),
        np.zeros(columns, np.bool_),
        np.empty(rows),
        np.empty(rows),
        np.empty(rows),
    )


@kernel(fastmath={"contract", "arcp", "nsz"})
def _slope(problem: Problem, multipliers: Floats, effort: Floats, slope: Floats) -> float:
    """Gradient of the dual, A u(l) + s l - b; fills `effort`, returns its largest entry."""
    start, row, value = problem.columns
    cost, low, high = problem.cost, problem.low, problem.high
    for j in range(slope.size):
        slope[j] = problem.softness[j] * multipliers[j] - problem.demand[j]
    for i in range(cost.size):
        s = 0.0
        for k in range(start[i], start[i + 1]):
            s += value[k] * multipliers[row[k]]
        u = min(max(s / cost[i], low[i]), high[i])
        effort[i] = u
        if u != 0.0:
            for k in range(start[i], start[i + 1]):
                slope[row[k]] += value[k] * u
    worst = 0.0
    for j in range(slope.size):
        worst = max(worst, abs(slope[j]))
    return worst


@kernel(fastmath={"contract", "arcp", "nsz"})
def _newton_step(problem: Problem, effort: Floats, scratch: Scratch) -> None:
    """step = -H^-1 slope with H of the efforts that are strictly inside their bounds (lower Cholesky).

    Most of them stay inside or outside from step to step: only those that crossed a bound are put in or out.
    """
    start, row, value = problem.columns
    cost, low, high = problem.cost, problem.low, problem.high
    hessian, slope, step = scratch.hessian, scratch.slope, scratch.step
    m = slope.size
    curve, inside = scratch.curve, scratch.inside
    for i in range(cost.size):
        counts = effort[i] > low[i] and effort[i] < high[i]
        if counts != inside[i]:
            inside[i] = counts
            w = 1.0 / cost[i] if counts else -1.0 / cost[i]
            for p in range(start[i], start[i + 1]):
                a = value[p] * w
                at = row[p]
                for q in range(start[i], p + 1):
                    curve[at, row[q]] += a * value[q]
    for i in range(m):
        for j in range(i + 1):
            hessian[i, j] = curve[i, j]
    for j in range(m):
        d = hessian[j, j]
        for k in range(j):
            d -= hessian[j, k] * hessian[j, k]
        d = np.sqrt(max(d, 1e-14))
        hessian[j, j] = d
        inv = 1.0 / d
        for i in range(j + 1, m):
            s = hessian[i, j]
            for k in range(j):
                s -= hessian[i, k] * hessian[j, k]
            hessian[i, j] = s * inv
    for i in range(m):
        s = -slope[i]
        for k in range(i):
            s -= hessian[i, k] * step[k]
        step[i] = s / hessian[i, i]
    for i in range(m - 1, -1, -1):
        s = step[i]
        for k in range(i + 1, m):
            s -= hessian[k, i] * step[k]
        step[i] = s / hessian[i, i]


@kernel
def _forget(problem: Problem, scratch: Scratch) -> None:
    """Before a search no effort counts."""
    m = problem.demand.size
    for i in range(m):
        for j in range(i + 1):
            scratch.curve[i, j] = 0.0
        scratch.curve[i, i] = problem.softness[i]
    for i in range(scratch.inside.size):
        scratch.inside[i] = False


@kernel
def solve(problem: Problem, solution: Solution, scratch: Scratch) -> int:
    """Semismooth Newton on the dual; starts from the multipliers of `solution` and leaves the answer there.

    Returns the number of steps, or -1 when it did not converge.
    """
    multipliers, effort = solution.multipliers, solution.effort
    slope, step, trial = scratch.slope, scratch.step, scratch.trial
    demand = problem.demand
    m = demand.size
    scale = 1.0
    for j in range(m):
        if not np.isfinite(demand[j]):
            return -1
        scale = max(scale, abs(demand[j]))
    goal, near_goal = TOLERANCE * scale, ROUNDING * scale
    _forget(problem, scratch)
    worst = _slope(problem, multipliers, effort, slope)
    for iteration in range(MAX_STEPS):
        if worst <= goal or (iteration >= PATIENCE and worst <= near_goal):
            return iteration
        _newton_step(problem, effort, scratch)
        start = 0.0
        for j in range(m):
            start += slope[j] * step[j]
        # the dual is convex along the step: walk until its slope along the step has all but vanished
        near, near_slope = 0.0, start
        far, far_slope = 0.0, 0.0
        t = 1.0
        for _ in range(30):
            for j in range(m):
                trial[j] = multipliers[j] + t * step[j]
            worst = _slope(problem, trial, effort, slope)
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
            multipliers[j] = trial[j]
    return MAX_STEPS if worst <= near_goal else -1
