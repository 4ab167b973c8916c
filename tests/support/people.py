"""People to build programmes for: short ways to write one, and every kind of them for property tests."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.vendor import pretty

from loadshare.care.case import Case
from loadshare.care.check import ActiveFilter, CheckResult, LookAlikeMatch
from loadshare.care.conditions import FactValue
from loadshare.care.preferences import preferences_from
from loadshare.care.profile import Fit, MechanismFit, PointResult, Profile
from loadshare.care.programme import Programme, build_programme
from loadshare.care.programme_types import Preferences
from loadshare.care.safety import SafetyResult
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.exercise import Equipment, Position
from loadshare.knowledge.safety import Level, PlanPermission

KNOWLEDGE = load_knowledge()
pretty.for_type_by_name("loadshare.care.case", "Case", lambda case, printer, _cycle: printer.text(repr(case)))
"""A failing example prints the person, not the whole library."""
MONDAY = dt.date(2026, 11, 23)
EVERYTHING = tuple(piece.value for piece in Equipment)
PLAIN: Mapping[str, FactValue] = {
    "age": 40,
    "sitting-hours": 7,
    "days-per-week": 5,
    "session-minutes": "15",
    "positions": ("floor", "chair", "standing"),
    "equipment": ("massage-ball", "foam-roller", "loop-band"),
    "activity-level": "some",
    "goal": "walk-further",
}

PLANS = {
    Level.CARE: None,
    Level.CARE_CHANGED: PlanPermission.ADAPTED,
    Level.DAYS: PlanPermission.RESTRICTED,
    Level.SAME_DAY: PlanPermission.NONE,
    Level.EMERGENCY: PlanPermission.NONE,
}


def check_of(
    *leads: str,
    filters: tuple[str, ...] = (),
    look_alikes: tuple[str, ...] = (),
    level: Level = Level.CARE,
    plan: PlanPermission | None = None,
) -> CheckResult:
    """The result of a check, put together by hand; look-alikes bring their own filters."""
    because: dict[str, list[str]] = {name: [f"answer-{name}"] for name in filters}
    for name in look_alikes:
        for switched_on in KNOWLEDGE.look_alikes[name].filters:
            because.setdefault(switched_on, []).append(name)
    return CheckResult(
        rules_version=KNOWLEDGE.rules_version,
        safety=SafetyResult(level=level, reasons=(), plan=plan or PLANS[level]),
        profile=Profile(fits=tuple(_fit(name, name in leads) for name in KNOWLEDGE.mechanisms), lead=leads),
        look_alikes=tuple(_match(name) for name in look_alikes),
        filters=tuple(ActiveFilter(filter=name, because=tuple(why)) for name, why in because.items()),
        incomplete_tests=(),
    )


def case_of(check: CheckResult | None = None, **facts: Any) -> Case:
    """A person with plain facts, some of them changed; names with dots or dashes come in `facts`."""
    known = {**PLAIN, **{name.replace("_", "-"): value for name, value in facts.items()}}
    return Case(
        check=check or check_of(),
        preferences=preferences_from(facts=known),
        facts=known,
        knowledge=KNOWLEDGE,
    )


def programme_for(case: Case, **options: Any) -> Programme:
    return build_programme(
        check=case.check,
        preferences=case.preferences,
        facts=case.facts,
        knowledge=case.knowledge,
        unlocked=case.unlocked,
        **{"starts": MONDAY, **options},
    )


def _fit(mechanism: str, leads: bool) -> MechanismFit:
    points = KNOWLEDGE.mechanisms[mechanism].points[:3] if leads else ()
    return MechanismFit(
        mechanism=mechanism,
        fit=Fit.FITS_WELL if leads else Fit.LITTLE_SIGN,
        score=60 if leads else 0,
        speaks_for=tuple(
            PointResult(point=point.id, weight=point.weight, basis=point.basis, reason=point.says)
            for point in points
        ),
        speaks_against=(),
        capped=False,
        untested=(),
    )


def _match(name: str) -> LookAlikeMatch:
    known = KNOWLEDGE.look_alikes[name]
    return LookAlikeMatch(
        look_alike=name,
        name=known.name,
        certain=True,
        clues=known.clues,
        meaning=known.meaning,
        plan_effect=known.plan_effect,
        replaces_lead=known.replaces_lead,
    )


def _some(values: Any, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(values)), max_size=most, unique=True).map(tuple)


preferences = st.builds(
    Preferences,
    days_per_week=st.integers(2, 7),
    minutes=st.integers(5, 45),
    equipment=st.frozensets(st.sampled_from(Equipment)),
    positions=st.frozensets(st.sampled_from(Position), min_size=1),
    goal=st.sampled_from(("", "walk-further", "sport")),
    sits_hours=st.floats(0, 16),
    beginner=st.booleans(),
    walk_minutes=st.sampled_from((5, 10, 20, 30)),
)

checks = st.builds(
    lambda leads, filters, look_alikes, level: check_of(
        *leads, filters=filters, look_alikes=look_alikes, level=level
    ),
    leads=_some(KNOWLEDGE.mechanisms, 2),
    filters=_some(KNOWLEDGE.filters, 6),
    look_alikes=_some(KNOWLEDGE.look_alikes, 2),
    level=st.sampled_from((Level.CARE, Level.CARE_CHANGED, Level.DAYS)),
)

_degrees = st.integers(0, 70)
facts = st.fixed_dictionaries(
    {"age": st.integers(18, 95)},
    optional={
        "hip-rotation.internal.left": _degrees,
        "hip-rotation.internal.right": _degrees,
        "hip-rotation.internal.lowest": _degrees,
        "side-bridge.time.left": st.integers(0, 120),
        "side-bridge.time.right": st.integers(0, 120),
        "hips-tight-turning": st.sampled_from(("yes", "no", "not-sure")),
        "harder-side": st.sampled_from(("left", "right", "not-sure")),
        "pain-side": st.sampled_from(("left", "right", "both", "middle")),
        "pain-now": st.integers(0, 10),
        "duration-weeks": st.integers(0, 300),
    },
)


def _case(
    check: CheckResult, wishes: Preferences, known: Mapping[str, FactValue], unlocked: tuple[str, ...]
) -> Case:
    return Case(
        check=check, preferences=wishes, facts=known, knowledge=KNOWLEDGE, unlocked=frozenset(unlocked)
    )


people = st.builds(
    _case,
    check=checks,
    wishes=preferences,
    known=facts,
    unlocked=st.sampled_from(((), ("pigeon-pose",), ("soft-landing",))),
)
"""Everybody who may have a programme."""
