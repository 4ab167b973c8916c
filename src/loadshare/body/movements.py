"""Exercises as movements: keyframes of joint angles with what touches the world, read from
`movements/*.toml`.

A support is written `point` or `point@surface`. Points are those of `contacts.csv`, or `sole` and `ball` of
the foot; without a side both sides are meant. Surfaces: `floor` (default), `free` (a firm surface wherever
the body puts it), `light` (free, but it carries little: a resting head or arm), `wall-left`, `wall-right`,
`wall-front`, `wall-back`, `step` (its height is the movement's `step_m`), `near` (drawn there, but nothing is
carried: fingertips above a worktop).

A `hold` says what a hand has hold of: `point` is kept at `shift_m` from the point `on`, in the frame of the
bone that carries `on`. Points named in `slides` may glide over what they rest on; all others stay where they
were put down. `rests` gives a point the height it is drawn at (m), where the equipment does not say it.
On the way back, a foot put down within `returns_m` of where it first stood is put down there. `props` stand
around the body beside the equipment of the exercise.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from loadshare.body import anatomy
from loadshare.body.frame import Pull, Stance
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.loads import Array
from loadshare.body.marks import Mark
from loadshare.body.person import BodyError
from loadshare.body.postures import LIGHT_N, Pose, PoseError, Poser, Support, points, sided

GROUPS = {
    "sole": ("heel", "first-metatarsal", "fifth-metatarsal"),
    "ball": ("first-metatarsal", "fifth-metatarsal", "toe"),
}
_WALLS = {
    "wall-right": (0.0, 0.0, -1.0),
    "wall-left": (0.0, 0.0, 1.0),
    "wall-front": (-1.0, 0.0, 0.0),
    "wall-back": (1.0, 0.0, 0.0),
}
FRAMES = 7  # postures that are enough to draw a movement; one with steps names more
RETURNS_M = 0.25  # in its second half, a foot put down this near to where it first was is put there
TAKE = 0.13  # share of a movement in which a hand takes hold, or lets go
STROKE = 0.4  # share of a movement that a hand takes to get there, and to come back
Spot = tuple[float, float, float]
_HOLDING = ("hand", "ankle-outside")


@dataclass(frozen=True)
class Keyframe:
    """One keyframe: when (0 to 1 of the movement), the angles, and what touches the world from here on."""

    at: float
    angles: Mapping[str, float]
    supports: tuple[str, ...]
    balance: tuple[str, ...]


@dataclass(frozen=True)
class Hold:
    """A hand on the body: `point` stays `shift_m` from the point `on`, between two moments (0 to 1).

    `there_m` is where a hand that strokes is half-way through the movement.
    """

    point: str
    on: str
    shift_m: Spot
    there_m: Spot
    start: float
    end: float

    def mark(self, at: float) -> Mark:
        """Where the point belongs at a time from 0 to 1."""
        share = _eased(min(1.0, min(at, 1.0 - at) / STROKE))
        x, y, z = (a + share * (b - a) for a, b in zip(self.shift_m, self.there_m, strict=True))
        before = 1.0 if self.start == 0.0 else (at - self.start) / TAKE
        after = 1.0 if self.end == 1.0 else (self.end - at) / TAKE
        taken = _eased(max(0.0, min(1.0, before, after)))
        return Mark(self.point, (x, y, z), on=self.on, reaches=True, share=taken)


@dataclass(frozen=True)
class Movement:
    """One exercise as a movement of `seconds` seconds; `hard` is the moment that asks most, 0 to 1."""

    exercise: str
    code: str
    seconds: float
    base: str
    adjust: tuple[str, ...]
    free_pelvis: bool
    step_m: float
    hard: float
    keys: tuple[Keyframe, ...]
    pulls: tuple[Pull, ...]
    holds: tuple[Hold, ...]
    slides: tuple[str, ...]
    returns_m: float
    frames: int
    rests: Mapping[str, float]
    props: tuple[str, ...]
    note: str

    def pose(self, at: float) -> Pose:
        """The wanted pose at a time from 0 to 1: angles ease from key to key, supports switch at the keys."""
        if not 0.0 <= at <= 1.0:
            raise BodyError(f"time {at:g} of a movement is outside 0 to 1")
        after = next((i for i, k in enumerate(self.keys) if k.at >= at), len(self.keys) - 1)
        before = max(after - 1, 0)
        a, b = self.keys[before], self.keys[after]
        part = 0.0 if b.at == a.at else (at - a.at) / (b.at - a.at)
        ease = _eased(part)
        start, end = sided(a.angles), sided(b.angles)
        names = dict.fromkeys([*start, *end])
        angles = {n: start.get(n, 0.0) * (1 - ease) + end.get(n, 0.0) * ease for n in names}
        weights = _balance(a.balance, b.balance, ease)
        current = b if at >= b.at else a
        held = [h for h in self.holds if h.start <= at <= h.end]
        return Pose(
            angles,
            self._supports(current.supports),
            base=self.base,
            adjust=self.adjust,
            marks=tuple(h.mark(at) for h in held),
            balance_on=tuple(weights),
            balance_weights=tuple(weights.values()),
            pulls=self.pulls,
            free_pelvis=self.free_pelvis,
        )

    @property
    def comes_back(self) -> bool:
        """Whether it ends in the posture it began with."""
        return self.keys[0].angles == self.keys[-1].angles

    def near(self, at: float) -> tuple[str, ...]:
        """Points that are drawn at something without resting on it."""
        key = [k for k in self.keys if k.at <= at][-1]
        return tuple(p for text in key.supports if text.endswith("@near") for p in _points(text[:-5]))

    def _supports(self, names: tuple[str, ...]) -> tuple[Support, ...]:
        out = []
        for text in names:
            name, _, surface = text.partition("@")
            if surface == "near":
                continue
            for point in _points(name):
                if surface in _WALLS:
                    out.append(Support(point, _WALLS[surface], None))
                elif surface in ("free", "light"):
                    limit = LIGHT_N if surface == "light" else np.inf
                    out.append(Support(point, offset_m=None, limit_n=limit))
                else:
                    out.append(Support(point, offset_m=self.step_m if surface == "step" else 0.0))
        return tuple(out)

    def stances(self, poser: Poser, count: int) -> list[Stance]:
        """`count` postures over the movement, each settled on its supports near the one before."""
        out: list[Stance] = []
        start: Array | None = None
        for at in np.linspace(0.0, 1.0, count):
            stance = poser.pose(self.pose(float(at)), start)
            start = stance.qpos
            out.append(stance)
        return out


def _eased(share: float) -> float:
    return share * share * (3.0 - 2.0 * share)


def _balance(start: tuple[str, ...], end: tuple[str, ...], ease: float) -> dict[str, float]:
    """Where the centre of mass should be on its way from one base to the next: weights of contact points."""
    out: dict[str, float] = {}
    if not start and ease < 1.0:
        return out
    parts = ((start, 1.0 - ease), (end, ease)) if start and end else ((start or end, 1.0),)
    for names, part in parts:
        base = [p for name in names for p in _points(name)]
        for point in base:
            out[point] = out.get(point, 0.0) + part / len(base)
    return {point: weight for point, weight in out.items() if weight > 0.0}


def _points(name: str) -> tuple[str, ...]:
    stem, side = (name[:-2], name[-2:]) if name.endswith(("-r", "-l")) else (name, "")
    return points(tuple(n + side for n in GROUPS.get(stem, (stem,))))


def movement_ids() -> tuple[str, ...]:
    """Exercises that have a movement, sorted."""
    folder = files(__package__).joinpath("movements")
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def read_movement(exercise: str) -> Movement:
    """The movement of one exercise.

    Raises:
        BodyError: no such exercise, or a file that names an unknown angle, point or surface.
    """
    if exercise not in movement_ids():
        raise BodyError(f"unknown exercise {exercise!r}; known: {', '.join(movement_ids())}")
    text = files(__package__).joinpath("movements", f"{exercise}.toml").read_text(encoding="utf-8")
    return _parse(exercise, tomllib.loads(text))


def _parse(exercise: str, raw: dict[str, Any]) -> Movement:
    supports = tuple(raw["supports"])
    balance = tuple(raw.get("balance", ()))
    keys = tuple(
        Keyframe(
            float(k["at"]),
            {name: float(v) for name, v in k["angles"].items()},
            tuple(k.get("supports", supports)),
            tuple(k.get("balance", balance)),
        )
        for k in raw["key"]
    )
    movement = Movement(
        exercise=exercise,
        code=raw["code"],
        seconds=float(raw["seconds"]),
        base=raw["base"],
        adjust=tuple(raw.get("adjust", ())),
        free_pelvis=bool(raw.get("free_pelvis", False)),
        step_m=float(raw.get("step_m", 0.0)),
        hard=float(raw.get("hard", 0.5)),
        keys=keys,
        pulls=tuple(_pull(p) for p in raw.get("pull", ())),
        holds=tuple(_hold(h) for h in raw.get("hold", ())),
        slides=tuple(raw.get("slides", ())),
        returns_m=float(raw.get("returns_m", RETURNS_M)),
        frames=int(raw.get("frames", FRAMES)),
        rests={point: float(height) for point, height in raw.get("rests", {}).items()},
        props=tuple(raw.get("props", ())),
        note=raw.get("note", ""),
    )
    _check(movement)
    return movement


def _pull(raw: dict[str, Any]) -> Pull:
    if "towards" in raw:
        return Pull(raw["point"], towards=raw["towards"], tension_n=float(raw["newton"]))
    if "load_kg" in raw:
        return Pull(raw["point"], (0.0, -float(raw["load_kg"]) * GRAVITY_MS2, 0.0))
    x, y, z = raw["force_n"]
    return Pull(raw["point"], (float(x), float(y), float(z)))


def _hold(raw: dict[str, Any]) -> Hold:
    shift = _spot(raw.get("shift_m", (0.0, 0.0, 0.0)))
    there = _spot(raw.get("there_m", shift))
    return Hold(raw["point"], raw["on"], shift, there, float(raw.get("from", 0.0)), float(raw.get("to", 1.0)))


def _spot(values: Sequence[float]) -> Spot:
    x, y, z = values
    return float(x), float(y), float(z)


def _check(movement: Movement) -> None:
    known = anatomy.read_contacts()
    times = [k.at for k in movement.keys]
    if times != sorted(times) or times[0] != 0.0 or times[-1] != 1.0:
        raise BodyError(f"{movement.exercise}: keys must rise from 0 to 1, not {times}")
    for key in movement.keys:
        try:
            sided(key.angles)
        except PoseError as error:
            raise BodyError(f"{movement.exercise} at {key.at:g}: {error}") from error
        for text in (*key.supports, *key.balance):
            name, _, surface = text.partition("@")
            if surface not in ("", "floor", "free", "light", "near", "step", *_WALLS):
                raise BodyError(f"{movement.exercise}: unknown surface {surface!r}")
            for point in _points(name):
                if point[:-2] not in known:
                    raise BodyError(f"{movement.exercise}: unknown contact point {name!r}")
    touching = {p for k in movement.keys for t in k.supports for p in _points(t.partition("@")[0])}
    for start in movement.slides:  # a slip would leave the point planted, and nobody would see why
        if not any(point.startswith(start) for point in touching):
            raise BodyError(f"{movement.exercise}: nothing that touches the world begins with {start!r}")
    for hold in movement.holds:
        if hold.point[:-2] not in known or hold.on[:-2] not in known or hold.point[:-2] not in _HOLDING:
            raise BodyError(f"{movement.exercise}: {hold.point} cannot hold {hold.on}")
