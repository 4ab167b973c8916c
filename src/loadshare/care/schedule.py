"""Lays picks out over a week: which days, how many a session, how much of each, never over the minutes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from loadshare.care.doses import ladder, rung_seconds, whole_rung, work_seconds
from loadshare.care.picks import Pick
from loadshare.care.programme_types import DayKind
from loadshare.care.selection import SESSION_STRANDS
from loadshare.knowledge.exercise import Dose, Effort, Strand

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
SIZES_LIGHTER = (3, 3, 3, 4, 4, 4)
"""Most exercises a session, week by week: start with a few, build to four to six (`loadshare-judgement`)."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A week: its seven days from the first on, the dose of every exercise in it, and what found no room."""

    days: tuple[tuple[DayKind, tuple[str, ...]], ...]
    doses: Mapping[str, Dose]
    crowded_out: frozenset[str]


@dataclass(kw_only=True)
class _Lineup:
    """One kind of session while it is being filled."""

    left_s: float
    rungs: dict[str, int] = field(default_factory=dict)

    def spend(self, pick: Pick, rung: int) -> bool:
        """Take or grow an exercise to a rung if the time allows it."""
        seconds = rung_seconds(pick.exercise.dose, pick.exercise.per_side)
        now = self.rungs.get(pick.exercise.id)
        cost = seconds[rung] - (0.0 if now is None else seconds[now])
        if cost > self.left_s:
            return False
        self.left_s -= cost
        self.rungs[pick.exercise.id] = rung
        return True


def session_size(*, week: int, beginner: bool, lighter: bool) -> int:
    """Most exercises a session in a week of the block."""
    sizes = SIZES_LIGHTER if lighter else SIZES_BEGINNER if beginner else SIZES_USED
    return sizes[week - 1]


def lay_out(*, picks: tuple[Pick, ...], days_per_week: int, minutes: int, size: int, week: int) -> Layout:
    """Lay picks out over a week.

    Strength days hold strength work and the first stretch (and release, where there is no other day for
    it); the days between hold release and stretching. One exercise has one dose all week. No session takes
    longer than `minutes`.
    """
    ready = tuple(pick for pick in picks if pick.carried or pick.from_week <= week)
    pattern = WEEK_PATTERNS[days_per_week]
    strength = _strength_lineup(ready, minutes * 60, size, has_other_days="M" in pattern)
    mobile = tuple(pick for pick in ready if pick.exercise.strand is not Strand.STRENGTHEN)
    mobility = _mobility_lineup(mobile, minutes * 60, size, strength.rungs) if "M" in pattern else None
    rungs = {**(mobility.rungs if mobility else {}), **strength.rungs}
    names = {"S": strength.rungs, "M": mobility.rungs if mobility else {}, "-": {}}
    days = [{name for name in rungs if name in names[letter]} for letter in pattern]
    _raise_stretching(ready, days, rungs, minutes * 60)
    _cap_stretching(ready, days, rungs)
    return _layout(ready, days, rungs)


def weekly_stretch_s(*, doses: Iterable[tuple[Iterable[str], Dose, int]]) -> dict[str, float]:
    """Seconds of stretching a week for each muscle of one side, out of (targets, dose, days a week)."""
    total: dict[str, float] = {}
    for targets, dose, days in doses:
        for target in targets:
            total[target] = total.get(target, 0.0) + work_seconds(dose) * days
    return total


def _strength_lineup(picks: tuple[Pick, ...], seconds: float, size: int, has_other_days: bool) -> _Lineup:
    musts = [Strand.STRENGTHEN, Strand.STRETCH, *([] if has_other_days else [Strand.RELEASE])]
    late = [pick for pick in picks if pick.exercise.strand is Strand.RELEASE] if has_other_days else []
    first = _carried_first(pick for pick in picks if pick not in late)
    return _fill(_Lineup(left_s=seconds), (*first, *late), musts, size)


def _mobility_lineup(
    picks: tuple[Pick, ...], seconds: float, size: int, settled: Mapping[str, int]
) -> _Lineup:
    """Release and stretching; what is settled on strength days already keeps its dose here."""
    lineup = _Lineup(left_s=seconds)
    for pick in picks:
        if pick.exercise.id in settled:
            lineup.spend(pick, settled[pick.exercise.id])
    return _fill(lineup, _carried_first(picks), [Strand.RELEASE, Strand.STRETCH], size)


def _carried_first(picks: Iterable[Pick]) -> tuple[Pick, ...]:
    """What was done the week before comes before what would be new."""
    return tuple(sorted(picks, key=lambda pick: not pick.carried))


def _fill(lineup: _Lineup, picks: tuple[Pick, ...], musts: Iterable[Strand], size: int) -> _Lineup:
    """First a little of every strand, then as much of it as wanted, then other picks while there is room."""
    there = {pick.exercise.strand for pick in picks if pick.exercise.id in lineup.rungs}
    picks = tuple(pick for pick in picks if pick.exercise.id not in lineup.rungs)
    chosen = [_first(strand, picks) for strand in musts if strand not in there]
    base = [pick for pick in chosen if pick is not None and lineup.spend(pick, 0)]
    base.sort(key=picks.index)
    growing = base
    while growing:
        growing = [pick for pick in growing if _grow(lineup, pick)]
    for pick in picks:
        if len(lineup.rungs) >= size:
            break
        if pick not in base:
            _take_whole(lineup, pick)
    return lineup


def _grow(lineup: _Lineup, pick: Pick) -> bool:
    rung = lineup.rungs[pick.exercise.id]
    return rung < pick.rung and lineup.spend(pick, rung + 1)


def _take_whole(lineup: _Lineup, pick: Pick) -> None:
    """Take a pick at the dose wanted, or smaller, but with at least one whole set."""
    for rung in range(pick.rung, whole_rung(pick.exercise.dose) - 1, -1):
        if lineup.spend(pick, rung):
            return


def _first(strand: Strand, picks: tuple[Pick, ...]) -> Pick | None:
    """The pick that stands for a strand: one already done before a new one."""
    of_strand = [pick for pick in picks if pick.exercise.strand is strand]
    return next((pick for pick in of_strand if pick.carried), of_strand[0] if of_strand else None)


def _raise_stretching(
    picks: tuple[Pick, ...], days: list[set[str]], rungs: dict[str, int], seconds: float
) -> None:
    """Bring new held stretches up towards five minutes a week, where the sessions leave the time."""
    for pick in picks:
        name, dose = pick.exercise.id, pick.exercise.dose
        if name not in rungs or pick.carried or not is_held_stretch(pick):
            continue
        steps, cost = ladder(dose), rung_seconds(dose, pick.exercise.per_side)
        count = sum(name in day for day in days)
        while rungs[name] + 1 < len(steps) and work_seconds(steps[rungs[name]]) * count < STRETCH_GOAL_S:
            grown = {**rungs, name: rungs[name] + 1}
            spent = max(_day_seconds(picks, day, grown) for day in days if name in day)
            if spent > seconds or cost[grown[name]] > seconds or _over_cap(picks, days, grown):
                break
            rungs.update(grown)


def _cap_stretching(picks: tuple[Pick, ...], days: list[set[str]], rungs: dict[str, int]) -> None:
    """Take the least important stretch off its last days until no muscle gets more than ten minutes."""
    for pick in reversed(picks):
        name = pick.exercise.id
        for day in reversed(days):
            if not _over_cap(picks, days, rungs):
                return
            if pick.exercise.strand is Strand.STRETCH and _is_in_over(pick, picks, days, rungs):
                day.discard(name)


def _over_cap(picks: tuple[Pick, ...], days: list[set[str]], rungs: Mapping[str, int]) -> set[str]:
    """Muscles that would be stretched for more than ten minutes a week."""
    stretches = (pick for pick in picks if pick.exercise.strand is Strand.STRETCH)
    doses = (
        (
            pick.exercise.targets,
            ladder(pick.exercise.dose)[rungs[pick.exercise.id]],
            sum(pick.exercise.id in day for day in days),
        )
        for pick in stretches
        if pick.exercise.id in rungs
    )
    return {target for target, spent in weekly_stretch_s(doses=doses).items() if spent > STRETCH_MOST_S}


def _is_in_over(pick: Pick, picks: tuple[Pick, ...], days: list[set[str]], rungs: Mapping[str, int]) -> bool:
    return bool(_over_cap(picks, days, rungs) & set(pick.exercise.targets))


def is_held_stretch(pick: Pick) -> bool:
    """True for a stretch that is held, the kind the weekly goal is about."""
    return pick.exercise.strand is Strand.STRETCH and pick.exercise.dose.effort is Effort.HOLD


def _day_seconds(picks: tuple[Pick, ...], day: set[str], rungs: Mapping[str, int]) -> float:
    return sum(
        rung_seconds(pick.exercise.dose, pick.exercise.per_side)[rungs[pick.exercise.id]]
        for pick in picks
        if pick.exercise.id in day
    )


def _layout(picks: tuple[Pick, ...], days: list[set[str]], rungs: Mapping[str, int]) -> Layout:
    order = [pick for strand in SESSION_STRANDS for pick in picks if pick.exercise.strand is strand]
    planned: list[tuple[DayKind, tuple[str, ...]]] = []
    for day in days:
        items = tuple(pick.exercise.id for pick in order if pick.exercise.id in day)
        strength = any(p.exercise.id in day and p.exercise.strand is Strand.STRENGTHEN for p in picks)
        kind = DayKind.REST if not items else DayKind.STRENGTH if strength else DayKind.MOBILITY
        planned.append((kind, items))
    used = {name for day in days for name in day}
    return Layout(
        days=tuple(planned),
        doses={
            p.exercise.id: ladder(p.exercise.dose)[rungs[p.exercise.id]]
            for p in order
            if p.exercise.id in used
        },
        crowded_out=frozenset(pick.exercise.id for pick in picks if pick.exercise.id not in used),
    )
