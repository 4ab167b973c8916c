"""Reads a question from an address or a form: puts it inside its limits and says so at the field."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from loadshare.body.daily.asked import (
    BMI,
    DAILY,
    HEIGHT_CM,
    LESS_STRONG_PCT,
    MASS_KG,
    Asked,
    HipSide,
    Size,
    hip_limits,
    hip_way,
)
from loadshare.server.connection.words import words

if TYPE_CHECKING:
    from loadshare.body.anatomy import Sex

SEXES: tuple[Sex, ...] = ("female", "male")
SIZE_FIELDS = ("height", "weight", "sex")
LONGEST = 12


def read_asked(given: Mapping[str, str]) -> tuple[Asked, dict[str, str]]:
    """The question, inside its limits, and by field what was put right. A size counts only where sent."""
    errors: dict[str, str] = {}
    task, side = given.get("task", "bend"), given.get("side", HipSide.BOTH.value)
    if task not in DAILY:
        errors["task"] = words("asked.task")
        task = "bend"
    if side not in {s.value for s in HipSide}:
        errors["side"] = words("asked.side")
        side = HipSide.BOTH.value
    asked = Asked(
        task=task,
        hip=_within(given, "hip", hip_limits(task), "°", errors, of_task=task),
        glutes=_within(given, "glutes", LESS_STRONG_PCT, "%", errors),
        side=HipSide(side),
        size=_size(given, errors),
    )
    return asked, errors


def _within(
    given: Mapping[str, str],
    name: str,
    limits: tuple[int, int],
    unit: str,
    errors: dict[str, str],
    *,
    of_task: str = "",
) -> float:
    low, high = limits
    text = given.get(name, "").strip()
    if not text:
        return float(low)
    number = _number(text)
    what = words(f"asked.slider.{hip_way(of_task).value if of_task else name}")
    if number is None:
        errors[name] = words("asked.not-a-number", what=what, low=low, high=high, unit=unit)
        return float(low)
    if not low <= number <= high:
        kept = max(low, min(high, number))
        errors[name] = words("asked.outside", what=what, low=low, high=high, kept=f"{kept:g}", unit=unit)
        return float(kept)
    return number


def _size(given: Mapping[str, str], errors: dict[str, str]) -> Size | None:
    if not any(given.get(name, "").strip() for name in ("height", "weight")):
        return None
    height, mass = _number(given.get("height", "")), _number(given.get("weight", ""))
    if height is None or not HEIGHT_CM[0] <= height <= HEIGHT_CM[1]:
        errors["height"] = words("asked.height", low=HEIGHT_CM[0], high=HEIGHT_CM[1])
    if mass is None or not MASS_KG[0] <= mass <= MASS_KG[1]:
        errors["weight"] = words("asked.weight", low=MASS_KG[0], high=MASS_KG[1])
    sex = next((one for one in SEXES if one == given.get("sex", "")), None)
    if sex is None:
        errors["sex"] = words("asked.sex")
    if height is None or mass is None or sex is None or errors.keys() & set(SIZE_FIELDS):
        return None
    if not BMI[0] <= mass / (height / 100) ** 2 <= BMI[1]:
        errors["weight"] = words("asked.no-such-body")
        return None
    return Size(height_cm=height, mass_kg=mass, sex=sex)


def _number(text: str) -> float | None:
    text = text.strip().replace(",", ".")
    if len(text) > LONGEST:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
