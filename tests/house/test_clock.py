"""The tests have one clock: nobody moves time in another way, or reads it while tests are collected."""

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from tests.support.clock import (
    Clock,
    at_hour,
    begins,
    later,
    next_monday,
    now,
    of_the_system,
    today,
    zone,
)

TESTS = Path(__file__).resolve().parents[1]
MOVERS = {"support/clock.py", "support/moved_site.py", "support/moved_child/sitecustomize.py"}
READS = {"now", "today", "localdate", "localtime", "utcnow", "time.time", "time.time_ns"}


SECOND = dt.timedelta(seconds=1)


def test_every_test_begins_at_the_same_moment_and_time_goes_on() -> None:
    assert begins() < now() < begins() + 30 * SECOND
    assert today() == begins().date() == timezone.localdate()
    assert timezone.get_default_timezone() == zone()
    before = now()
    assert any(now() > before for _ in range(100_000))


@pytest.mark.stands_at(next_monday(10))
def test_it_stands_where_a_test_says_so_and_moves_as_told(clock: Clock) -> None:
    assert now() == timezone.now() == next_monday(10)
    with later(days=400):
        wall = now().astimezone(zone())
        assert (wall.hour, wall.date() - next_monday(10).date()) == (10, dt.timedelta(days=400))
    clock.shift(300 * SECOND)
    assert now() == next_monday(10) + 300 * SECOND
    clock.move_to(at_hour(20))
    assert now() == at_hour(20)


@pytest.mark.system_clock
def test_what_is_shared_with_others_is_left_alone(pytestconfig: pytest.Config) -> None:
    assert (abs(now() - of_the_system()) < 60 * SECOND) is (pytestconfig.getoption("--at") == "")


def test_nobody_has_a_clock_of_their_own() -> None:
    modules = {str(path.relative_to(TESTS)): path for path in TESTS.rglob("*.py")}
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in modules.items()}
    movers = {name for name, tree in trees.items() if _imported(tree) & {"time_machine", "freezegun"}}
    assert movers == MOVERS, "take the `clock` fixture or `later(...)`"
    early = {
        f"{name}:{node.lineno}"
        for name, tree in trees.items()
        for node in _at_import(tree)
        if _reads_the_clock(node) and name not in MOVERS
    }
    assert early == set(), "this is read while tests are collected; read it in the test"


def _imported(tree: ast.Module) -> set[str]:
    return {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names} | {
        str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """All that is done when the module is read: nothing that stands in a function."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from _at_import(child)


def _reads_the_clock(node: ast.AST) -> bool:
    words = ast.unparse(node.func).split(".") if isinstance(node, ast.Call) else [""]
    return bool({words[-1], ".".join(words[-2:])} & READS)
