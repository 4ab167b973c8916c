"""One compiled body and one comparison with the targets for the whole run: building them is what takes
time."""

from functools import cache

import pytest

from loadshare.body import Answer, Body, Person, Task
from loadshare.body.validate import Comparison, Result, compare

RECORDED = ("stride", "push-off")
"""Moved, and carried by a ground force that was measured, not by supports (test_walking)."""


@cache
def shared_body() -> Body:
    return Body()


@cache
def shared_comparison() -> Comparison:
    return Comparison(shared_body())


@cache
def shared_results() -> tuple[Result, ...]:
    return compare(shared_comparison())


@pytest.fixture
def body() -> Body:
    return shared_body()


@pytest.fixture
def comparison() -> Comparison:
    return shared_comparison()


@pytest.fixture
def results() -> tuple[Result, ...]:
    return shared_results()


def solve(
    name: str,
    person: Person | None = None,
    *,
    side: str = "right",
    fixed: float | None = None,
    **settings: float,
) -> Answer:
    return shared_body().solve(task=Task(name=name, settings=settings, side=side, fixed=fixed), person=person)
