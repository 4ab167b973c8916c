"""Lays picks out over a week: which days, how many a session, how much of each, never over the minutes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from loadshare.care.doses import ladder, rung_seconds, whole_rung, work_seconds
from loadshare.care.picks import Pick
from loadshare.care.programme_types import DAYS_IN_WEEK, DayKind
from loadshare.care.selection import SESSION_STRANDS
from loadshare.knowledge.exercise import Dose, Effort, Exercise, Strand

STRETCH_GOAL_S = 300
STRETCH_MOST_S = 600
"""Weekly stretching of one muscle of one side: five minutes where there is room, never over ten
(`loadshare-judgement`)."""

WEEK_PATTERNS: Mapping[int, str] = {
    2: "S--S---",
    3: "S-S-S--",
    4: "SM-S-S-",
    5: "SMSMS--",
    6: "SMSMSM-",
    7: "SMSMSMM",
}
"""Days from the first one on. Strength never on two days running, the next week included."""

_KINDS = {"S": DayKind.STRENGTH, "M": DayKind.MOBILITY, "-": DayKind.REST}

SIZES_BEGINNER = (3, 3, 4, 4, 5, 5)
SIZES_USED = (4, 4, 5, 5, 6, 6)
SIZES_LIGHTER = (2, 2, 3, 3, 4, 4)
"""Most exercises a session, week by week: start with a few, build to four to six (`loadshare-judgement`)."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A week: its seven days from the first on, the dose of every exercise in it, and what found no room."""

    days: tuple[tuple[DayKind, tuple[str, ...]], ...]
    doses: Mapping[str, Dose]
    crowded_out: frozenset[str]


@dataclass(kw_only=True)
class _Lineup:
    """The fullest session of the week while it is being filled: a strength day; other days hold less."""

    left_s: float
    days_per_week: int
    rungs: dict[str, int] = field(default_factory=dict)
    picks: dict[str, Pick] = field(default_factory=dict)

    def spend(self, pick: Pick, rung: int, *, keep_s: float = 0) -> bool:
        """Take or grow an exercise to a rung if the time allows it, with `keep_s` left over."""
        seconds = rung_seconds(pick.exercise.dose, pick.exercise.per_side)
        now = self.rungs.get(pick.exercise.id)
        cost = seconds[rung] - (0.0 if now is None else seconds[now])
        if cost + keep_s > self.left_s or not self._stretches_within(pick, rung):
            return False
        self.left_s -= cost
        self.rungs[pick.exercise.id] = rung
        self.picks[pick.exercise.id] = pick
        return True

    def others(self) -> int:
        """How many exercises it holds that are not strength."""
        return sum(pick.exercise.strand is not Strand.STRENGTHEN for pick in self.picks.values())

    def step_to_come_s(self) -> float:
        """Seconds that the costliest step its strength exercises have still to take asks for."""
        return max(
            (_step_to_come_s(pick, self.rungs[name]) for name, pick in self.picks.items()), default=0.0
        )

    def weekly_s(self, pick: Pick) -> float:
        """Seconds a week that a side is stretched by an exercise as it stands."""
        days = planned_days(exercise=pick.exercise, days_per_week=self.days_per_week)
        return work_seconds(ladder(pick.exercise.dose)[self.rungs[pick.exercise.id]]) * len(days)

    def _stretches_within(self, pick: Pick, rung: int) -> bool:
        """No muscle of one side is stretched for more than ten minutes a week."""
        if pick.exercise.strand is not Strand.STRETCH:
            return True
        rungs = {**self.rungs, pick.exercise.id: rung}
        picks = {**self.picks, pick.exercise.id: pick}
        doses = (
            (
                one.exercise.targets,
                ladder(one.exercise.dose)[rungs[name]],
                len(planned_days(exercise=one.exercise, days_per_week=self.days_per_week)),
            )
            for name, one in picks.items()
            if one.exercise.strand is Strand.STRETCH
        )
        return stretches_within(doses)


def planned_days(*, exercise: Exercise, days_per_week: int) -> tuple[int, ...]:
    """The days of a week, from its first on, that hold an exercise: as many as its dose says.

    Strength stands on strength days; stretching and self-massage on every day with a session, strength days
    first.
    """
    return _planned(exercise.strand is Strand.STRENGTHEN, exercise.dose.days_per_week, days_per_week)


@cache
def _planned(is_strength: bool, dose_days: int, days_per_week: int) -> tuple[int, ...]:
    pattern = WEEK_PATTERNS[days_per_week]
    strength = [offset for offset, letter in enumerate(pattern) if letter == "S"]
    if is_strength:
        return tuple(strength[:dose_days])
    others = [offset for offset, letter in enumerate(pattern) if letter == "M"]
    return tuple(sorted((strength + others)[:dose_days]))


def session_size(*, week: int, beginner: bool, lighter: bool) -> int:
    """Most exercises a session in a week of the block."""
    sizes = SIZES_LIGHTER if lighter else SIZES_BEGINNER if beginner else SIZES_USED
    return sizes[week - 1]


def lay_out(*, picks: tuple[Pick, ...], days_per_week: int, minutes: int, size: int, week: int) -> Layout:
    """Lay picks out over a week, each on as many days as its dose says, at one dose all week.

    Strength has the first call on places and minutes; stretching and self-massage take no more than half of
    the places. Nothing new takes the time of the next step of a strength exercise. No session takes longer
    than `minutes`.
    """
    ready = tuple(pick for pick in picks if pick.carried or pick.from_week <= week)
    lineup = _Lineup(left_s=minutes * 60, days_per_week=days_per_week)
    _fill(lineup, ready, size)
    _raise_stretching(lineup, ready)
    return _layout(ready, lineup)


def stretches_within(doses: Iterable[tuple[Iterable[str], Dose, int]]) -> bool:
    """Whether no muscle of one side is stretched for more than ten minutes a week."""
    return max(weekly_stretch_s(doses=doses).values(), default=0.0) <= STRETCH_MOST_S


def weekly_stretch_s(*, doses: Iterable[tuple[Iterable[str], Dose, int]]) -> dict[str, float]:
    """Seconds of stretching a week for each muscle of one side, out of (targets, dose, days a week)."""
    total: dict[str, float] = {}
    for targets, dose, days in doses:
        for target in targets:
            total[target] = total.get(target, 0.0) + work_seconds(dose) * days
    return total


def _fill(lineup: _Lineup, picks: tuple[Pick, ...], size: int) -> None:
    """One strength exercise and what is needed most beside it, then what was there, then what is new."""
    base = [
        pick for pick in (_first(picks, strength=True), _first(picks, strength=False)) if pick is not None
    ]
    for pick in base:
        if pick.exercise.strand is Strand.STRENGTHEN or pick.carried:
            lineup.spend(pick, 0)
        else:
            lineup.spend(pick, whole_rung(pick.exercise.dose))
    for pick in base:
        while pick.exercise.id in lineup.rungs and _grow(lineup, pick):
            pass
    for pick in sorted(picks, key=lambda pick: not pick.carried):
        if pick.exercise.id in lineup.rungs or len(lineup.rungs) >= size:
            continue
        if pick.exercise.strand is not Strand.STRENGTHEN and lineup.others() >= max(1, size // 2):
            continue
        if pick.carried:
            _take(lineup, pick, least=0)
        else:
            _take(lineup, pick, least=whole_rung(pick.exercise.dose), keep_s=lineup.step_to_come_s())


def _grow(lineup: _Lineup, pick: Pick) -> bool:
    rung = lineup.rungs[pick.exercise.id]
    return rung < pick.rung and lineup.spend(pick, rung + 1)


def _take(lineup: _Lineup, pick: Pick, *, least: int, keep_s: float = 0) -> None:
    """Take a pick at the dose wanted, or smaller, down to the least."""
    for rung in range(pick.rung, min(least, pick.rung) - 1, -1):
        if lineup.spend(pick, rung, keep_s=keep_s):
            return


def _first(picks: tuple[Pick, ...], *, strength: bool) -> Pick | None:
    """The most important of strength, or of the rest: one already done before a new one."""
    found = [pick for pick in picks if (pick.exercise.strand is Strand.STRENGTHEN) is strength]
    return next((pick for pick in found if pick.carried), found[0] if found else None)


def _step_to_come_s(pick: Pick, rung: int) -> float:
    if pick.exercise.strand is not Strand.STRENGTHEN:
        return 0.0
    seconds = rung_seconds(pick.exercise.dose, pick.exercise.per_side)[rung:]
    return max((after - before for before, after in pairwise(seconds)), default=0.0)


def _raise_stretching(lineup: _Lineup, picks: tuple[Pick, ...]) -> None:
    """Bring new held stretches up towards five minutes a week, where strength leaves the time."""
    for pick in picks:
        if pick.exercise.id not in lineup.rungs or pick.carried or not is_held_stretch(pick):
            continue
        top = len(ladder(pick.exercise.dose)) - 1
        while lineup.rungs[pick.exercise.id] < top and lineup.weekly_s(pick) < STRETCH_GOAL_S:
            if not lineup.spend(pick, lineup.rungs[pick.exercise.id] + 1, keep_s=lineup.step_to_come_s()):
                break


def is_held_stretch(pick: Pick) -> bool:
    """True for a stretch that is held, the kind the weekly goal is about."""
    return pick.exercise.strand is Strand.STRETCH and pick.exercise.dose.effort is Effort.HOLD


def _layout(picks: tuple[Pick, ...], lineup: _Lineup) -> Layout:
    order = [
        pick
        for strand in SESSION_STRANDS
        for pick in picks
        if pick.exercise.strand is strand and pick.exercise.id in lineup.rungs
    ]
    where = {
        p.exercise.id: planned_days(exercise=p.exercise, days_per_week=lineup.days_per_week) for p in order
    }
    planned: list[tuple[DayKind, tuple[str, ...]]] = []
    for offset in range(DAYS_IN_WEEK):
        held = [pick.exercise for pick in order if offset in where[pick.exercise.id]]
        strength = any(exercise.strand is Strand.STRENGTHEN for exercise in held)
        kind = DayKind.REST if not held else DayKind.STRENGTH if strength else DayKind.MOBILITY
        planned.append((kind, tuple(exercise.id for exercise in held)))
    return Layout(
        days=tuple(planned),
        doses={p.exercise.id: ladder(p.exercise.dose)[lineup.rungs[p.exercise.id]] for p in order},
        crowded_out=frozenset(p.exercise.id for p in picks if p.exercise.id not in lineup.rungs),
    )
