"""Every threshold of the engine stands once, in `limits.toml`, for Python and for the browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loadshare.measure import limits

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "src" / "loadshare" / "measure"
BROWSER = ROOT / "frontend" / "src" / "measure" / "engine"
AXES = {"SCREEN", "SHORT_EDGE", "TOP_EDGE"}
OTHER = {"_MIDDLE_HALF_SD", "PER_SECOND"}
"""What is no threshold: axes of a phone, how often a moment is looked at, a number of mathematics."""
LIVE_ONLY = {"LEARNT_FROM", "SPEED_OVER_S", "SETTLE_S", "MAX_KEPT", "MAX_KEPT_SIZE"}
"""Numbers of the browser alone: what a dial shows while a test runs, and what is kept in memory."""


def test_a_key_too_many_one_missing_or_of_another_kind_is_refused() -> None:
    good = limits.TABLE["turns"]
    assert limits._section(limits.TurnsLimits, good) == limits.TURNS
    for wrong in (
        {**good, "more": 1.0},
        {k: v for k, v in good.items() if k != "slow_hz"},
        {**good, "slow_hz": 1},
    ):
        with pytest.raises((TypeError, KeyError, ValueError)):
            limits._section(limits.TurnsLimits, wrong)


def test_the_browser_has_no_threshold_of_its_own() -> None:
    own = [
        (path.name, name)
        for path in BROWSER.glob("*.ts")
        if path.name != "limits.ts" and not path.name.endswith(".test.ts")
        for name in re.findall(
            r"^(?:export )?const ([A-Z_0-9]+) = -?[\d._e-]+;", path.read_text("utf-8"), re.M
        )
        if name not in LIVE_ONLY
    ]
    assert {name for _, name in own} == AXES | {"PER_SECOND"}


def test_python_has_no_threshold_of_its_own() -> None:
    own = [
        (path.name, name)
        for path in PYTHON.glob("*.py")
        if path.name not in ("limits.py", "norms.py")
        for name in re.findall(r"^([A-Z_0-9]+) = -?[\d._e-]+\b(?!\.)", path.read_text("utf-8"), re.M)
    ]
    assert {name for _, name in own} == {
        f"_{name}" for name in ("DIGITS", "BLOCK", "SCREEN", "TOP_EDGE")
    } | OTHER


def test_gravity_stands_once() -> None:
    for folder, kind, home in ((PYTHON, "*.py", None), (BROWSER, "*.ts", "limits.ts")):
        places = [p.name for p in folder.rglob(kind) if re.search(r"\b9\.8\d", p.read_text("utf-8"))]
        places = [name for name in places if not name.endswith(".test.ts")]
        assert places == ([home] if home else [])
