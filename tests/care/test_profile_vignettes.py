"""The vignettes' mechanism column: which idea fits, and which one leads the programme."""

from typing import Any

import pytest

from loadshare.care.conditions import FactValue
from loadshare.care.profile import Fit
from tests.support.profiles import (
    BR,
    EARLY,
    IR,
    LITTLE,
    M1,
    M2,
    M3,
    NOT,
    SLS,
    F,
    P,
    fit_of,
    internal,
    profile_of,
    side_bridge,
    sides,
)

VIGNETTES: list[tuple[str, dict[str, FactValue], dict[str, Any], set[str], dict[str, Fit], set[str]]] = [
    (
        "V01",
        {
            "age": 38,
            "sex": "female",
            "duration-weeks": 22,
            "sitting-hours": 9,
            "breaks-often": "rarely",
            "stiff-after-sitting": "yes",
            "trouble-socks-car": "yes",
        },
        internal(22, 24) | side_bridge(50, 48),
        set(),
        {M2: F, M3: LITTLE, M1: NOT},
        {M2},
    ),
    (
        "V02",
        {
            "age": 45,
            "sex": "male",
            "duration-weeks": 30,
            "worse-standing-one-leg": "yes",
            "one-side-harder": "yes",
        },
        side_bridge(24, 15) | {SLS: {"time": sides(45, 44)}},
        set(),
        {M3: F, M2: LITTLE, M1: LITTLE},
        {M3},
    ),
    (
        "V04",
        {"age": 52, "sex": "female", "duration-weeks": 60, "sitting-hours": 5, "breaks-often": "sometimes"}
        | dict.fromkeys(
            (
                "worse-impact",
                "stiff-after-sitting",
                "stiff-after-walking",
                "trouble-socks-car",
                "tender-buttock",
                "hips-tight-turning",
                "one-side-harder",
                "worse-standing-one-leg",
                "sways-or-leans",
            ),
            "no",
        )
        | {"pain-side": "middle"},
        internal(32, 33)
        | side_bridge(40, 41)
        | {SLS: {"time": sides(40, 41)}, "chair-stands": {"count": 22}, BR: {"time": sides(40, 41)}},
        set(),
        {M1: LITTLE, M2: LITTLE, M3: LITTLE},
        set(),
    ),
    (
        "V05",
        {"age": 29, "sex": "male", "duration-weeks": 30, "sitting-hours": 9, "hips-tight-turning": "yes"},
        internal(40, 41) | side_bridge(70, 68) | {"modified-thomas": {"thigh": sides("level", "level")}},
        set(),
        {M2: P, M3: LITTLE, M1: NOT},
        set(),
    ),
    (
        "V07",
        {
            "age": 31,
            "sex": "female",
            "duration-weeks": 8,
            "pain-places": ("pelvic-dimples",),
            "pelvic-girdle-turning": "yes",
        },
        {},
        set(),
        {M3: P, M1: NOT, M2: NOT},
        {M3},
    ),
    (
        "V08",
        {"age": 34, "sex": "female", "duration-weeks": 30, "pain-side": "left", "pain-places": ("low-back",)},
        side_bridge(12, 22, "knees"),
        set(),
        {M3: F, M2: LITTLE},
        {M3},
    ),
    (
        "V10",
        {
            "age": 41,
            "sex": "female",
            "duration-weeks": 20,
            "worse-standing-one-leg": "yes",
            "tender-buttock": "yes",
        },
        side_bridge(20, 21) | {SLS: {"time": sides(45, 45), "outer-hip-pain": "no"}},
        set(),
        {M3: F, M2: LITTLE},
        {M3},
    ),
    (
        "V11",
        {"age": 23, "sex": "male", "duration-weeks": 2, "stiff-after-sitting": "yes", "worse-impact": "yes"},
        {},
        set(),
        {M1: EARLY, M2: EARLY, M3: EARLY},
        set(),
    ),
    (
        "V15",
        {"age": 70, "sex": "male", "duration-weeks": 40},
        internal(24, 24) | {SLS: {"time": sides(4, 5)}, "chair-stands": {"count": 10}},
        set(),
        {M1: P, M3: P, M2: LITTLE},
        {M1, M3},
    ),
    (
        "V16",
        {"age": 26, "sex": "female", "duration-weeks": 20, "sways-or-leans": "yes"},
        internal(55, 54) | side_bridge(18, 30),
        set(),
        {M3: F, M2: LITTLE},
        {M3},
    ),
    (
        "V17",
        {
            "age": 50,
            "sex": "male",
            "duration-weeks": 20,
            "hips-tight-turning": "yes",
            "stiff-after-sitting": "yes",
        },
        internal(21, 23),
        set(),
        {M2: F},
        {M2},
    ),
    (
        "V20",
        {
            "age": 44,
            "sex": "female",
            "duration-weeks": 3,
            "pain-side": "left",
            "pain-places": ("below-knee",),
        },
        {},
        {"radicular"},
        {M1: EARLY, M2: EARLY, M3: EARLY},
        set(),
    ),
    (
        "V23",
        {
            "age": 56,
            "sex": "female",
            "duration-weeks": 5,
            "worse-standing-one-leg": "yes",
            "tender-buttock": "yes",
            "pain-side": "right",
            "pain-places": ("outer-hip",),
        },
        {SLS: {"time": sides(12, 40), "outer-hip-pain": "yes", "stopped-by-pain": "yes"}},
        {"gluteal-tendinopathy"},
        {M3: EARLY, M2: EARLY, M1: EARLY},
        set(),
    ),
    (
        "V25",
        {"age": 72, "sex": "male", "duration-weeks": 52, "worse-impact": "yes"},
        {},
        {"stenosis"},
        {M1: P, M2: NOT},
        set(),
    ),
    (
        "V27",
        {
            "age": 60,
            "sex": "female",
            "duration-weeks": 30,
            "trouble-socks-car": "yes",
            "pain-places": ("groin",),
        },
        {IR: {"internal": sides(10, 29), "pain": 5}},
        {"hip-osteoarthritis"},
        {M2: F},
        set(),
    ),
]


@pytest.mark.parametrize(
    ("answers", "tests", "look_alikes", "fits", "lead"),
    [pytest.param(*row[1:], id=row[0]) for row in VIGNETTES],
)
def test_vignette(
    answers: dict[str, FactValue],
    tests: dict[str, Any],
    look_alikes: set[str],
    fits: dict[str, Fit],
    lead: set[str],
) -> None:
    profile = profile_of(answers, tests, look_alikes=frozenset(look_alikes))
    assert {name: fit_of(profile, name).fit for name in fits} == fits
    assert set(profile.lead) == lead
