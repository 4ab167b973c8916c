"""The model against published measurements: every target it can produce, hits and misses both.

Bounds of a hit: those of the acceptance list (tests/body/test_acceptance.py) where it has one; otherwise one
rule per kind of quantity: disc pressure within 20%, angles within 15%, ratios and forces within 25%, EMG
inside the published range or one standard deviation, and within 50% of a value published without either. Rows
from memory are shown and never gate; fitted rows are shown and never count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from loadshare.body import jolts, passive, trunk
from loadshare.body.choosing import HOLD_NM, lowest
from loadshare.body.dynamometer import Dynamometer, Held
from loadshare.body.engine import Answer, Body, people_of
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.implants import Implants
from loadshare.body.jolts import Jolts
from loadshare.body.model import REFERENCE_HEIGHT_M, REFERENCE_MASS_KG, compile_skeleton
from loadshare.body.movements import read_movement
from loadshare.body.pelvis import ABDUCTORS, PelvicControl
from loadshare.body.person import Person
from loadshare.body.postures import LIMITS_DEG
from loadshare.body.targets import Target, read_targets
from loadshare.body.tasks import Task
from loadshare.knowledge.words import words_of

WORKING = {
    "side-lying-leg-raise": "right",
    "clamshell": "right",
    "single-leg-bridge": "left",
    "bird-dog": "right",
    "side-bridge-feet": "left",
    "lateral-step-down": "right",
    "step-up": "right",
}
"""The leg an exercise works, where electrodes sit: raised, or standing. A bridge on both feet works both."""
HANG_DEG = 30.0  # the chest's lean where sitting bent is asked
BELLY_M, HALF_LOAD_M = 0.12, 0.10  # the belly in front of the discs; half of a load 20 cm deep
LEG_M, THIGH_M = 0.81, 0.41  # hip to ankle, where abductor force is taken to be measured, and to the knee
RANGE_SD_DEG = 6.0  # by which hips of healthy adults differ in how far they extend (row M11)
WILKE = Person(height_m=1.68, mass_kg=70.0)
WOMAN = Person(sex="female", height_m=1.65, mass_kg=65.0)
MACHINE_DEG = 72.0  # bend of the low back at the end of the machine's range (`lee-1997`)
FITTED = frozenset({"W03", "L04", "M06", "M07", "M13"})
"""Rows that a number of the model comes from."""
EMG_PARTS = 9

words = words_of("body")


@dataclass(frozen=True)
class Result:
    """One target beside the model's number. `low` and `high` are the bounds of a hit."""

    target: Target
    computed: float
    low: float
    high: float

    @property
    def is_hit(self) -> bool:
        """Whether the number lies inside its bounds."""
        return self.low <= self.computed <= self.high

    @property
    def counts(self) -> bool:
        """Whether the row may gate: it was read and nothing was fitted to it."""
        return self.target.was_read and self.target.id not in FITTED

    @property
    def verdict(self) -> str:
        """`hit` or `miss`, with what keeps the row from counting."""
        if self.target.id in FITTED:
            return words("report.verdict.fitted", what=words(f"fitted.{self.target.id}"))
        word = words("report.verdict.hit") if self.is_hit else words("report.verdict.miss")
        return word if self.target.was_read else words("report.verdict.memory", verdict=word)

    @property
    def needed(self) -> str:
        """What a miss would have to come to, and by how much that is more or less; nothing for a hit."""
        if self.is_hit:
            return ""
        bound = self.low if self.computed < self.low else self.high
        percent = 100.0 * (bound / self.computed - 1.0) if self.computed else float("inf")
        return words("report.needed", bound=f"{bound:.3g}", percent=f"{percent:+.0f}")

    @property
    def how(self) -> str:
        """How the model makes the number, in words."""
        return words(f"how.{self.target.id}")


class Comparison:
    """Runs the model for the targets; remembers what several targets share."""

    def __init__(self, body: Body | None = None) -> None:
        self.body = body or Body()
        self._peaks: dict[str, dict[str, float]] = {}

    def solve(
        self, name: str, person: Person | None = None, fixed: float | None = None, **settings: float
    ) -> Answer:
        """One task with these settings; `fixed` takes the place of what the body would choose."""
        return self.body.solve(task=Task(name=name, settings=settings, fixed=fixed), person=person)

    def wilke(self, name: str, fixed: float | None = None, **settings: float) -> float:
        """L4/5 pressure (MPa) of the 70 kg subject."""
        return self.solve(name, WILKE, fixed, **settings).l4l5_pressure_mpa

    def exercise(self, name: str) -> dict[str, float]:
        """Peaks over a movement: percent activation of groups (working leg), L4/5 compression, residual."""
        if name not in self._peaks:
            self._peaks[name] = exercise_peaks(self.body, name, Person())
        return self._peaks[name]

    @cached_property
    def bends(self) -> dict[int, Answer]:
        """Forward bends of a healthy person by inclination (deg)."""
        return {a: self.solve("bend", trunk_deg=a) for a in (10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 111)}

    @cached_property
    def walking_bw(self) -> float:
        """Peak hip force of walking in body weights."""
        return max(self.solve("walk", phase_pct=p).hip_force_right_bw for p in (17.0, 50.0))

    @cached_property
    def pelvis(self) -> PelvicControl:
        """Walking on one leg at a time."""
        return PelvicControl(self.body.chooser("male"))

    @cached_property
    def jolts(self) -> Jolts:
        """Ground that shakes, and heels that land."""
        return Jolts(self.body.chooser("male"))

    def gluteals(self, factor: float) -> Answer:
        """Single-leg stance with all gluteals at a factor, at the healthy posture."""
        usual = self.solve("single-leg-stance").chosen["lumbar-bend"]
        return self.solve("single-leg-stance", Person(strength={"gluteals": factor}), fixed=usual)

    def hanging_deg(self) -> float:
        """Largest bend of the low back in sitting in which it hangs: one degree more and the belly must pull
        it."""
        for lumbar in range(60, 0, -1):
            answer = self.solve("sit", WILKE, float(lumbar), trunk_deg=HANG_DEG)
            pull = answer.group_activation_pct["rectus-abdominis-right"]
            if answer.can_hold and pull <= 100.0 * WILKE.tone:
                return float(lumbar)
        return 0.0

    def anterior_bw(self, factor: float) -> float:
        """How hard the thigh bone presses forwards in its socket at the top of a prone leg lift, with all
        gluteals at a factor (body weights)."""
        chooser = self.body.chooser("male")
        person = Person(strength={"gluteals": factor})
        people = people_of(chooser.skeleton, person)
        pelvis = chooser.skeleton.mj.body("pelvis").id
        found = 0.0
        for posture in chooser.perform(read_movement("prone-leg-lift"), EMG_PARTS):
            frame, answer = posture.frame, chooser.sharer.solve(posture.frame, people)
            efforts = np.r_[answer.tension_n[0], answer.contact_n[0], answer.stop_nm[0]]
            mass = people.traits.mass_ratio[0]
            push = mass * frame.cut_weight[0] + frame.cut_outside[0] + frame.cut_map[0] @ efforts
            ahead = chooser.measurer.place(posture.stance.qpos).xmat[pelvis].reshape(3, 3)[:, 0]
            found = max(found, float(push @ ahead))
        return found / (person.mass_kg * GRAVITY_MS2)

    @cached_property
    def implants(self) -> Implants:
        """The force through a vertebra, where implants measure it."""
        return Implants(self.body.chooser("male"))

    def standing_tilt(self, lost_deg: float) -> float:
        """Degrees the pelvis tilts further forward in standing when so much extension is lost on both
        sides."""
        return -self.solve("stand-upright", _short(lost_deg)).chosen["lumbar-flexion"]

    def walking_tilt(self, lost_deg: float) -> float:
        """The same over the measured stride; in walking the hip goes back less by as much."""
        return self.solve("push-off", _short(lost_deg)).chosen["pelvis-tilt"]

    def spine_to_pelvis(self, turn_deg: float, person: Person | None = None) -> float:
        """Turn of the low back for each degree the pelvis turns, feet still."""
        back = abs(self.solve("turn", person, turn_deg=turn_deg).lumbar_turn_deg)
        return back / (turn_deg - back)

    def spine_to_pelvis_by_effort(self, turn_deg: float) -> float:
        """The same as effort and strain alone would have it, without what was measured."""
        chooser, task = self.body.chooser("male"), Task(name="turn", settings={"turn_deg": turn_deg})
        choice = task.kind.choice
        assert choice is not None
        people = people_of(chooser.skeleton, Person())
        values = np.array([v for v in choice.values if 0.0 <= turn_deg - v <= LIMITS_DEG["lumbar-turn"][1]])
        hips = lowest(values, np.array([float(chooser.costs(task, v, people)[0][0]) for v in values]))
        return (turn_deg - hips) / hips

    def turned_more(self, lost_deg: float) -> float:
        """Degrees the low back turns further when so much of turning the hip in is lost."""
        usual, lost = (
            abs(self.solve("turn", person).lumbar_turn_deg)
            for person in (None, Person(turn_loss_right_deg=lost_deg, turn_loss_left_deg=lost_deg))
        )
        return lost - usual

    def trunk_nm(self, task: Task, person: Person | None = None, *, extending: bool = True) -> float:
        """Largest moment a trunk holds in a dynamometer, in the posture of a task."""
        person = person or Person()
        chooser = self.body.chooser(person.sex)
        people = people_of(chooser.skeleton, person)
        stance = chooser.choose(task, people).stance
        held = trunk.largest_nm(chooser.measurer, stance, people.strength[0], extending=extending)
        return held * float(people.traits.mass_ratio[0] * people.traits.height_ratio[0])

    def seated_nm(self, machine_deg: float, person: Person | None = None) -> float:
        """Largest extension in a seat whose range ends in full bend."""
        lumbar_deg = machine_deg - MACHINE_DEG + passive.FULL_BEND_DEG
        return self.trunk_nm(Task(name="sit", fixed=lumbar_deg), person)

    def lost_in_walking(self, less_deg: float) -> float:
        """Degrees of extension lost by whoever goes back so much less with the hip in walking."""
        lost = np.arange(0.0, 21.0)
        return float(np.interp(less_deg, [self.walking_tilt(float(d)) for d in lost], lost))

    def threshold(self) -> float:
        """Gluteal factor below which a level pelvis cannot be held."""
        for percent in range(60, -1, -2):
            if self.gluteals(percent / 100.0).residual_nm > HOLD_NM:
                return percent / 100.0
        return 0.0

    def threshold_bw_pct(self, arm_m: float = LEG_M) -> float:
        """Abductor force so far down the leg (% of body weight) at that threshold."""
        chooser = self.body.chooser("male")
        person = Person(strength={"gluteals": self.threshold()})
        usual = self.solve("single-leg-stance").chosen["lumbar-bend"]
        frame = chooser.take(Task(name="single-leg-stance"), usual).frame
        skeleton = chooser.skeleton
        row = skeleton.rows[skeleton.dofs.index("hip-adduction-r")]
        force = skeleton.max_force_n * frame.active * person.strength_of(skeleton)
        moment = 0.0
        start, row_of, value = frame.columns
        for i in range(frame.muscles):
            for k in range(start[i], start[i + 1]):
                if row_of[k] == row:
                    moment += max(-value[k], 0.0) * force[i]
        return 100.0 * moment / arm_m / (person.mass_kg * GRAVITY_MS2)


def _bent(trunk_deg: float) -> Task:
    return Task(name="bend", settings={"trunk_deg": trunk_deg})


def _short(lost_deg: float) -> Person:
    return Person(extension_loss_right_deg=lost_deg, extension_loss_left_deg=lost_deg)


def exercise_peaks(body: Body, name: str, person: Person) -> dict[str, float]:
    """Largest values over a movement: `<group>` activation (%, working leg, or the larger side where an
    exercise works both), loads (N, BW), residual (Nm)."""
    working = WORKING.get(name)
    out: dict[str, float] = {}
    for answer in body.exercise(exercise=name, person=person, frames=EMG_PARTS):
        for sided, value in answer.group_activation_pct.items():
            group, side = sided.rsplit("-", 1)
            if group.startswith("gluteus") and working and side != working:
                continue
            out[group] = max(out.get(group, 0.0), value)
        for key in ("l4l5_compression_n", "l5s1_compression_n", "residual_nm", "hip_force_right_bw"):
            out[key] = max(out.get(key, 0.0), float(getattr(answer, key)))
    return out


Measure = Callable[[Comparison], float]


def _share_between(c: Comparison, low: int, high: int) -> float:
    """Lumbar-to-hip ratio of the motion between two inclinations."""

    def lumbar(a: int) -> float:
        return c.solve("bend", trunk_deg=max(a, 5)).lumbar_deg if a else 0.0

    part = lumbar(high) - lumbar(low)
    return part / (high - low - part)


def _loss_rise(c: Comparison) -> float:
    """Lumbar share at 90 degrees with 30 degrees of hip flexion lost, minus the healthy share (points)."""
    tight = Person(hip_loss_right_deg=30.0, hip_loss_left_deg=30.0)
    return float(
        (c.solve("bend", tight, trunk_deg=90.0).low_back_share_pct or 0)
        - (c.bends[90].low_back_share_pct or 0)
    )


def _weakness_cost(c: Comparison, group: str) -> float:
    base = c.solve("walk").effort
    return c.solve("walk", Person(strength={group: 0.5})).effort / base


def _blocked(factor: float = 0.48) -> Person:
    """Somebody whose right hip abductors have so much of their strength."""
    return Person(strength={f"{ABDUCTORS}-right": factor})


def _knee_rise(c: Comparison, drop_deg: float) -> float:
    dropped, usual = (c.pelvis.knee_adduction_nm_kg("right", drop) for drop in (drop_deg, 0.0))
    return dropped - usual


def _tilt_line(c: Comparison) -> float:
    """Correlation of L4/5 load with forward tilt (0 to 40 deg), with and without 10 kg, the smaller of the
    two."""
    worst = 1.0
    for load in (0.0, 10.0):
        values = [c.solve("lift", trunk_deg=a, load_kg=load).l4l5_compression_n for a in (5, 15, 25, 35, 40)]
        worst = min(worst, float(np.corrcoef([5, 15, 25, 35, 40], values)[0, 1]))
    return worst


def _around(value: float, part: float) -> tuple[float, float]:
    return value * (1 - part), value * (1 + part)


def _of_jolts(ask: Callable[[Jolts], float]) -> Measure:
    return lambda c: ask(c.jolts)


# target, bounds of a hit, the number; how the model makes it is said in the words, `how`
CHECKS: tuple[tuple[str, tuple[float, float], Measure], ...] = (
    ("W01", _around(0.10, 0.2), lambda c: c.wilke("lie-prone")),
    ("W02", _around(0.12, 0.2), lambda c: c.wilke("lie-on-side")),
    ("W03", _around(0.50, 0.2), lambda c: c.wilke("stand")),
    ("W04", _around(1.10, 0.2), lambda c: c.wilke("bend", trunk_deg=36.0)),
    ("W05", _around(0.46, 0.2), lambda c: c.wilke("sit")),
    (
        "W06",
        _around(0.83, 0.2),
        lambda c: c.wilke("sit", c.hanging_deg(), trunk_deg=HANG_DEG),
    ),
    ("W07", _around(0.30, 0.2), lambda c: c.wilke("slouch")),
    (
        "W08",
        _around(2.30, 0.2),
        lambda c: c.wilke("lift", trunk_deg=55.0, load_kg=20.0),
    ),
    (
        "W10",
        _around(1.10, 0.2),
        lambda c: c.wilke("hold", load_kg=20.0, reach_m=BELLY_M + HALF_LOAD_M),
    ),
    ("W13", _around(0.55, 0.2), lambda c: c.wilke("sit", -5.0)),
    ("W14", _around(1.10, 0.2), lambda c: c.wilke("sit-to-stand")),
    (
        "W15",
        (0.53, 0.65),
        lambda c: max(c.wilke("walk", phase_pct=p) for p in (17.0, 50.0)),
    ),
    ("W17", (0.50, 0.70), lambda c: c.wilke("stair")),
    ("S03", _around(0.539, 0.2), lambda c: c.solve("stand").l4l5_pressure_mpa),
    (
        "S05",
        _around(1.324, 0.2),
        lambda c: c.solve("bend", trunk_deg=36.0).l4l5_pressure_mpa,
    ),
    ("T01", (0.95, 1.0), _tilt_line),
    ("V04", (23.0, 43.0), lambda c: c.implants.plateau_deg()),
    ("V10", (2.0, 99.0), lambda c: c.implants.carried_n("hold") / c.implants.carried_n("stand")),
    ("V07", (1.0, 9.0), lambda c: c.implants.over_walking("glute-bridge")),
    ("V08", (0.0, 0.999), lambda c: c.implants.over_walking("side-lying-leg-raise")),
    ("H01", (190.0, 300.0), lambda c: 100 * c.walking_bw),
    (
        "H02",
        (1.0, 1.2),
        lambda c: c.solve("stair").hip_force_right_bw / c.walking_bw,
    ),
    (
        "H10",
        (0.75, 1.0),
        lambda c: c.solve("single-leg-stance").hip_force_right_bw / c.walking_bw,
    ),
    (
        "H04",
        (0.0, 300.0),
        lambda c: 100 * c.solve("single-leg-stance").hip_force_right_bw,
    ),
    ("H06", _around(156, 0.25), lambda c: 100 * c.solve("sit-to-stand").hip_force_right_bw),
    ("L02", _around(41.6, 0.15), lambda c: c.bends[111].lumbar_deg),
    ("L03", _around(69.4, 0.15), lambda c: 111 - c.bends[111].lumbar_deg),
    ("L04", _around(1.9, 0.25), lambda c: _share_between(c, 0, 30)),
    ("L05", _around(0.9, 0.25), lambda c: _share_between(c, 30, 60)),
    ("L06", _around(0.4, 0.25), lambda c: _share_between(c, 60, 90)),
    ("L07", (0.75, 1.33), lambda c: c.bends[111].lumbar_deg / (111 - c.bends[111].lumbar_deg)),
    ("L09", (35.0, 55.0), lambda c: float(c.bends[80].low_back_share_pct or 0)),
    ("L12", (0.5, 50.0), _loss_rise),
    ("M06", (-54.4, -48.4), lambda _: passive.hip_moment(90.0, 0.0)),
    ("M07", (-2.7, 3.3), lambda _: passive.hip_moment(90.0, 90.0)),
    (
        "M10",
        (-2.0, 2.0),
        lambda c: c.standing_tilt(RANGE_SD_DEG),
    ),
    (
        "M11",
        (-1.8, 3.8),
        lambda c: c.standing_tilt(c.lost_in_walking(4.0)),
    ),
    ("M12", (0.05, 2.0), lambda c: c.walking_tilt(10.0) - c.walking_tilt(9.0)),
    ("M13", (0.29, 0.53), lambda c: c.spine_to_pelvis(30.0)),
    ("M14", _around(0.51, 0.25), lambda c: c.spine_to_pelvis_by_effort(60.0)),
    ("M15", (0.4, 30.0), lambda c: c.turned_more(10.0)),
    ("P02", (0.0, 1.0), lambda c: c.gluteals(0.48).residual_nm),
    (
        "P03",
        _around(30.0, 0.25),
        lambda c: c.threshold_bw_pct(),
    ),
    (
        "P04",
        (0.0, 1.0),
        lambda c: c.pelvis.carried(_blocked(), "right").residual_nm,
    ),
    (
        "P07",
        (1.05, 99.0),
        lambda c: _weakness_cost(c, "gluteus-medius") / _weakness_cost(c, "gluteus-maximus"),
    ),
    (
        "P08",
        (0.0, 0.5),
        lambda c: c.pelvis.carried(_blocked(), "right").hip_bw - c.pelvis.carried(Person(), "right").hip_bw,
    ),
    ("P09", (1.0, 9.0), lambda c: c.anterior_bw(0.5) / c.anterior_bw(1.0)),
    ("P10", (0.0, 1.0), lambda c: max(map(abs, c.pelvis.by_effort(_blocked(), "right")))),
    ("P11", _around(0.15, 0.25), lambda c: _knee_rise(c, 4.0)),
    ("D01", _around(288.0, 0.25), lambda c: c.trunk_nm(_bent(20.0))),
    ("D02", _around(171.0, 0.25), lambda c: c.trunk_nm(_bent(60.0))),
    ("D03", (38.0, 168.0), lambda c: c.trunk_nm(Task(name="stand"), WOMAN)),
    ("D04", (19.0, 109.0), lambda c: c.trunk_nm(Task(name="stand"), WOMAN, extending=False)),
    ("D05", _around(271.0, 0.25), lambda c: c.seated_nm(24.0)),
    ("D06", _around(300.0, 0.25), lambda c: c.seated_nm(36.0)),
    ("D07", _around(348.0, 0.25), lambda c: c.seated_nm(60.0)),
    ("D08", _around(163.0, 0.25), lambda c: c.seated_nm(24.0, WOMAN)),
    ("D09", _around(183.0, 0.25), lambda c: c.seated_nm(36.0, WOMAN)),
    ("D10", _around(205.0, 0.25), lambda c: c.seated_nm(60.0, WOMAN)),
    ("D11", _around(182.2, 0.25), lambda c: c.trunk_nm(Task(name="stand"), WOMAN)),
    ("D12", _around(117.0, 0.25), lambda c: c.trunk_nm(Task(name="stand"), WOMAN, extending=False)),
    *((key, bounds, _of_jolts(ask)) for key, bounds, ask in jolts.CHECKS),
    ("E01", (42, 81), lambda c: c.exercise("side-lying-leg-raise")["gluteus-medius"]),
    (
        "E21",
        (39, 51),
        lambda c: c.exercise("side-lying-leg-raise")["gluteus-maximus"],
    ),
    ("E02", (38, 67), lambda c: c.exercise("clamshell")["gluteus-medius"]),
    ("E22", (34, 53), lambda c: c.exercise("clamshell")["gluteus-maximus"]),
    ("E03", _around(28, 0.5), lambda c: c.exercise("glute-bridge")["gluteus-medius"]),
    ("E23", _around(25, 0.5), lambda c: c.exercise("glute-bridge")["gluteus-maximus"]),
    ("E04", (47, 55), lambda c: c.exercise("single-leg-bridge")["gluteus-medius"]),
    ("E24", (40, 54), lambda c: c.exercise("single-leg-bridge")["gluteus-maximus"]),
    ("E06", _around(42, 0.5), lambda c: c.exercise("bird-dog")["gluteus-medius"]),
    ("E26", _around(56, 0.5), lambda c: c.exercise("bird-dog")["gluteus-maximus"]),
    ("E07", (74, 103), lambda c: c.exercise("side-bridge-feet")["gluteus-medius"]),
    ("E52", (41, 81), lambda c: c.exercise("lateral-step-down")["gluteus-medius"]),
    ("E55", (11.1, 50.9), lambda c: c.exercise("lateral-step-down")["gluteus-maximus"]),
    ("E53", (44.5, 80.9), lambda c: c.exercise("step-up")["gluteus-medius"]),
    ("E56", (10.0, 47.4), lambda c: c.exercise("step-up")["gluteus-maximus"]),
)
PRESSURES = ("W01", "W02", "W03", "W04", "W05", "W06", "W07", "W08")
EMG = tuple(c[0] for c in CHECKS if c[0].startswith("E"))


def compare(
    comparison: Comparison | None = None, progress: Callable[[str], None] | None = None
) -> tuple[Result, ...]:
    """Compute every target the model can produce (about 5 s).

    Args:
        comparison: shared runs, when several reports need them.
        progress: called with each target's id before it is computed.
    """
    c = comparison or Comparison()
    targets = read_targets()
    out = []
    for key, (low, high), measure in CHECKS:
        if progress:
            progress(key)
        out.append(Result(targets[key], float(measure(c)), low, high))
    return tuple(out)


@dataclass(frozen=True)
class Stride:
    """What the measured stride asks, by percent of the right leg's cycle; the right side."""

    hip_bw: dict[int, float]
    l5s1_n: dict[int, float]
    gluteus_maximus_pct: dict[int, float]
    gluteus_medius_pct: dict[int, float]


def stride(body: Body | None = None) -> Stride:
    """Loads and activity over the measured stride, in steps of 2%."""
    body = body or Body()
    out = Stride({}, {}, {}, {})
    for percent in range(0, 100, 2):
        answer = body.solve(task=Task(name="stride", settings={"phase_pct": float(percent)}))
        out.hip_bw[percent] = answer.hip_force_right_bw
        out.l5s1_n[percent] = answer.l5s1_compression_n
        active = answer.group_activation_pct
        out.gluteus_maximus_pct[percent] = active["gluteus-maximus-right"]
        out.gluteus_medius_pct[percent] = active["gluteus-medius-right"]
    return out


def turning(hip_deg: float) -> tuple[float, float]:
    """What all muscles together can turn a hip bent so far with: inwards and outwards (Nm/kg)."""
    s = compile_skeleton("male")
    dynamometer = Dynamometer(
        s.mj,
        groups=s.groups,
        max_force_n=s.max_force_n,
        curves=(s.optimal_m, s.slack_m, s.sin_pennation, s.passive_strain),
        height_m=REFERENCE_HEIGHT_M,
        mass_kg=REFERENCE_MASS_KG,
    )
    dynamometer.strength = s.strength
    held = [
        Held(
            test="turning",
            dof="hip-rotation",
            sign=sign,
            hip_deg=hip_deg,
            knee_deg=90.0,
            sex="male",
            nm_per_kg=0.0,
            low=0.0,
            high=0.0,
            height_m=REFERENCE_HEIGHT_M,
            sets=(),
            helped_by=(),
            source="",
        )
        for sign in (1.0, -1.0)
    ]
    inwards, outwards = (dynamometer.nm_per_kg(test, s.groups) for test in held)
    return inwards, outwards


def not_modelled() -> tuple[Target, ...]:
    """Targets the model cannot produce."""
    done = {key for key, *_ in CHECKS}
    return tuple(t for key, t in read_targets().items() if key not in done)


def published_number(target: Target) -> float | None:
    """The published value as one number: the middle of a range, None for words."""
    text = target.value.split("/")[0].strip()
    try:
        if "-" in text.strip("-"):
            low, high = text.split("-")
            return (float(low) + float(high)) / 2
        return float(text)
    except ValueError:
        return None


def rank_correlation(results: tuple[Result, ...], ids: tuple[str, ...]) -> float:
    """Spearman correlation of computed with published over some targets."""
    chosen = [r for r in results if r.target.id in ids]
    published = [published_number(r.target) or 0.0 for r in chosen]
    computed = [r.computed for r in chosen]
    return float(np.corrcoef(_ranks(published), _ranks(computed))[0, 1])


def _ranks(values: list[float]) -> list[float]:
    """Ranks with ties at their mean."""
    order = sorted(values)
    return [float(np.mean([i for i, v in enumerate(order) if v == x])) for x in values]
