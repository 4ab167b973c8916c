"""A guided session as a timeline: what happens, for how long, and what is said."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

from loadshare.care.doses import SWITCH_S, takes_turns, turn_rest_s
from loadshare.care.programme_types import ItemSide, ProgrammeItem
from loadshare.care.words import words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.exercise import Dose, Effort
from loadshare.knowledge.library import Knowledge

LEAST_PACE, MOST_PACE = 0.5, 3.0
LAST_SECONDS_S = 4.0
"""The player counts 3-2-1 itself; nothing else is said then."""

SPEECH_GAP_S = 4.0
FIRST_CUE_S = 2.0
HALF_WAY_FROM_S = 16.0


class StepKind(StrEnum):
    """What a stretch of the timeline is."""

    PREPARE = "prepare"
    WORK = "work"
    HOLD = "hold"
    SWITCH = "switch"
    REST = "rest"
    DONE = "done"


class Speech(Entry):
    """Words spoken at an offset from the start of a step."""

    at_s: float
    text: str


class TimelineStep(Entry):
    """One stretch of the session. The player needs nothing else to show, count, speak and beep."""

    index: int
    kind: StepKind
    exercise: str
    item: int
    """Place of the exercise in the session, from 0."""
    side: ItemSide
    set: int
    sets: int
    count: int
    """Repetitions in a WORK step, 1 for a HOLD; 0 elsewhere."""
    of: int
    """Which hold of the set this is, from 1; 0 elsewhere."""
    seconds: float
    """How long; for WORK with a count, count x tempo."""
    tempo_s: float
    """Seconds for one repetition in a WORK step with a count, else 0."""
    title: str
    """The large words on the screen."""
    speech: tuple[Speech, ...]
    waits: bool = False
    """Self-paced: the step ends when the person says so, not when its seconds are over."""


class Led(Protocol):
    """What can be led through: of the library, or written by a practice."""

    @property
    def id(self) -> str:
        """Its name among those of the session."""
        ...

    @property
    def name(self) -> str:
        """As it is called and said."""
        ...

    @property
    def per_side(self) -> bool:
        """Whether each side does it."""
        ...

    @property
    def steps(self) -> tuple[str, ...]:
        """How it goes; the first is said while one gets ready."""
        ...

    @property
    def cues(self) -> tuple[str, ...]:
        """What is said while one moves."""
        ...


class BesidesItem(Entry):
    """An exercise that a session has besides those of the programme, after them."""

    id: str
    name: str
    per_side: bool
    steps: tuple[str, ...]
    dose: Dose

    @property
    def cues(self) -> tuple[str, ...]:
        """Its steps: nothing else is known of it."""
        return self.steps


class Timeline(Entry):
    """A whole session."""

    steps: tuple[TimelineStep, ...]
    seconds: float
    exercises: tuple[str, ...]
    self_paced: bool = False


def build_timeline(
    *,
    items: tuple[ProgrammeItem, ...],
    knowledge: Knowledge,
    besides: tuple[BesidesItem, ...] = (),
    pace: float = 1.0,
    rests: bool = True,
    self_paced: bool = False,
) -> Timeline:
    """The session of these items, in their order: prepare, work or hold, change sides, rest, next, done.

    What it has `besides` comes last.

    At `pace` 1 its length is what the items promise together (`ProgrammeItem.minutes`). A larger pace is
    slower: it stretches getting ready, changing sides, rests and repetitions; holds keep their length,
    which is their dose. `rests=False` leaves the pauses between sets out, so the session can only get
    shorter. `self_paced` keeps every step until the person goes on (WCAG 2.2.1).

    Raises `ValueError` for a pace outside 0.5 to 3 and `KeyError` for an exercise not in the library.
    """
    if not LEAST_PACE <= pace <= MOST_PACE:
        raise ValueError(f"pace is {pace}; choose one from {LEAST_PACE} to {MOST_PACE}")
    led: list[tuple[Led, Dose, ItemSide]] = [
        *((knowledge.exercises[item.exercise], item.dose, item.first_side) for item in items),
        *((one, one.dose, ItemSide.BOTH) for one in besides),
    ]
    steps: list[TimelineStep] = []
    for place, (exercise, dose, first_side) in enumerate(led):
        writer = _Writer(exercise, dose, first_side, place, last=place == len(led) - 1, rests=rests)
        for step in writer.steps():
            if rests or step.kind is not StepKind.REST:
                steps.append(_paced(step, pace, self_paced, len(steps)))
    steps.append(_done(len(steps), len(led)))
    return Timeline(
        steps=tuple(steps),
        seconds=sum(step.seconds for step in steps),
        exercises=tuple(exercise.id for exercise, _dose, _side in led),
        self_paced=self_paced,
    )


class _Writer:
    """Writes the steps of one item."""

    def __init__(
        self, exercise: Led, dose: Dose, first_side: ItemSide, place: int, *, last: bool, rests: bool
    ) -> None:
        self.rests = rests
        self.dose = dose
        self.exercise = exercise
        self.place = place
        self.last = last
        side = first_side if first_side is not ItemSide.BOTH else ItemSide.LEFT
        self.sides: tuple[ItemSide, ...] = (side, side.other) if exercise.per_side else (ItemSide.BOTH,)

    def steps(self) -> Iterator[TimelineStep]:
        yield self._prepare()
        rounds = range(1, self.dose.sets + 1)
        if takes_turns(per_side=self.exercise.per_side, dose=self.dose):
            for number in rounds:
                yield from self._round(number)
                if number < self.dose.sets:
                    yield self._turn_back(number + 1)
            return
        for side in self.sides:
            if side is not self.sides[0]:
                yield self._switch(side, 1)
            for number in rounds:
                yield from self._set(side, number)
                if number < self.dose.sets:
                    yield self._rest(side, number + 1, self.dose.rest_s)

    def _round(self, number: int) -> Iterator[TimelineStep]:
        """One set of each side."""
        yield from self._set(self.sides[0], number)
        yield self._switch(self.sides[1], number)
        yield from self._set(self.sides[1], number)

    def _turn_back(self, number: int) -> TimelineStep:
        """Back to the first side, with what is left of its rest."""
        pause = turn_rest_s(self.dose)
        if pause <= SWITCH_S or not self.rests:
            return self._switch(self.sides[0], number)
        return self._rest(self.sides[0], number, pause, words(f"switch-back.{self.sides[0]}"))

    def _set(self, side: ItemSide, number: int) -> Iterator[TimelineStep]:
        match self.dose.effort:
            case Effort.HOLD:
                yield from self._holds(side, number)
            case Effort.REPETITIONS:
                tempo = self.dose.tempo_s + self.dose.hold_s
                seconds = self.dose.count * tempo
                yield self._step(
                    StepKind.WORK, side, number, seconds, count=self.dose.count, tempo_s=tempo,
                    speech=self._work_words(number, seconds, words("session.repetitions", n=self.dose.count)),
                )  # fmt: skip
            case Effort.TIME:
                seconds = float(self.dose.duration_s)
                yield self._step(
                    StepKind.WORK, side, number, seconds,
                    speech=self._work_words(number, seconds, words("session.time")),
                )  # fmt: skip

    def _holds(self, side: ItemSide, number: int) -> Iterator[TimelineStep]:
        for of in range(1, self.dose.count + 1):
            seconds = float(self.dose.hold_s)
            opening = words("session.hold", n=self.dose.hold_s) if of == 1 else words("session.hold-again")
            yield self._step(
                StepKind.HOLD, side, number, seconds, count=1, of=of,
                speech=self._work_words(number + of - 1, seconds, opening),
            )  # fmt: skip
            if of < self.dose.count:
                yield self._step(
                    StepKind.REST, side, number, self.dose.tempo_s,
                    title=words("session.let-go"), speech=_say(words("session.let-go-said")),
                )  # fmt: skip

    def _prepare(self) -> TimelineStep:
        side = self.sides[0]
        place = "first" if self.place == 0 else "last" if self.last else "next"
        said = [words(f"lead-in.{place}.{side}", name=self.exercise.name)]
        if self.dose.prepare_s >= 2 * SPEECH_GAP_S:
            said.append(self.exercise.steps[0])
        return self._step(
            StepKind.PREPARE, side, 1, float(self.dose.prepare_s), title=self.exercise.name,
            speech=_spread(said, float(self.dose.prepare_s)),
        )  # fmt: skip

    def _switch(self, side: ItemSide, number: int) -> TimelineStep:
        return self._step(
            StepKind.SWITCH, side, number, float(SWITCH_S), title=words("session.switch"),
            speech=_say(words(f"switch.{side}")),
        )  # fmt: skip

    def _rest(self, side: ItemSide, number: int, seconds: float, said: str = "") -> TimelineStep:
        is_hold = self.dose.effort is Effort.HOLD
        if not said:
            said = words(
                "session.rest-hold" if is_hold else "session.rest-set", number=number, of=self.dose.sets
            )
        return self._step(
            StepKind.REST, side, number, float(seconds), title=words("session.rest"), speech=_say(said),
        )  # fmt: skip

    def _work_words(self, turn: int, seconds: float, opening: str) -> tuple[Speech, ...]:
        cues = self.exercise.cues
        start = (turn - 1) % len(cues)
        rotated = [*cues[start:], *cues[:start]]
        said = [opening, *(words("session.cue", cue=cue) for cue in rotated[:2])]
        return _with_half_way(_spread(said, seconds), seconds)

    def _step(
        self,
        kind: StepKind,
        side: ItemSide,
        number: int,
        seconds: float,
        *,
        count: int = 0,
        of: int = 0,
        tempo_s: float = 0.0,
        title: str = "",
        speech: tuple[Speech, ...] = (),
    ) -> TimelineStep:
        return TimelineStep(
            index=0,
            kind=kind,
            exercise=self.exercise.id,
            item=self.place,
            side=side,
            set=number,
            sets=self.dose.sets,
            count=count,
            of=of,
            seconds=seconds,
            tempo_s=tempo_s,
            title=title or self.exercise.name,
            speech=speech,
        )


def _paced(step: TimelineStep, pace: float, self_paced: bool, index: int) -> TimelineStep:
    factor = 1.0 if step.kind is StepKind.HOLD or _is_timed(step) else pace
    changed: dict[str, object] = {"index": index, "waits": self_paced}
    if factor != 1.0:
        changed |= {
            "seconds": step.seconds * factor,
            "tempo_s": step.tempo_s * factor,
            "speech": tuple(Speech(at_s=word.at_s * factor, text=word.text) for word in step.speech),
        }
    return step.model_copy(update=changed)


def _is_timed(step: TimelineStep) -> bool:
    """A set counted in seconds keeps its length: the time is its dose."""
    return step.kind is StepKind.WORK and step.count == 0


def _spread(sentences: list[str], seconds: float) -> tuple[Speech, ...]:
    """One thing after another, a gap between them, and quiet for the last seconds."""
    said: list[Speech] = []
    at = 0.0
    for text in sentences:
        if said and at > seconds - LAST_SECONDS_S:
            break
        said.append(Speech(at_s=at, text=text))
        at += max(SPEECH_GAP_S, 0.45 * len(text.split()) + 1.0)
    return tuple(said)


def _with_half_way(speech: tuple[Speech, ...], seconds: float) -> tuple[Speech, ...]:
    if seconds < HALF_WAY_FROM_S:
        return speech
    half = seconds / 2
    kept = [word for word in speech if abs(word.at_s - half) >= SPEECH_GAP_S / 2]
    return tuple(
        sorted((*kept, Speech(at_s=half, text=words("session.half-way"))), key=lambda word: word.at_s)
    )


def _say(text: str) -> tuple[Speech, ...]:
    return (Speech(at_s=0.0, text=text),)


def _done(index: int, items: int) -> TimelineStep:
    return TimelineStep(
        index=index, kind=StepKind.DONE, exercise="", item=items, side=ItemSide.BOTH, set=0, sets=0, count=0,
        of=0, seconds=0.0, tempo_s=0.0, title=words("session.done"),
        speech=_say(words("session.done-said")),
    )  # fmt: skip
