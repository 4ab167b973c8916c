"""Short ways to write a person's answers and test results, and the profile they give."""

from collections.abc import Mapping
from typing import Any

from loadshare.care.answers import Answers
from loadshare.care.conditions import FactValue
from loadshare.care.facts import facts_of
from loadshare.care.profile import Fit, MechanismFit, Profile, build_profile
from loadshare.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
M1, M2, M3 = "shock-absorption", "hip-movement", "pelvic-control"

F, P, LITTLE, EARLY, NOT = Fit.FITS_WELL, Fit.PARTLY, Fit.LITTLE_SIGN, Fit.TOO_EARLY, Fit.NOT_ASKED


def sides(left: float | str, right: float | str) -> dict[str, float | str]:
    return {"left": left, "right": right}


def facts_for(
    answers: Mapping[str, FactValue], tests: Mapping[str, Any] | None = None
) -> dict[str, FactValue]:
    """Answers as facts, and test results through the real reading of them."""
    measured = facts_of(answers=Answers(tests=tests or {}), knowledge=KNOWLEDGE)
    return {**measured, **answers}


def profile_of(
    answers: Mapping[str, FactValue],
    tests: Mapping[str, Any] | None = None,
    *,
    look_alikes: frozenset[str] = frozenset(),
    filters: frozenset[str] = frozenset(),
) -> Profile:
    return build_profile(
        facts=facts_for(answers, tests), filters=filters, look_alikes=look_alikes, knowledge=KNOWLEDGE
    )


def fit_of(profile: Profile, mechanism: str) -> MechanismFit:
    return next(fit for fit in profile.fits if fit.mechanism == mechanism)


IR, SB, SLS, BR = "hip-rotation", "side-bridge", "single-leg-stance", "one-leg-bridge"


def internal(left: float, right: float) -> dict[str, Any]:
    return {IR: {"internal": sides(left, right)}}


def side_bridge(left: float, right: float, version: str | None = None) -> dict[str, Any]:
    values: dict[str, Any] = {"time": sides(left, right)}
    return {SB: values | ({"version": version} if version else {})}
