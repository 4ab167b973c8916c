"""Impact: the blow of a heel that lands, in walking and in stepping down, and how much of it gets to L5.

The body is that of `shock`, at the moment of the measured stride at which the right heel has just landed,
held by the muscle forces of the static answer for the measured ground force. What gets from the shank to L5
is told by band of frequency, as it is measured in people, the heel pushed alike at every frequency.

Stepping down: the same posture without the other foot on the ground, and ground that meets the heel at some
speed. Nobody's step down was recorded here: the speed is a unit, so sizes are for each metre per second.

The recorded ground force was smoothed: above 15 Hz there is next to nothing in it (`walked` tells). So it
gives posture and muscle forces, not the jolt; how a jolt is passed on does not depend on its size here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import mujoco
import numpy as np

from loadshare.body.choosing import Chooser
from loadshare.body.daily.reading import SAME_PCT
from loadshare.body.frame import Stance
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.loads import Array
from loadshare.body.model import REFERENCE_MASS_KG
from loadshare.body.person import Person, check_number
from loadshare.body.shock import (
    Complex,
    Shaken,
    ShakenParts,
    Tissue,
    critical_damping,
    parts_of,
    spread_of_tissue,
)
from loadshare.body.tasks import Task
from loadshare.body.walking import read_walking

LANDED_PCT = 4.0
"""Of the stride: 46 ms after the heel touches, toes still up. Earlier the smoothed force holds nothing."""
LATER_PCT = 8.0
"""The same foot another 46 ms on: what a change of the body says should not turn round between the two."""
SLOW_HZ, FAST_HZ = (5.0, 15.0), (15.0, 50.0)
"""Two bands: below and at what runners take up best (`shorten-1992`)."""
LINE_HZ = 2.5
SETS, SEED = 24, 1
Band = tuple[float, float]
_STEP_S, _BLOW_S = 0.00025, 0.06
_STEPS, _CLOSE = 20, 1e-8
_HEEL = "heel-r"
_AIR, _FADE = 20, 25  # samples of the recording kept before the foot lands, and faded at the end
_BEHIND = ("first-metatarsal-l", "fifth-metatarsal-l", "toe-l")
_HIPS = ("hip-flexion", "hip-adduction", "hip-rotation")


@dataclass(frozen=True)
class Blow:
    """A landing at one metre per second: peaks of the first 60 ms."""

    force_n: float  # on the heel
    shank_ms2: float
    l5_ms2: float
    foot_mass_pct: float  # of body mass: impulse until the heel stops, over the speed it lost


Spread = tuple[float, float, float]
"""Middle, lowest and highest of 90 in 100 sets of assumptions."""


@dataclass(frozen=True)
class ChangedShare:
    """What a change of the body makes of a share that is passed on, over all sets of assumptions."""

    usual: Spread
    changed: Spread
    percent: Spread  # of the share, the same assumptions before and after

    @property
    def verdict(self) -> str:
        """`more` or `less`: beyond all that is open. `not-more`: never more, whatever is assumed. Or `open`.

        What is open is the range of the share itself over what is assumed: a change inside is not told.
        """
        _, low, high = self.percent
        if self.changed[0] > self.usual[2] and low > SAME_PCT:
            return "more"
        if self.changed[0] < self.usual[1] and high < -SAME_PCT:
            return "less"
        return "not-more" if high < SAME_PCT else "open"


@dataclass(frozen=True)
class Landed:
    """How much of the shank's shake gets to L5 as the heel lands, in the slow and in the fast band."""

    slow: Spread
    fast: Spread

    def as_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        ends = ("middle", "low", "high")
        return {
            name: {"hz": list(band)} | {e: round(v, 4) for e, v in zip(ends, share, strict=True)}
            for name, band, share in (("slow", SLOW_HZ, self.slow), ("fast", FAST_HZ, self.fast))
        }


class Walked(NamedTuple):
    """What the recorded ground force makes of shank and L5: the largest in each band (m/s2)."""

    shank: tuple[float, float]
    l5: tuple[float, float]


class Landing:
    """The heel that lands, for one skeleton."""

    def __init__(self, chooser: Chooser, phase_pct: float = LANDED_PCT) -> None:
        self.chooser = chooser
        task = Task(name="stride", settings={"phase_pct": phase_pct})
        self.recorded = chooser.poser.pose(task.pose())
        self._tissues = spread_of_tissue(SETS, SEED)

    @property
    def knee_deg(self) -> float:
        """How far the knee was bent as the heel landed."""
        s = self.chooser.skeleton
        return float(np.degrees(self.recorded.qpos[s.qpos["knee-flexion-r"]]))

    def parts(
        self,
        person: Person | None = None,
        *,
        knee_deg: float | None = None,
        alone: bool = False,
        stiffer_nm_per_rad: float = 0.0,
    ) -> ShakenParts:
        """The body that lands.

        Args:
            person: somebody; average without.
            knee_deg: bend of the landing knee, 0 to 60; as recorded without. Heel and feet stay where they
                were, and so does the direction of the pelvis.
            alone: the other foot is in the air.
            stiffer_nm_per_rad: added to both hips, about every axis: tissue that is tight before its end.

        Raises:
            BodyError: a knee angle outside its range.
        """
        if knee_deg is not None:
            check_number("knee_deg", knee_deg, 0.0, 60.0, " deg")
        stance = self.recorded if knee_deg is None else self._bent(knee_deg - self.knee_deg)
        parts = parts_of(self.chooser, stance, person or Person(), (_HEEL,) if alone else (_HEEL, *_BEHIND))
        if not stiffer_nm_per_rad:
            return parts
        other = parts.other.copy()
        for name in _HIPS:
            for side in "rl":
                i = self.chooser.skeleton.dofs.index(f"{name}-{side}")
                other[i, i] += stiffer_nm_per_rad
        critical = critical_damping(parts.mass, parts.muscle + other)
        return parts._replace(other=other, critical=critical)

    def _bent(self, more_deg: float) -> Stance:
        motion = self.recorded.motion
        assert motion is not None
        before, here, after = (
            self._settled(qpos, more_deg) for qpos in (motion.before, self.recorded.qpos, motion.after)
        )
        return replace(self.recorded, qpos=here, motion=replace(motion, before=before, after=after))

    def _settled(self, recorded: Array, more_deg: float) -> Array:
        """The right knee bent further; hips, ankles, the other knee and the height of the pelvis give way."""
        s, measurer = self.chooser.skeleton, self.chooser.measurer
        points = [s.contacts[_HEEL], s.contacts["toe-l"]]
        feet = [s.mj.body(f"foot-{side}").id for side in "rl"]
        free = ["root-y", "hip-flexion-r", "ankle-dorsiflexion-r"]
        free += ["hip-flexion-l", "knee-flexion-l", "ankle-dorsiflexion-l"]
        columns = [s.dofs.index(name) for name in free]
        jac, turning = np.zeros((3, s.mj.nv)), np.zeros((3, s.mj.nv))

        def places(qpos: Array) -> tuple[Array, Array]:
            data, at, rows = measurer.place(qpos), [], []
            for point, foot in zip(points, feet, strict=True):
                mujoco.mj_jac(s.mj, data, jac, turning, data.site_xpos[point], foot)
                ahead = data.xmat[foot].reshape(3, 3)[:, 0]
                at += [*data.site_xpos[point][:2], np.arctan2(ahead[1], ahead[0])]
                rows += [jac[0].copy(), jac[1].copy(), turning[2].copy()]
            return np.array(at), np.array(rows)[:, columns]

        wanted, _ = places(recorded)
        qpos, move = recorded.copy(), np.zeros(s.mj.nv)
        qpos[s.qpos["knee-flexion-r"]] += np.radians(more_deg)
        for _ in range(_STEPS):
            here, rows = places(qpos)
            if np.abs(here - wanted).max() < _CLOSE:
                break
            move[columns] = np.linalg.solve(rows, wanted - here)
            mujoco.mj_integratePos(s.mj, qpos, move, 1.0)
        return qpos

    def passed(
        self, parts: ShakenParts, tissue: Tissue, band: Band, place: str = "l5", of: str = "shank"
    ) -> float:
        """Vertical shake of one place over that of another, with the heel pushed alike at every frequency."""
        return float(_shares(parts, tissue, (band,), place, of)[0])

    def shares(self, parts: ShakenParts) -> Array:
        """What gets from the shank to L5 in the slow and the fast band, for every set (sets, 2)."""
        return np.array([_shares(parts, tissue, (SLOW_HZ, FAST_HZ)) for tissue in self._tissues])

    def landed(self, parts: ShakenParts) -> Landed:
        """The same as ranges."""
        shares = self.shares(parts)
        return Landed(_range(shares[:, 0]), _range(shares[:, 1]))

    def blow(self, parts: ShakenParts, tissue: Tissue | None = None) -> Blow:
        """The ground meets the heel at one metre per second."""
        history = struck(parts, tissue or Tissue(), _STEP_S, round(_BLOW_S / _STEP_S))
        stopped = int(np.argmax(history.heel_ms >= 1.0)) or len(history.heel_ms)
        impulse = float(history.force_n[:stopped].sum() * _STEP_S)
        return Blow(
            force_n=float(history.force_n.max()),
            shank_ms2=float(history.shank_ms2.max()),
            l5_ms2=float(history.l5_ms2.max()),
            foot_mass_pct=100.0 * impulse / REFERENCE_MASS_KG,
        )

    def walked(self, parts: ShakenParts, tissue: Tissue | None = None) -> Walked:
        """The recorded force on the right heel, from the air to mid-stance, as if the posture were kept."""
        step, force = _recorded_force()
        lines: Array = np.asarray(np.fft.rfftfreq(len(force), step), float)
        held = (lines >= SLOW_HZ[0]) & (lines <= FAST_HZ[1])
        motion = Shaken(parts, tissue or Tissue()).pushed(lines[held], parts.places["heel"])
        found = []
        for place in ("shank", "l5"):
            answer = np.zeros(len(lines), complex)
            answer[held] = -((2.0 * np.pi * lines[held]) ** 2) * (motion @ parts.places[place])
            answer *= np.fft.rfft(force)
            bands = [
                np.where((lines >= low) & (lines <= high), answer, 0.0) for low, high in (SLOW_HZ, FAST_HZ)
            ]
            slow, fast = (float(np.abs(np.fft.irfft(band, len(force))).max()) for band in bands)
            found.append((slow, fast))
        return Walked(*found)


class Struck(NamedTuple):
    """The heel struck by ground that comes up at one metre per second, in time."""

    force_n: Array
    heel_ms: Array
    shank_ms2: Array
    l5_ms2: Array


def struck(parts: ShakenParts, tissue: Tissue, step_s: float, steps: int) -> Struck:
    """The blow in time, by the trapezium rule; wobbling mass as one more set of joint motions each."""
    body, nv = Shaken(parts, tissue), len(parts.mass)
    soft = [
        (tissue.leg_share * parts.legs, tissue.leg_hz),
        (tissue.trunk_share * parts.trunk, tissue.trunk_hz),
    ]
    firm = parts.mass - soft[0][0] - soft[1][0]
    rates = np.zeros((6 * nv, 6 * nv))
    rates[: 3 * nv, 3 * nv :] = np.eye(3 * nv)
    bone, speed = slice(3 * nv, 4 * nv), slice(3 * nv, 4 * nv)
    rates[bone, :nv] = -(body.stiffness + body.pad)
    rates[bone, speed] = -(body.damping + body.pad_rate * body.pad)
    for i, (mass, hz) in enumerate(soft, start=1):
        own = 2.0 * np.pi * hz
        lag = 2.0 * tissue.wobble_damping * own
        at, along = slice(i * nv, (i + 1) * nv), slice((3 + i) * nv, (4 + i) * nv)
        rates[bone, at] += own**2 * mass
        rates[bone, :nv] -= own**2 * mass
        rates[bone, along] += lag * mass
        rates[bone, speed] -= lag * mass
        rates[along, at] = -(own**2) * np.eye(nv)
        rates[along, :nv] = own**2 * np.eye(nv)
        rates[along, along] = -lag * np.eye(nv)
        rates[along, speed] = lag * np.eye(nv)
    rates[bone] = np.linalg.solve(firm, rates[bone])
    heel, pad = parts.places["heel"], tissue.pad_n_per_m
    way = np.linalg.solve(firm, pad * heel)
    ahead = np.eye(6 * nv) - 0.5 * step_s * rates
    onward = np.linalg.solve(ahead, np.eye(6 * nv) + 0.5 * step_s * rates)
    push = np.zeros(6 * nv)
    push[bone] = way
    answer = np.linalg.solve(ahead, step_s * push)
    state, found = np.zeros(6 * nv), np.zeros((4, steps))
    for n in range(steps):
        was, met = (
            state[bone].copy(),
            (n + 0.5) * step_s + body.pad_rate,
        )  # how far the ground came, and how fast
        state = onward @ state + met * answer
        found[0, n] = pad * (
            (n + 1) * step_s - heel @ state[:nv] + body.pad_rate * (1.0 - heel @ state[bone])
        )
        found[1, n] = heel @ state[bone]
        gained = (state[bone] - was) / step_s
        found[2, n], found[3, n] = (parts.places[name] @ gained for name in ("shank", "l5"))
    return Struck(*found)


def _recorded_force() -> tuple[float, Array]:
    """Seconds between samples, and the upward force (N) under the right foot from swing to mid-stance, where
    it is faded out."""
    rows = read_walking()
    last = len(rows["phase_pct"])
    first = last - 1 - int(np.argmax(rows["force-y-r"][::-1] == 0.0)) - _AIR
    force = rows["force-y-r"][first:last] * REFERENCE_MASS_KG * GRAVITY_MS2
    force[-_FADE:] *= 0.5 * (1.0 + np.cos(np.pi * (np.arange(_FADE) + 1.0) / _FADE))
    return float(np.median(np.diff(rows["time_s"]))), force


def changes(usual: Array, changed: Array) -> tuple[ChangedShare, ChangedShare]:
    """What became of the shares of a body, in the slow and the fast band."""
    slow, fast = (
        ChangedShare(_range(was), _range(now), _range(100.0 * (now / was - 1.0)))
        for was, now in zip(usual.T, changed.T, strict=True)
    )
    return slow, fast


def _shares(
    parts: ShakenParts, tissue: Tissue, bands: tuple[Band, ...], place: str = "l5", of: str = "shank"
) -> list[float]:
    lines = np.arange(bands[0][0], bands[-1][1] + 0.1, LINE_HZ)
    motion = Shaken(parts, tissue).pushed(lines, parts.places["heel"])
    out = []
    for low, high in bands:
        inside = (lines >= low) & (lines <= high)
        there, here = (_rms(lines[inside], motion[inside] @ parts.places[name]) for name in (place, of))
        out.append(there / here)
    return out


def _rms(lines: Array, motion: Complex) -> float:
    """Of accelerations, from motions at some frequencies."""
    return float(np.sqrt(np.mean(np.abs(motion * (2.0 * np.pi * lines) ** 2) ** 2)))


def _range(values: Array) -> Spread:
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    return float(middle), float(low), float(high)
