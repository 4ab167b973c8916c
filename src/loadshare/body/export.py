"""The body for a browser viewer, as compact JSON: bones, joints, muscle paths, movements and their loads.

Lengths are metres of the reference body, rotations quaternions (w, x, y, z). A posture is kept small: `root`
(place and quaternion), `back` (net flexion, side bend, turn in degrees, spread over the levels by `rhythm`),
`q` (whole degrees of the joints in `limbs`), `loads` (in the order of `loads`) and `active` (pairs of group
number and percent, 4% and more). A movement also says what touches the world (`supports`, as written in its
file), what stands around the body (`props`) and which points are pulled together (`pulls`). Its postures are
laid on the floor and on the equipment (see `laying.py`); its loads are not changed by that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import mujoco
import numpy as np

from loadshare.body import movements, passive
from loadshare.body.engine import Answer, Body, people_of
from loadshare.body.frame import Frame
from loadshare.body.laying import laid, props_of
from loadshare.body.loads import Array
from loadshare.body.model import LEVELS, Skeleton
from loadshare.body.person import Person
from loadshare.body.tasks import TASKS, Task

FORMAT = 1
FAINT_PCT = 4.0
LOADS = ("hip_force_right_bw", "hip_force_left_bw", "l5s1_compression_n", "l4l5_compression_n")


def export_body(
    body: Body,
    *,
    exercises: Sequence[str] | None = None,
    person: Person | None = None,
    frames: int | None = None,
) -> dict[str, object]:
    """Everything a viewer needs.

    Args:
        body: the model.
        exercises: which movements to include; None for all.
        person: whose loads are shown; the default adult.
        frames: postures per movement; None for as many as each movement needs.

    Returns:
        `format`, `units`, `bodies`, `joints`, `rhythm`, `limbs`, `muscles`, `contacts`, `groups`, `loads`,
        `movements`, `tasks`.

    Raises:
        BodyError: unknown exercise.
    """
    person = person or Person()
    chooser = body.chooser(person.sex)
    s = chooser.skeleton
    ids = movements.movement_ids() if exercises is None else tuple(exercises)
    return {
        "format": FORMAT,
        "units": {"length": "m", "angle": "deg", "force": "N"},
        "bodies": _bodies(s),
        "joints": _joints(s),
        "rhythm": {motion: share.tolist() for motion, share in passive.RHYTHM.items()},
        "limbs": limbs_of(s),
        "muscles": _muscles(s),
        "contacts": _contacts(s),
        "groups": list(chooser.sharer.group_names),
        "loads": list(LOADS),
        "movements": {name: _movement(body, name, person, frames) for name in ids},
        "tasks": {name: _task(body, name, person) for name in TASKS},
    }


def _rounded(values: Iterable[float], digits: int = 4) -> list[float]:
    return [_short(float(v), digits) for v in values]


def _bodies(s: Skeleton) -> list[dict[str, object]]:
    mj = s.mj
    return [
        {
            "name": mj.body(i).name,
            "parent": int(mj.body_parentid[i]) - 1,
            "at": _rounded(mj.body_pos[i]),
        }
        for i in range(1, mj.nbody)
    ]


def _joints(s: Skeleton) -> list[dict[str, object]]:
    mj = s.mj
    return [
        {
            "name": mj.joint(j).name,
            "body": int(mj.jnt_bodyid[j]) - 1,
            "axis": _rounded(mj.jnt_axis[j], 3),
            "at": _rounded(mj.jnt_pos[j]),
        }
        for j in range(1, mj.njnt)
    ]


def _muscles(s: Skeleton) -> list[dict[str, object]]:
    """Right side only: the left is its mirror. A path is [body, x, y, z] per point; wraps are left out."""
    mj = s.mj
    out = []
    for i, name in enumerate(s.muscles):
        if s.sides[i] != "right":
            continue
        first = int(mj.tendon_adr[i])
        path = []
        for k in range(first, first + int(mj.tendon_num[i])):
            if mj.wrap_type[k] == mujoco.mjtWrap.mjWRAP_SITE:
                site = int(mj.wrap_objid[k])
                path.append([int(mj.site_bodyid[site]) - 1, *_rounded(mj.site_pos[site], 3)])
        out.append(
            {"name": name[:-2], "group": s.groups[i], "force": round(float(s.max_force_n[i])), "path": path}
        )
    return out


def _contacts(s: Skeleton) -> dict[str, list[float]]:
    return {
        name[:-2]: [int(s.mj.site_bodyid[site]) - 1, *_rounded(s.mj.site_pos[site], 3)]
        for name, site in s.contacts.items()
        if name.endswith("-r")
    }


def limbs_of(s: Skeleton) -> list[str]:
    return [name for name in s.dofs[6:] if not name.startswith(LEVELS)]


def _posture(s: Skeleton, frame: Frame, qpos: Array) -> dict[str, object]:
    return {
        "root": _rounded(qpos[:7], 3),
        "back": [round(v) for v in frame.lumbar_deg.tolist()],
        "q": [round(float(np.degrees(qpos[s.qpos[name]]))) for name in limbs_of(s)],
    }


def _active(names: Sequence[str], percent: dict[str, float]) -> list[int]:
    return [n for i, g in enumerate(names) if percent[g] >= FAINT_PCT for n in (i, round(percent[g]))]


def _movement(body: Body, name: str, person: Person, count: int | None) -> dict[str, object]:
    chooser = body.chooser(person.sex)
    movement = movements.read_movement(name)
    frames = count or movement.frames
    answers = body.exercise(exercise=name, person=person, frames=frames)
    shown = [
        _posture(chooser.skeleton, posture.frame, qpos)
        | {
            "loads": _loads(answer),
            "active": _active(chooser.sharer.group_names, answer.group_activation_pct),
        }
        for posture, answer, qpos in zip(
            chooser.perform(movement, frames), answers, laid(chooser.poser, movement, frames), strict=True
        )
    ]
    return {
        "code": movement.code,
        "seconds": movement.seconds,
        "supports": sorted({name for key in movement.keys for name in key.supports}),
        "props": list(props_of(movement)),
        "pulls": [[p.point, p.towards] for p in movement.pulls if p.towards],
        "frames": shown,
    }


def _task(body: Body, name: str, person: Person) -> dict[str, object]:
    chooser = body.chooser(person.sex)
    task = Task(name=name)
    posture = chooser.choose(task, people_of(chooser.skeleton, person))
    answer = body.solve(task=task, person=person)
    return _posture(chooser.skeleton, posture.frame, posture.stance.qpos) | {
        "loads": _loads(answer),
        "active": _active(chooser.sharer.group_names, answer.group_activation_pct),
    }


def _short(value: float, digits: int) -> float:
    """Whole numbers without a point."""
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded


def _loads(answer: Answer) -> list[float]:
    values = (float(getattr(answer, name)) for name in LOADS)
    return [_short(value, 2 if abs(value) < 20 else 0) for value in values]
