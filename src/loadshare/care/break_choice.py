"""Which break to do now: one to three minutes out of the person's own programme, and never the same twice.

Posture is changed actively: somebody who sat gets up wherever they may, and what was done longest ago comes
first (sources `waongenngarm-2018`, `waongenngarm-2021`).
"""

from __future__ import annotations

from collections.abc import Iterable

from loadshare.care.case import Case
from loadshare.care.doses import fit_dose, item_seconds, ladder, rung_of
from loadshare.care.item import make_item
from loadshare.care.programme_types import Programme, ProgrammeItem
from loadshare.care.reasons import Whys
from loadshare.care.walking import is_break_for
from loadshare.care.words import words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.exercise import Dose, Effort, Exercise, Position

LEAST_S, MOST_S = 60, 180
SHORT_S = 30
LEAST_SHORT_COUNT = 3

LENGTHS_S = {1: (LEAST_S, 90), 2: (90, 150), 3: (150, MOST_S)}
"""By the minutes a person asks for: a break goes on until the first, and never past the second."""
ANY_LENGTH_S = (LEAST_S, MOST_S)


class Break(Entry):
    """One break, ready for the session player (`build_timeline`)."""

    items: tuple[ProgrammeItem, ...]
    seconds: float
    text: str
    """What to do in a few words; all there is where no exercise fits this person."""


def choose_break(
    *,
    programme: Programme,
    case: Case,
    recent: tuple[str, ...] = (),
    extra: tuple[str, ...] = (),
    short: bool = False,
    minutes: int | None = None,
) -> Break:
    """The next break. The same input always gives the same break.

    `recent` are the exercises of the last breaks, oldest first (`BreakState.recent`); `extra` are exercises
    the person or their clinician added. Candidates are these, the breaks of the programme, and its own
    exercises that can be done at a desk; all of them allowed and affordable, and what asks for care only
    where it is gentle or was added. `minutes` asks for about one, two or three of them; left out, whatever
    comes first decides. `short` gives the 30-second version.
    Raises `NoProgrammeError` where the person may have no programme.
    """
    candidates = _by_age(_candidates(programme, case, extra), recent)
    length_s = LENGTHS_S.get(minutes or 0, ANY_LENGTH_S)
    doses = _short(candidates) if short else _whole(candidates, programme, length_s)
    whys = Whys.of(case=case, programme=programme)
    taken = frozenset(exercise.id for exercise in doses)
    items = tuple(
        make_item(
            exercise=exercise,
            dose=dose,
            allowance=case.allowance,
            facts=case.facts,
            why=whys.why(exercise),
            taken=taken,
        )
        for exercise, dose in doses.items()
    )
    return Break(items=items, seconds=sum(item.minutes * 60 for item in items), text=_text(items, case))


def break_exercises(*, programme: Programme, case: Case, extra: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Everything a break of this person may be made of, in the order of the programme."""
    return tuple(exercise.id for exercise in _candidates(programme, case, extra))


def _candidates(programme: Programme, case: Case, extra: tuple[str, ...]) -> tuple[Exercise, ...]:
    exercises, allowed = case.knowledge.exercises, case.allowance.allowed
    own = (item.exercise for item in programme.items if exercises[item.exercise].break_ready)
    offered = (
        name for name in (*programme.breaks, *own) if is_break_for(name=name, allowance=case.allowance)
    )
    names = dict.fromkeys((*extra, *offered))
    return tuple(exercises[name] for name in names if name in allowed)


def _by_age(candidates: Iterable[Exercise], recent: tuple[str, ...]) -> tuple[Exercise, ...]:
    """Never done first, then what was done longest ago."""
    last = {name: place for place, name in enumerate(recent)}
    return tuple(sorted(candidates, key=lambda exercise: last.get(exercise.id, -1)))


def _whole(
    candidates: tuple[Exercise, ...], programme: Programme, length_s: tuple[int, int]
) -> dict[Exercise, Dose]:
    """The first candidate, something on the feet if it is not, and more until the time is filled."""
    least_s, most_s = length_s
    ups = tuple(exercise for exercise in candidates if _is_up(exercise))
    filling = _Filling(programme, most_s)
    filling.take_one(candidates)
    if not filling.is_up and not filling.take_one(ups):
        filling = _up_first(filling, ups)
    while filling.seconds < least_s and filling.take_one(candidates):
        pass
    return dict(sorted(filling.chosen.items(), key=lambda pair: not _is_up(pair[0])))


def _up_first(filling: _Filling, ups: tuple[Exercise, ...]) -> _Filling:
    """No time is left to get up beside the first choice. Getting up matters more, but where both fit in
    smaller doses both are done: else the first choice would never have its turn."""
    first = tuple(filling.chosen)
    needed_s = sum(item_seconds(exercise=one, dose=ladder(one.dose)[0]) for one in first)
    anew = filling.begun_anew()
    if anew.take_one(ups, keep_s=needed_s):
        anew.take_one(first)
        return anew
    return anew if anew.take_one(ups) else filling


class _Filling:
    """What a break holds so far, and the time left in it."""

    def __init__(self, programme: Programme, most_s: int) -> None:
        self.chosen: dict[Exercise, Dose] = {}
        self.seconds = 0.0
        self._programme, self._most_s = programme, most_s

    @property
    def is_up(self) -> bool:
        """Whether something in it is done on the feet."""
        return any(_is_up(exercise) for exercise in self.chosen)

    def begun_anew(self) -> _Filling:
        """An empty one for the same break."""
        return _Filling(self._programme, self._most_s)

    def take_one(self, candidates: Iterable[Exercise], *, keep_s: float = 0) -> bool:
        """Add the first of these that is new and fits, with `keep_s` left over; whether there was one."""
        names = {exercise.id for exercise in self.chosen}
        for exercise in candidates:
            dose = _dose(exercise, self._programme, self._most_s - self.seconds - keep_s)
            if exercise.id not in names and dose is not None:
                self.chosen[exercise] = dose
                self.seconds += item_seconds(exercise=exercise, dose=dose)
                return True
        return False


def _dose(exercise: Exercise, programme: Programme, seconds: float) -> Dose | None:
    """As in the programme where it holds the exercise, else the start dose, as far as there is time."""
    wanted = next((i.dose for i in programme.items if i.exercise == exercise.id), exercise.dose)
    return fit_dose(exercise=exercise, rung=rung_of(exercise=exercise, dose=wanted), seconds=seconds)


def _short(candidates: tuple[Exercise, ...]) -> dict[Exercise, Dose]:
    """One thing for half a minute, on the feet first."""
    for exercise in sorted(candidates, key=lambda exercise: not _is_up(exercise)):
        dose = _short_dose(exercise)
        if dose is not None:
            return {exercise: dose}
    return {}


def _short_dose(exercise: Exercise) -> Dose | None:
    """The dose cut to half a minute, getting ready included; None where that is not worth starting."""
    dose, left = exercise.dose, SHORT_S - exercise.dose.prepare_s
    if exercise.per_side:
        return None
    match dose.effort:
        case Effort.TIME:
            return dose.model_copy(update={"sets": 1, "duration_s": min(dose.duration_s, left)})
        case Effort.HOLD:
            return dose.model_copy(update={"sets": 1, "count": 1, "hold_s": min(dose.hold_s, left)})
        case Effort.REPETITIONS:
            count = min(dose.count, int(left / (dose.tempo_s + dose.hold_s)))
            if count < LEAST_SHORT_COUNT:
                return None
            return dose.model_copy(update={"sets": 1, "count": count})


def _is_up(exercise: Exercise) -> bool:
    return exercise.position is Position.STANDING


def _text(items: tuple[ProgrammeItem, ...], case: Case) -> str:
    names = [case.knowledge.exercises[item.exercise].name for item in items]
    if not names:
        return words("break.nothing")
    first, *others = names
    then = (words("break.then", name=name[:1].lower() + name[1:]) for name in others)
    return " ".join((words("break.first", name=first), *then))
