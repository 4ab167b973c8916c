"""How long a dose takes, and the ladder of doses it climbs and comes down."""

from functools import lru_cache

from loadshare.care.words import words
from loadshare.knowledge.exercise import Dose, Effort, Exercise

SWITCH_S = 8
"""Seconds to change sides."""

ALTERNATE_FROM_REST_S = 20
"""From this rest on the sides take turns, set by set, and one side rests while the other works; with a
shorter rest one side is done first, so that getting into position happens once a side."""

REPETITION_STEP = 2
HOLD_STEP_S = 5
TIME_STEP_S = 10
LEAST_HOLD_S = 5
LEAST_TIME_S = 20


def half_dose(dose: Dose) -> Dose | None:
    """About half of a dose, for who asks for less mid-session; none where it is small already."""
    half = {
        "sets": 1,
        "count": max(1, (dose.count + 1) // 2),
        "duration_s": max(min(dose.duration_s, LEAST_TIME_S), dose.duration_s // 2),
        "hold_s": max(min(dose.hold_s, LEAST_HOLD_S), dose.hold_s // 2),
    }
    smaller = dose.model_copy(update=half)
    return None if smaller == dose else smaller


def set_seconds(dose: Dose) -> float:
    """Seconds of one set on one side; between the holds of a set stands one `tempo_s` to let go."""
    match dose.effort:
        case Effort.HOLD:
            return dose.count * dose.hold_s + (dose.count - 1) * dose.tempo_s
        case Effort.REPETITIONS:
            return dose.count * (dose.tempo_s + dose.hold_s)
        case Effort.TIME:
            return dose.duration_s


def item_seconds(*, exercise: Exercise, dose: Dose) -> float:
    """Seconds of an exercise in a session: getting ready, every set, both sides, rests and the switch."""
    return _seconds(dose, exercise.per_side)


def seconds_of(*, dose: Dose, per_side: bool) -> float:
    """The same of what is in no library."""
    return _seconds(dose, per_side)


def takes_turns(*, per_side: bool, dose: Dose) -> bool:
    """True when the sides take turns set by set."""
    return per_side and dose.rest_s >= ALTERNATE_FROM_REST_S


def turn_rest_s(dose: Dose) -> float:
    """Pause between two sets when the sides take turns: what the other side's set leaves of the rest."""
    return max(float(SWITCH_S), dose.rest_s - set_seconds(dose) - SWITCH_S)


def _seconds(dose: Dose, per_side: bool) -> float:
    one_set, pauses = set_seconds(dose), dose.sets - 1
    if not per_side:
        return dose.prepare_s + dose.sets * one_set + pauses * dose.rest_s
    if dose.rest_s < ALTERNATE_FROM_REST_S:
        return dose.prepare_s + 2 * (dose.sets * one_set + pauses * dose.rest_s) + SWITCH_S
    return dose.prepare_s + dose.sets * (2 * one_set + SWITCH_S) + pauses * turn_rest_s(dose)


def work_seconds(dose: Dose) -> float:
    """Seconds one side is held or moved, rests and getting ready left out."""
    if dose.effort is Effort.HOLD:
        return float(dose.sets * dose.count * dose.hold_s)
    return dose.sets * set_seconds(dose)


@lru_cache(maxsize=1024)
def ladder(start: Dose) -> tuple[Dose, ...]:
    """Every dose of an exercise from its smallest to its largest, one variable at a time
    (`loadshare-judgement`).

    Below the start: fewer sets, then about half of one set. Above it: two repetitions (or five seconds
    of hold, or ten of time) at a time, then one more hold, then one more set.
    """
    return (*_below(start), start, *_above(start))


def start_rung(start: Dose) -> int:
    """Where the start dose stands on its ladder."""
    return ladder(start).index(start)


def whole_rung(start: Dose) -> int:
    """The smallest rung of a ladder that holds one whole set."""
    whole = (start.count, start.hold_s, start.duration_s)
    return next(i for i, dose in enumerate(ladder(start)) if _size(dose)[1:] >= whole)


def rung_of(*, exercise: Exercise, dose: Dose) -> int:
    """The rung a dose stands on; a dose between rungs counts as the highest rung it fully reaches."""
    rungs = ladder(exercise.dose)
    size = _size(dose)
    for index in range(len(rungs) - 1, -1, -1):
        if all(reached >= asked for reached, asked in zip(size, _size(rungs[index]), strict=True)):
            return index
    return 0


@lru_cache(maxsize=1024)
def rung_seconds(start: Dose, per_side: bool) -> tuple[float, ...]:
    """Seconds of every dose of a ladder, smallest first."""
    return tuple(_seconds(dose, per_side) for dose in ladder(start))


def fit_dose(*, exercise: Exercise, rung: int, seconds: float) -> Dose | None:
    """The largest dose up to a rung that takes no longer than `seconds`; None when none does."""
    rungs = ladder(exercise.dose)
    for dose in reversed(rungs[: rung + 1]):
        if item_seconds(exercise=exercise, dose=dose) <= seconds:
            return dose
    return None


def describe_dose(*, exercise: Exercise, dose: Dose) -> str:
    """The dose in words: "2 sets of 8", "3 holds of 20 seconds on each side"."""
    return describe(dose=dose, per_side=exercise.per_side)


def describe(*, dose: Dose, per_side: bool) -> str:
    """The same of what is in no library."""
    sides = "each-side" if per_side else "plain"
    match dose.effort:
        case Effort.REPETITIONS:
            return words(f"dose.{sides}.repetitions", n=dose.sets, count=dose.count)
        case Effort.HOLD if dose.count == 1:
            return words(f"dose.{sides}.hold", n=dose.sets, seconds=dose.hold_s)
        case Effort.HOLD:
            return words(f"dose.{sides}.holds", n=dose.sets, count=dose.count, seconds=dose.hold_s)
        case Effort.TIME:
            return _times(sides, dose.sets, _duration(dose.duration_s))


def _times(sides: str, sets: int, duration: str) -> str:
    if sets == 1:
        return words(f"dose.{sides}.once", duration=duration)
    if sets == 2:
        return words(f"dose.{sides}.twice", duration=duration)
    return words(f"dose.{sides}.times", n=sets, duration=duration)


def _below(start: Dose) -> tuple[Dose, ...]:
    fewer = [_with(start, sets=sets) for sets in range(1, start.sets)]
    half = _with(
        start,
        sets=1,
        count=max(1, start.count // 2),
        hold_s=max(min(LEAST_HOLD_S, start.hold_s), start.hold_s // 2)
        if start.effort is Effort.HOLD and start.count == 1
        else start.hold_s,
        duration_s=max(min(LEAST_TIME_S, start.duration_s), start.duration_s // 2),
    )
    return tuple(fewer) if half in (*fewer, start) else (half, *fewer)


def _above(start: Dose) -> tuple[Dose, ...]:
    rungs = [start]
    step, most, name = {
        Effort.REPETITIONS: (REPETITION_STEP, start.count_most, "count"),
        Effort.HOLD: (HOLD_STEP_S, start.hold_most_s, "hold_s"),
        Effort.TIME: (TIME_STEP_S, start.duration_most_s, "duration_s"),
    }[start.effort]
    _climb(rungs, name, step, most)
    if start.effort is Effort.HOLD:
        _climb(rungs, "count", 1, start.count_most)
    _climb(rungs, "sets", 1, start.sets_most)
    return tuple(rungs[1:])


def _climb(rungs: list[Dose], name: str, step: int, most: int) -> None:
    value = int(getattr(rungs[-1], name))
    while value < most:
        value = min(most, value + step)
        rungs.append(_with(rungs[-1], **{name: value}))


def _with(dose: Dose, **changes: int) -> Dose:
    return dose.model_copy(update=changes)


def _size(dose: Dose) -> tuple[int, int, int, int]:
    return (dose.sets, dose.count, dose.hold_s, dose.duration_s)


def _duration(seconds: int) -> str:
    if seconds < 90 or seconds % 60:
        return words("duration.seconds", n=seconds)
    return words("duration.minutes", n=seconds // 60)
