"""Asks the body model itself. The engine is loaded on the first question; questions wait for each other."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

from loadshare.server.connection.daily import DAILY, Asked, Side
from loadshare.server.connection.reading import Reading

if TYPE_CHECKING:
    from loadshare.body import Body, Person, Task

PEOPLE, CHOOSING, SEED = 256, 64, 1
KEPT = 256

_lock = Lock()
_kept: OrderedDict[Asked, Reading] = OrderedDict()
_bodies: list[Body] = []


def solve(asked: Asked) -> Reading:
    """The answer for one question, with its ranges. Remembered; safe to call from several threads.

    Raises `BodyError` for a size outside the model's range.
    """
    with _lock:
        if asked in _kept:
            _kept.move_to_end(asked)
            return _kept[asked]
        reading = compute(the_body(), asked)
        _kept[asked] = reading
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
        return reading


def the_body() -> Body:
    """The one body of this process; only for callers that hold the lock or are alone."""
    if not _bodies:
        from loadshare.body import Body

        _bodies.append(Body())
    return _bodies[0]


def task_of(asked: Asked) -> Task:
    """The engine's task."""
    from loadshare.body import Task

    daily = DAILY[asked.task]
    return Task(name=daily.engine, settings=daily.settings)


def person_of(asked: Asked) -> Person:
    """The engine's person: the sliders, on a body of the default or the given size."""
    from loadshare.body import Person

    both = asked.side is Side.BOTH
    size: dict[str, Any] = {}
    if asked.size is not None:
        size = {
            "height_m": asked.size.height_cm / 100.0,
            "mass_kg": asked.size.mass_kg,
            "sex": asked.size.sex,
        }
    return Person(
        hip_loss_right_deg=asked.hip,
        hip_loss_left_deg=asked.hip if both else 0.0,
        strength={"gluteals" if both else "gluteals-right": 1.0 - asked.glutes / 100.0},
        **size,
    )


def compute(body: Body, asked: Asked) -> Reading:
    """Solve the question for the person in the middle and for a crowd of people like them."""
    import numpy as np

    from loadshare.body.engine import describe, people_of, share_with_crowd
    from loadshare.body.population import draw, outputs

    task, person = task_of(asked), person_of(asked)
    chooser = body.chooser(person.sex)
    taken = chooser.choose(task, people_of(chooser.skeleton, person))
    middle = chooser.sharer.solve(taken.frame, people_of(chooser.skeleton, person))
    answer = describe(task.name, chooser, taken, middle, person, task)
    crowd = draw(chooser.skeleton, person, first=0, count=PEOPLE, seed=SEED)
    loads = share_with_crowd(chooser, taken, person, crowd)
    columns = outputs(loads, crowd)

    numbers: dict[str, float] = {}

    def put(name: str, value: float, people: Any) -> None:
        low, high = np.quantile(people, (0.05, 0.95))
        numbers.update({name: value, f"{name}.low": float(low), f"{name}.high": float(high)})

    weight_n = person.mass_kg * 9.81
    hips_n = (answer.hip_force_right_bw + answer.hip_force_left_bw) * weight_n
    put("back_n", answer.l5s1_compression_n, columns["l5s1_compression_n"])
    put(
        "hip_bw",
        max(answer.hip_force_right_bw, answer.hip_force_left_bw),
        np.maximum(columns["hip_force_right_bw"], columns["hip_force_left_bw"]),
    )
    put("passive_nm", answer.low_back_passive_nm, columns["low_back_passive_nm"])
    both = columns["hip_right_n"] + columns["hip_left_n"]
    put(
        "hips_pct",
        100.0 * hips_n / (hips_n + answer.l5s1_compression_n),
        100.0 * both / (both + columns["l5s1_compression_n"]),
    )
    bends = _chosen_bends(chooser, task, person, crowd)
    put("lumbar_deg", answer.lumbar_deg, answer.lumbar_deg if bends is None else bends)
    if answer.low_back_share_pct is not None and bends is not None:
        put("moves_pct", 100.0 - answer.low_back_share_pct, 100.0 - 100.0 * bends / answer.trunk_deg)
    numbers |= _activity(chooser, answer.group_activation_pct, loads.activation)
    numbers["held_pct"] = float(
        100.0 * np.mean((columns["residual_nm"] < 1.0) & (columns["support_residual_n"] < 5.0))
    )
    return Reading(
        numbers=numbers,
        posture=_posture(chooser.skeleton, taken),
        mass_kg=person.mass_kg,
    )


def _activity(chooser: Any, middle: dict[str, float], crowd: Any) -> dict[str, float]:
    """Activity of sided groups, and the range over people of the busier side of each group."""
    import numpy as np

    s, names = chooser.skeleton, chooser.sharer.group_names
    sided = np.array([names.index(f"{g}-{d}") for g, d in zip(s.groups, s.sides, strict=True)])
    share = np.zeros((len(s.muscles), len(names)))
    share[np.arange(len(s.muscles)), sided] = s.max_force_n
    percent = 100.0 * crowd @ (share / share.sum(axis=0))
    out = {f"active.{name}": middle[name] for name in names}
    for group in dict.fromkeys(s.groups):
        pair = [names.index(f"{group}-{d}") for d in ("right", "left")]
        low, high = np.quantile(percent[:, pair].max(axis=1), (0.05, 0.95))
        out |= {f"spread.{group}.low": float(low), f"spread.{group}.high": float(high)}
    return out


def _chosen_bends(chooser: Any, task: Task, person: Person, crowd: Any) -> Any:
    """How far each of a crowd would bend the low back, by least effort; None where the bend is given."""
    import numpy as np

    from loadshare.body import PoseError
    from loadshare.body.choosing import lowest, posture_costs
    from loadshare.body.engine import share_with_crowd

    choice = task.kind.choice
    if choice is None or choice.name != "lumbar-flexion":
        return None
    few = crowd.first(CHOOSING)
    values, costs = [], []
    for value in choice.values:
        try:
            taken = chooser.take(task, value)
            scalars = share_with_crowd(chooser, taken, person, few).scalars
        except (PoseError, ArithmeticError):
            continue  # nobody would choose a posture at the end of what can be posed or solved
        values.append(value)
        costs.append(posture_costs(scalars))
    tried, table = np.array(values), np.array(costs)
    return np.array([lowest(tried, table[:, person]) for person in range(table.shape[1])])


def _posture(skeleton: Any, taken: Any) -> tuple[float, ...]:
    """The posture as the exported body writes it: root, back, limbs."""
    import numpy as np

    from loadshare.body.export import _limbs

    qpos = taken.stance.qpos
    back = [float(v) for v in taken.frame.lumbar_deg]
    limbs = [float(np.degrees(qpos[skeleton.qpos[name]])) for name in _limbs(skeleton)]
    return tuple(round(v, 4) + 0.0 for v in (*(float(q) for q in qpos[:7]), *back, *limbs))
