"""Everyday tasks as families of poses: what is given, what is left free, and how the free part is chosen."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from loadshare.body.frame import Pull
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.marks import Mark
from loadshare.body.person import BodyError, check_number
from loadshare.body.postures import LIGHT_N, LIMITS_DEG, Pose, Support, points

UPPER_ARM_M, FOREARM_M = 0.29, 0.33  # of the reference body: shoulder to elbow, elbow to the held load
MOMENT = "phase_pct"
SPINE_TO_PELVIS = 0.41  # turn of the spine for each degree the pelvis turns, feet still (`taniguchi-2017`)
SOLE = ("heel", "first-metatarsal", "fifth-metatarsal")
BOTH_FEET = points(SOLE)
FEET_M = {"heel": (-0.189, 0.085), "first-metatarsal": (-0.010, 0.058)}
"""Where the feet of somebody who stands are: ahead of the body's middle and to the side, reference body."""


@dataclass(frozen=True)
class Setting:
    """One number of a task: its default and allowed range."""

    default: float
    low: float
    high: float
    unit: str


@dataclass(frozen=True)
class FreeScalar:
    """What a task leaves free: the scalar's name, the values tried, and the rule.

    `effort`: least effort plus strain of passive tissue, for the person as they are. `habit`: the healthy
    choice is kept for as long as the posture can be held, then the least change that can. `usual`: what was
    measured in people is kept by whoever lost no hip range here; others change it by effort plus strain.

    Attributes:
        usual: what was measured, for the rule `usual`.
        usual_part: what was measured as a part of a setting, and the setting's name; added to `usual`.
        moments: percent of a stride over which the cost is a mean; none where the task is one moment.
    """

    name: str
    values: tuple[float, ...]
    rule: str = "effort"
    usual: float = 0.0
    usual_part: tuple[float, str] = (0.0, "")
    moments: tuple[float, ...] = ()


@dataclass(frozen=True)
class TaskKind:
    """A kind of task: settings, the free scalar and the pose for given numbers."""

    settings: Mapping[str, Setting]
    build: Callable[[Mapping[str, float], str, float], Pose]
    choice: FreeScalar | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """One task to solve, for example `Task(name="bend", settings={"trunk_deg": 60})`.

    Attributes:
        name: a key of `TASKS`.
        settings: numbers of that task; missing ones take the default.
        side: the standing, stepping or turning side, `right` or `left`.
        fixed: a value for what the task leaves free (degrees), or None to let the body choose.

    Raises:
        BodyError: unknown task or setting, or a number outside its range.
    """

    name: str
    settings: Mapping[str, float] = field(default_factory=dict)
    side: str = "right"
    fixed: float | None = None

    def __post_init__(self) -> None:
        if self.name not in TASKS:
            raise BodyError(f"unknown task {self.name!r}; known: {', '.join(TASKS)}")
        if self.side not in ("right", "left"):
            raise BodyError(f"side {self.side!r} is not supported; use right or left")
        kind = TASKS[self.name]
        for name, value in self.settings.items():
            if name not in kind.settings:
                known = ", ".join(kind.settings) or "none"
                raise BodyError(f"task {self.name} has no setting {name!r}; known: {known}")
            s = kind.settings[name]
            check_number(name, value, s.low, s.high, f" {s.unit}")
        if self.fixed is not None:
            if kind.choice is None:
                raise BodyError(f"task {self.name} leaves nothing free, so nothing can be fixed")
            check_number(kind.choice.name, self.fixed, *LIMITS_DEG[kind.choice.name], " deg")

    @property
    def kind(self) -> TaskKind:
        """The kind of task this is."""
        return TASKS[self.name]

    @property
    def numbers(self) -> dict[str, float]:
        """Every setting with its value."""
        return {name: float(self.settings.get(name, s.default)) for name, s in self.kind.settings.items()}

    def pose(self, free: float = 0.0) -> Pose:
        """The pose for one value of the free scalar."""
        return self.kind.build(self.numbers, self.side[0], free)

    @property
    def usual(self) -> float:
        """What people were measured to do with the part that is left free."""
        choice = self.kind.choice
        if choice is None:
            return 0.0
        part, of = choice.usual_part
        return choice.usual + (part * self.numbers[of] if of else 0.0)

    @property
    def key(self) -> tuple[object, ...]:
        """Identity of the task's posture family."""
        return self.name, self.side, tuple(sorted(self.numbers.items()))


def _floor(names: tuple[str, ...]) -> tuple[Support, ...]:
    return tuple(Support(n) for n in names)


def _carried(load_kg: float) -> tuple[Pull, ...]:
    """A load held in both hands, as its weight."""
    half = (0.0, -0.5 * load_kg * GRAVITY_MS2, 0.0)
    return tuple(Pull(p, half) for p in points(("hand",))) if load_kg else ()


def _stand(n: Mapping[str, float], side: str, free: float) -> Pose:
    del side, free
    return Pose(
        {},
        _floor(BOTH_FEET),
        adjust=("hip-flexion", "ankle-dorsiflexion"),
        balance_on=BOTH_FEET,
        pulls=_carried(n["load_kg"]),
    )


def _hold(n: Mapping[str, float], side: str, free: float) -> Pose:
    """Stand with a load in front of the belly, the hands as low as hanging elbows."""
    del side, free
    reach = n["reach_m"]
    far = math.hypot(reach, UPPER_ARM_M)
    at_shoulder = math.acos((UPPER_ARM_M**2 + far**2 - FOREARM_M**2) / (2.0 * UPPER_ARM_M * far))
    at_elbow = math.acos((UPPER_ARM_M**2 + FOREARM_M**2 - far**2) / (2.0 * UPPER_ARM_M * FOREARM_M))
    return Pose(
        {
            "shoulder-flexion": math.degrees(math.atan2(reach, UPPER_ARM_M) - at_shoulder),
            "elbow-flexion": 180.0 - math.degrees(at_elbow),
        },
        _floor(BOTH_FEET),
        adjust=("hip-flexion", "ankle-dorsiflexion"),
        balance_on=BOTH_FEET,
        pulls=_carried(n["load_kg"]),
    )


def _bend(n: Mapping[str, float], side: str, lumbar: float) -> Pose:
    del side
    trunk, knee = n["trunk_deg"], n["knee_deg"]
    return Pose(
        {
            "pelvis-tilt": trunk - lumbar,
            "lumbar-flexion": lumbar,
            "hip-flexion": min(trunk - lumbar + 0.5 * knee, 130.0),
            "knee-flexion": knee,
            "ankle-dorsiflexion": 0.3 * knee,
            "shoulder-flexion": trunk,
        },
        _floor(BOTH_FEET),
        adjust=("hip-flexion", "ankle-dorsiflexion"),
        balance_on=BOTH_FEET,
        pulls=_carried(n.get("load_kg", 0.0)),
    )


def _sit(n: Mapping[str, float], side: str, lumbar: float) -> Pose:
    del side
    trunk = n["trunk_deg"]
    tilt = trunk - lumbar
    return Pose(
        {
            "pelvis-tilt": tilt,
            "lumbar-flexion": lumbar,
            "hip-flexion": 90.0 + tilt,
            "knee-flexion": 90.0,
            "shoulder-flexion": max(trunk, 0.0) + 20.0,
            "elbow-flexion": 40.0,
        },
        _floor(BOTH_FEET) + tuple(Support(p, offset_m=None) for p in points(("sit-bone", "thigh-back"))),
    )


def _rise(n: Mapping[str, float], side: str, lumbar: float) -> Pose:
    del side
    trunk = n["trunk_deg"]
    return Pose(
        {
            "pelvis-tilt": trunk - lumbar,
            "lumbar-flexion": lumbar,
            "hip-flexion": 70.0 + trunk - lumbar,
            "knee-flexion": n["knee_deg"],
            "ankle-dorsiflexion": 20.0,
            "shoulder-flexion": trunk + 40.0,
        },
        _floor(BOTH_FEET),
        adjust=("hip-flexion", "ankle-dorsiflexion"),
        balance_on=BOTH_FEET,
    )


def _one_leg_pose(
    side: str, angles: dict[str, float], gravity_g: tuple[float, float, float] = (0.0, -1.0, 0.0)
) -> Pose:
    """A pose on one foot; angles use `stance` and `swing` for the sides and lean towards the stance leg."""
    other = "l" if side == "r" else "r"
    sign = 1.0 if side == "r" else -1.0
    named = {}
    for name, value in angles.items():
        turned = (
            value * sign if name in ("pelvis-list", "pelvis-turn", "lumbar-bend", "lumbar-turn") else value
        )
        named[name.replace("stance", side).replace("swing", other)] = turned
    sole = tuple(f"{p}-{side}" for p in SOLE)
    joints = ("hip-adduction", "subtalar-inversion", "ankle-dorsiflexion", "hip-flexion")
    gx, gy, gz = gravity_g
    return Pose(
        named,
        _floor(sole),
        adjust=tuple(f"{j}-{side}" for j in joints),
        balance_on=sole,
        gravity_g=(gx, gy, gz * sign),
    )


def _single_leg(n: Mapping[str, float], side: str, lean: float) -> Pose:
    return _one_leg_pose(
        side,
        {
            "pelvis-list": -n["drop_deg"],
            "lumbar-bend": min(lean + n["drop_deg"], LIMITS_DEG["lumbar-bend"][1]),
            "hip-flexion-swing": 30.0,
            "knee-flexion-swing": 60.0,
        },
    )


# Joint angles and ground force of level walking at the two force peaks (rounded from the textbook curves of
# Winter and of Perry, `winter-1991`, unread). Gravity is tilted and scaled to the ground force.
_WALK: dict[int, tuple[dict[str, float], tuple[float, float, float]]] = {
    17: (
        {
            "hip-flexion-stance": 22.0,
            "knee-flexion-stance": 18.0,
            "ankle-dorsiflexion-stance": 5.0,
            "hip-flexion-swing": 5.0,
            "knee-flexion-swing": 58.0,
        },
        (0.12, -1.08, 0.05),
    ),
    50: (
        {
            "hip-flexion-stance": -10.0,
            "knee-flexion-stance": 5.0,
            "ankle-dorsiflexion-stance": 10.0,
            "hip-flexion-swing": 30.0,
            "knee-flexion-swing": 10.0,
        },
        (-0.15, -1.1, 0.05),
    ),
}


def _walk(n: Mapping[str, float], side: str, free: float) -> Pose:
    del free
    angles, gravity = _WALK[17 if n["phase_pct"] < 33 else 50]
    return _one_leg_pose(side, angles, gravity)


def _stride(n: Mapping[str, float], side: str, free: float) -> Pose:
    """A moment of the measured stride; it begins with the heel of `side`."""
    del free
    return Pose({}, (), walking=(n["phase_pct"], side))


def _push_off(n: Mapping[str, float], side: str, tilt: float) -> Pose:
    """A moment of the measured stride with the pelvis tilted further forward and the low back arched by as
    much: legs and chest go as they went."""
    return Pose({}, (), walking=(n[MOMENT], side), walking_tilt_deg=tilt)


def _stand_upright(n: Mapping[str, float], side: str, lumbar: float) -> Pose:
    """Stand with the chest upright, the pelvis tilted as far as the low back arches."""
    del side
    return Pose(
        {
            "pelvis-tilt": -lumbar,
            "lumbar-flexion": lumbar,
            "hip-flexion": 0.5 * n["knee_deg"] - lumbar,
            "knee-flexion": n["knee_deg"],
            "ankle-dorsiflexion": 0.5 * n["knee_deg"],
        },
        _floor(BOTH_FEET),
        adjust=("hip-flexion", "ankle-dorsiflexion"),
        balance_on=BOTH_FEET,
    )


def _stair(n: Mapping[str, float], side: str, free: float) -> Pose:
    del free
    knee = 25.0 + 170.0 * n["step_m"]
    angles = {
        "pelvis-tilt": 12.0,
        "lumbar-flexion": 8.0,
        "hip-flexion-stance": knee,
        "knee-flexion-stance": knee,
        "ankle-dorsiflexion-stance": 15.0,
        "hip-flexion-swing": 10.0,
        "knee-flexion-swing": 50.0,
    }
    return _one_leg_pose(side, angles, (0.0, -1.1, 0.05))


def _turn(n: Mapping[str, float], side: str, hips: float) -> Pose:
    """Turn the chest over still feet: part of it in the low back, part in both hips."""
    sign = -1.0 if side == "r" else 1.0  # positive turns to the left
    turn = n["turn_deg"]
    out, into = ("r", "l") if side == "r" else ("l", "r")
    return Pose(
        {
            "pelvis-turn": sign * hips,
            "lumbar-turn": sign * (turn - hips),
            f"hip-rotation-{out}": hips,
            f"hip-rotation-{into}": -hips,
        },
        _floor(BOTH_FEET),
        adjust=("hip-flexion", "hip-adduction", "hip-rotation", "ankle-dorsiflexion", "subtalar-inversion"),
        balance_on=BOTH_FEET,
        marks=tuple(
            Mark(f"{point}-{foot}", (ahead_m, None, aside_m if foot == "r" else -aside_m))
            for point, (ahead_m, aside_m) in FEET_M.items()
            for foot in "rl"
        ),
    )


def _slouch(n: Mapping[str, float], side: str, lumbar: float) -> Pose:
    """Sit leaning back on a backrest, the low back rounded."""
    del side
    tilt = -n["recline_deg"] - lumbar
    return Pose(
        {
            "pelvis-tilt": tilt,
            "lumbar-flexion": lumbar,
            "hip-flexion": 90.0 + tilt,
            "knee-flexion": 90.0,
            "elbow-flexion": 60.0,
        },
        _floor(BOTH_FEET)
        + tuple(Support(p, offset_m=None) for p in points(("sit-bone", "thigh-back")))
        + tuple(Support(p, (1.0, 0.0, 0.0), None) for p in points(("shoulder-blade",))),
    )


def _lie(base: str, names: tuple[str, ...], angles: Mapping[str, float]) -> Pose:
    return Pose(angles, tuple(Support(p, offset_m=None) for p in names), base=base)


def _lie_prone(n: Mapping[str, float], side: str, free: float) -> Pose:
    del n, side, free
    names = ("thigh-front", "pelvis-front", "chest-front", "head-front", "foot-top", "knee")
    return _lie("prone", points(names), {})


def _lie_on_side(n: Mapping[str, float], side: str, free: float) -> Pose:
    del n, free
    other = "l" if side == "r" else "r"
    under = (
        "trochanter",
        "pelvis-side",
        "rib-side",
        "shoulder-side",
        "head-side",
        "knee-outside",
        "ankle-outside",
    )
    resting = ("knee-inside", "ankle-inside")
    names = tuple(f"{p}-{side}" for p in under) + tuple(f"{p}-{other}" for p in resting)
    base = "on-right-side" if side == "r" else "on-left-side"
    angles = {"hip-flexion": 40.0, "knee-flexion": 60.0, "shoulder-flexion": 30.0, "elbow-flexion": 90.0}
    pose = _lie(base, names, angles)
    arms = tuple(Support(p, offset_m=None, limit_n=LIGHT_N) for p in points(("elbow", "hand")))
    return replace(pose, supports=pose.supports + arms)


def _steps(low: int, high: int, step: int) -> tuple[float, ...]:
    return tuple(float(v) for v in range(low, high + 1, step))


_LUMBAR = FreeScalar("lumbar-flexion", _steps(-4, 50, 3))
_LOAD = Setting(10.0, 0.0, 50.0, "kg")

TASKS: dict[str, TaskKind] = {
    "stand": TaskKind({"load_kg": Setting(0.0, 0.0, 50.0, "kg")}, _stand),
    "hold": TaskKind(
        {"load_kg": _LOAD, "reach_m": Setting(0.3, 0.15, 0.5, "m")},
        _hold,
    ),
    "bend": TaskKind(
        {
            "trunk_deg": Setting(60.0, 5.0, 120.0, "deg"),
            "knee_deg": Setting(0.0, 0.0, 100.0, "deg"),
        },
        _bend,
        _LUMBAR,
    ),
    "lift": TaskKind(
        {
            "trunk_deg": Setting(50.0, 5.0, 120.0, "deg"),
            "knee_deg": Setting(0.0, 0.0, 100.0, "deg"),
            "load_kg": _LOAD,
        },
        _bend,
        _LUMBAR,
    ),
    "sit": TaskKind(
        {"trunk_deg": Setting(0.0, -15.0, 45.0, "deg")},
        _sit,
        FreeScalar("lumbar-flexion", _steps(-10, 50, 3)),
    ),
    "slouch": TaskKind(
        {"recline_deg": Setting(20.0, 5.0, 45.0, "deg")},
        _slouch,
        FreeScalar("lumbar-flexion", _steps(-10, 40, 5)),
    ),
    "lie-prone": TaskKind({}, _lie_prone),
    "lie-on-side": TaskKind({}, _lie_on_side),
    "sit-to-stand": TaskKind(
        {
            "trunk_deg": Setting(45.0, 15.0, 70.0, "deg"),
            "knee_deg": Setting(90.0, 60.0, 110.0, "deg"),
        },
        _rise,
        _LUMBAR,
    ),
    "single-leg-stance": TaskKind(
        {"drop_deg": Setting(0.0, -10.0, 20.0, "deg")},
        _single_leg,
        FreeScalar("lumbar-bend", _steps(-4, 24, 2), rule="habit"),
    ),
    "walk": TaskKind(
        {"phase_pct": Setting(17.0, 17.0, 50.0, "%")},
        _walk,
    ),
    "stride": TaskKind(
        {"phase_pct": Setting(17.0, 0.0, 100.0, "%")},
        _stride,
    ),
    "push-off": TaskKind(
        {MOMENT: Setting(50.0, 0.0, 100.0, "%")},
        _push_off,
        # half a stride, from late stance on: within half a degree of what 25 moments choose
        FreeScalar("pelvis-tilt", _steps(-8, 24, 4), rule="usual", moments=(32.0, 44.0, 57.0, 69.0)),
    ),
    "stand-upright": TaskKind(
        {"knee_deg": Setting(0.0, 0.0, 40.0, "deg")},
        _stand_upright,
        FreeScalar("lumbar-flexion", _steps(-18, 6, 2), rule="usual"),
    ),
    "stair": TaskKind(
        {"step_m": Setting(0.17, 0.05, 0.4, "m")},
        _stair,
    ),
    "turn": TaskKind(
        {"turn_deg": Setting(30.0, 5.0, 60.0, "deg")},
        _turn,
        FreeScalar(
            "hip-rotation",
            _steps(0, 54, 3),
            rule="usual",
            usual_part=(1.0 / (1.0 + SPINE_TO_PELVIS), "turn_deg"),
        ),
    ),
}
