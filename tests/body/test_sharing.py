"""The solver against an independent one on thousands of problems, and against the conditions of an
optimum."""

import daqp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from loadshare.body import sharing

Array = NDArray[np.float64]


def random_problem(rng: np.random.Generator, rows: int, muscles: int, contacts: int) -> tuple[Array, ...]:
    matrix = np.zeros((rows, muscles + contacts))
    for i in range(muscles + contacts):
        used = rng.choice(rows, rng.integers(2, min(8, rows)), replace=False)
        matrix[used, i] = rng.normal(0.0, 40.0 if i < muscles else 100.0, used.size)
    cost = np.r_[rng.uniform(0.2, 4.0, muscles), np.full(contacts, 0.05)]
    low = np.r_[rng.uniform(0.0, 0.02, muscles), np.zeros(contacts)]
    high = np.r_[np.ones(muscles), np.full(contacts, np.inf)]
    usual = np.r_[rng.uniform(0, 0.5, muscles), rng.uniform(0, 1.0, contacts)] * (rng.random(cost.size) < 0.4)
    demand = matrix @ usual * rng.uniform(0.5, 2.0) + rng.normal(0.0, 1.0, rows)
    return matrix, cost, low, high, demand, rng.uniform(0.1, 2.0, rows)


def solve(problem: tuple[Array, ...], start: Array | None = None) -> tuple[Array, Array, int]:
    matrix, cost, low, high, demand, softness = problem
    given = sharing.Problem(sharing.columns_of(matrix), cost, low, high, demand, softness)
    solution, steps = sharing.share(problem=given, start=start)
    return solution.effort, solution.multipliers, steps


def independent(problem: tuple[Array, ...]) -> Array:
    matrix, cost, low, high, demand, softness = problem
    rows, columns = matrix.shape
    hessian = np.diag(np.r_[cost, 1.0 / softness])
    equations = np.ascontiguousarray(np.hstack([matrix, np.eye(rows)]))
    free = np.full(rows, 1e30)
    upper = np.r_[np.minimum(high, 1e30), free, demand]
    lower = np.r_[low, -free, demand]
    sense = np.r_[np.zeros(columns + rows), np.full(rows, 5)].astype(np.int32)
    x, _, flag, _ = daqp.solve(hessian, np.zeros(columns + rows), equations, upper, lower, sense)
    assert flag == 1
    return np.asarray(x[:columns])


@pytest.mark.parametrize(
    ("count", "rows", "muscles", "contacts"), [(2000, 6, 14, 4), (600, 17, 60, 0), (60, 36, 160, 24)]
)
def test_it_agrees_with_an_independent_solver(count: int, rows: int, muscles: int, contacts: int) -> None:
    rng = np.random.default_rng(rows)
    worst = 0.0
    for _ in range(count):
        problem = random_problem(rng, rows, muscles, contacts)
        worst = max(worst, float(np.abs(solve(problem)[0] - independent(problem)).max()))
    assert worst < 1e-6


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_answer_is_an_optimum(seed: int) -> None:
    problem = random_problem(np.random.default_rng(seed), 8, 20, 6)
    matrix, cost, low, high, demand, softness = problem
    effort, multipliers, _ = solve(problem)
    assert np.all(effort >= low)
    assert np.all(effort <= high)
    pull = matrix.T @ multipliers
    assert np.allclose(effort, np.clip(pull / cost, low, high), atol=1e-7)
    assert np.allclose(
        matrix @ effort + softness * multipliers, demand, atol=1e-6 * max(1.0, np.abs(demand).max())
    )


def test_a_warm_start_does_not_change_the_answer() -> None:
    rng = np.random.default_rng(3)
    problem = random_problem(rng, 17, 60, 8)
    cold, multipliers, steps = solve(problem)
    warm, _, fewer = solve(problem, start=multipliers)
    far, _, _ = solve(problem, start=rng.normal(0.0, 1.0, 17))
    assert np.allclose(cold, warm, atol=1e-9)
    assert np.allclose(cold, far, atol=1e-7)
    assert fewer == 0 < steps


def test_a_search_remembers_nothing_of_the_one_before() -> None:
    """A crowd is worked through in one memory; so order and chunks must not matter, to the last digit."""
    rng = np.random.default_rng(5)
    problems = [random_problem(rng, 12, 40, 8) for _ in range(20)]
    used = sharing.scratch_of(12, 48)
    for matrix, cost, low, high, demand, softness in problems:
        problem = sharing.Problem(sharing.columns_of(matrix), cost, low, high, demand, softness)
        one, other = (sharing.Solution(np.zeros(48), np.zeros(12)) for _ in range(2))
        sharing.solve(problem, one, used)
        sharing.solve(problem, other, sharing.scratch_of(12, 48))
        assert (one.effort == other.effort).all()
        assert (one.multipliers == other.multipliers).all()


def test_what_nothing_can_hold_is_left_over() -> None:
    problem = (np.array([[10.0]]), np.ones(1), np.zeros(1), np.ones(1), np.array([50.0]), np.array([0.1]))
    effort, multipliers, _ = solve(problem)
    assert effort[0] == pytest.approx(1.0)
    assert 0.1 * multipliers[0] == pytest.approx(40.0)


def test_numbers_that_are_missing_are_refused() -> None:
    problem = (np.array([[10.0]]), np.ones(1), np.zeros(1), np.ones(1), np.array([np.nan]), np.array([0.1]))
    with pytest.raises(ArithmeticError, match="missing numbers"):
        solve(problem)
