"""The anatomy tables, typed: bones, masses, fascicles, wraps and contact points, each row with its
source."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

Sex = Literal["female", "male"]
Detail = Literal["shipped", "reference"]
Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Bone:
    """A bone and the joint that carries it: `joint_m` in the parent, `centre_m` in the bone itself."""

    name: str
    parent: str
    joint: str
    joint_m: Vector
    centre_m: Vector
    is_paired: bool


@dataclass(frozen=True)
class Segment:
    """Mass fraction of the body (1), centre of mass in the bone's frame and gyration radii (m)."""

    mass_fraction: float
    com_m: Vector
    gyration_m: Vector


@dataclass(frozen=True)
class Wrap:
    """A cylinder that muscle paths bend around; `side_deg` is the direction about its axis they must
    stay on."""

    name: str
    body: str
    radius_m: float
    side_deg: float | None
    centre_m: Vector
    rotation_rad: Vector


@dataclass(frozen=True)
class ContactPoint:
    """A contact point: the bone that carries it, its place there (m) and its grip (friction
    coefficient)."""

    body: str
    point_m: Vector
    friction: float


@dataclass(frozen=True)
class PathPoint:
    """One stop of a path: a point on a body, or a wrap (then `wrap` is its name)."""

    body: str
    point_m: Vector
    wrap: str = ""


@dataclass(frozen=True)
class Muscle:
    """A fascicle of the table, or an element made of several."""

    name: str
    element: str
    group: str
    max_force_n: float
    optimal_fibre_m: float
    pennation_deg: float
    fibre_target: float
    path: tuple[PathPoint, ...]


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath("anatomy", table).read_text(encoding="utf-8")
    return iter(csv.DictReader(text.splitlines()))


def _vector(row: dict[str, str], start: str, unit: str = "m") -> Vector:
    x, y, z = (float(row[f"{start}{axis}_{unit}"]) for axis in "xyz")
    return x, y, z


@cache
def read_bones() -> tuple[Bone, ...]:
    """Bones in the order of the tree: a parent always comes before its children."""
    return tuple(
        Bone(
            r["body"],
            r["parent"],
            r["joint"],
            _vector(r, "joint_"),
            _vector(r, "centre_"),
            r["sides"] == "2",
        )
        for r in _rows("bodies.csv")
    )


@cache
def read_segments(sex: Sex) -> dict[str, Segment]:
    """Mass distribution by bone for one sex (source: de-leva-1996)."""
    return {
        r["body"]: Segment(float(r["mass_fraction"]), _vector(r, "com_"), _vector(r, "gyration_"))
        for r in _rows("segments.csv")
        if r["sex"] == sex
    }


@cache
def read_wraps() -> dict[str, Wrap]:
    """Wrapping cylinders of the right side by name (`rajagopal-lai-uhlrich-2023`)."""
    return {
        r["wrap"]: Wrap(
            r["wrap"],
            r["body"],
            float(r["radius_m"]),
            float(r["side_deg"]) if r["side_deg"] else None,
            _vector(r, ""),
            _vector(r, "r", "rad"),
        )
        for r in _rows("wraps.csv")
    }


@cache
def read_contacts() -> dict[str, ContactPoint]:
    """Contact points of the right side by name; places in the frame of their bone, m."""
    return {
        r["contact"]: ContactPoint(r["body"], _vector(r, ""), float(r["friction"]))
        for r in _rows("contacts.csv")
    }


@cache
def read_fascicles() -> tuple[Muscle, ...]:
    """Every fascicle of the right side, as in the tables: N, m and degrees (`rajagopal-lai-uhlrich-2023`,
    `lumbar-pose2sim`)."""
    paths: dict[str, list[PathPoint]] = {}
    for r in _rows("paths.csv"):
        stop = (
            PathPoint("", (0.0, 0.0, 0.0), r["wrap"])
            if r["wrap"]
            else PathPoint(r["body"], (float(r["x_m"]), float(r["y_m"]), float(r["z_m"])))
        )
        paths.setdefault(r["muscle"], []).append(stop)
    return tuple(
        Muscle(
            r["muscle"],
            r["element"],
            r["group"],
            float(r["max_force_n"]),
            float(r["optimal_fibre_m"]),
            float(r["pennation_deg"]),
            float(r["fibre_target"]),
            tuple(paths[r["muscle"]]),
        )
        for r in _rows("muscles.csv")
    )


@cache
def read_muscles(detail: Detail = "shipped") -> tuple[Muscle, ...]:
    """Muscles of the right side: every fascicle (`reference`) or the merged elements (`shipped`)."""
    fascicles = read_fascicles()
    if detail == "reference":
        return fascicles
    elements: dict[str, list[Muscle]] = {}
    for fascicle in fascicles:
        elements.setdefault(fascicle.element, []).append(fascicle)
    return tuple(_merge(name, members) for name, members in elements.items())


def _merge(name: str, members: list[Muscle]) -> Muscle:
    """One element for several fascicles: forces add, the rest is the force-weighted mean.

    The path follows the bodies of the strongest fascicle; each of its points is the mean over the
    fascicles that have a point on the same body.
    """
    if len(members) == 1:
        one = members[0]
        return Muscle(
            name,
            name,
            one.group,
            one.max_force_n,
            one.optimal_fibre_m,
            one.pennation_deg,
            one.fibre_target,
            one.path,
        )
    force = np.array([m.max_force_n for m in members])
    lead = members[int(np.argmax(force))]

    def mean(values: list[float]) -> float:
        return float(np.average(values, weights=force))

    seen: dict[str, int] = {}
    path: list[PathPoint] = []
    for stop in lead.path:
        if stop.wrap:
            path.append(stop)
            continue
        rank = seen.get(stop.body, 0)
        seen[stop.body] = rank + 1
        path.append(PathPoint(stop.body, _mean_point(members, stop.body, rank)))
    return Muscle(
        name,
        name,
        lead.group,
        float(force.sum()),
        mean([m.optimal_fibre_m for m in members]),
        mean([m.pennation_deg for m in members]),
        mean([m.fibre_target for m in members]),
        tuple(path),
    )


def _mean_point(members: list[Muscle], body: str, rank: int) -> Vector:
    points, weights = [], []
    for member in members:
        own = [s.point_m for s in member.path if s.body == body and not s.wrap]
        if len(own) > rank:
            points.append(own[rank])
            weights.append(member.max_force_n)
    x, y, z = np.average(np.array(points), axis=0, weights=weights)
    return float(x), float(y), float(z)
