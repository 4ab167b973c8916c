"""Why an item is in this person's programme, and which side goes first."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from loadshare.care.case import Case
from loadshare.care.check import CheckResult
from loadshare.care.conditions import Facts
from loadshare.care.needs import FoundNeed, answers_to, needs_of
from loadshare.care.preferences import number, word
from loadshare.care.programme_types import ItemSide, Preferences, Programme
from loadshare.care.selection import Allowance
from loadshare.care.words import words
from loadshare.knowledge.exercise import Exercise, Strand
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.mechanism import Basis

STRETCHED, WORKED = "stretched", "worked"
TESTS_BY_TARGET: Mapping[tuple[str, str], str] = {
    (STRETCHED, "hip-rotators"): "hip-rotation.internal",
    (STRETCHED, "deep-rotators"): "hip-rotation.internal",
    (STRETCHED, "hip-capsule-back"): "hip-rotation.internal",
    (WORKED, "obliques"): "side-bridge.time",
    (WORKED, "quadratus-lumborum"): "side-bridge.time",
    (WORKED, "hamstrings"): "one-leg-bridge.time",
    (WORKED, "gluteus-maximus"): "one-leg-bridge.time",
    (WORKED, "gluteus-medius"): "side-bridge.time",
}
BALANCE_TEST = "single-leg-stance.time"
TESTS_BY_STRAND: Mapping[Strand, tuple[str, ...]] = {
    Strand.RELEASE: ("hip-rotation.internal",),
    Strand.STRETCH: ("hip-rotation.internal",),
    Strand.STRENGTHEN: ("side-bridge.time", "one-leg-bridge.time", BALANCE_TEST),
}
"""Which test tells the side to start with, of what it works first: the lower number is the stiffer or less
strong side."""

GOALS = frozenset(
    {"move-freely", "sit-through-work", "walk-further", "sleep-better", "sport", "play-or-care"}
)
"""Goals that something is said about."""


def first_side(*, exercise: Exercise, facts: Facts) -> ItemSide:
    """The side to start with: the weaker or stiffer one on a test, else the side that works harder or hurts.

    BOTH for an exercise that does both sides at once; LEFT where nothing tells the sides apart.
    """
    if not exercise.per_side:
        return ItemSide.BOTH
    for test in dict.fromkeys(_telling_sides(exercise)):
        left, right = number(facts, f"{test}.left"), number(facts, f"{test}.right")
        if left is not None and right is not None and left != right:
            return ItemSide.LEFT if left < right else ItemSide.RIGHT
    for answer in (word(facts, "harder-side"), word(facts, "pain-side")):
        if answer in ("left", "right"):
            return ItemSide(answer)
    return ItemSide.LEFT


def _telling_sides(exercise: Exercise) -> Iterator[str]:
    """The tests that may tell the sides of an exercise apart, the nearest first."""
    if exercise.balance:
        yield BALANCE_TEST
    way = WORKED if exercise.strand is Strand.STRENGTHEN else STRETCHED
    for target in exercise.targets:
        if (way, target) in TESTS_BY_TARGET:
            yield TESTS_BY_TARGET[way, target]
    yield from TESTS_BY_STRAND.get(exercise.strand, ())


class Whys:
    """Gives every item its reason in turn, so that one answer is not repeated on every card."""

    def __init__(
        self,
        *,
        check: CheckResult,
        preferences: Preferences,
        allowance: Allowance,
        facts: Facts,
        emphasis: str = "",
        needs: tuple[FoundNeed, ...] | None = None,
    ) -> None:
        """`needs` are those of this person; left out, they are looked for once a reason asks for them."""
        self._allowance, self._facts = allowance, facts
        self._by_mechanism = dict(_reasons(check))
        self._preferences, self._needs = preferences, needs
        self._condition = _condition(check, emphasis, allowance.knowledge)
        self._used: dict[str, int] = {}

    @classmethod
    def of(cls, *, case: Case, programme: Programme) -> "Whys":
        """For what is changed in a programme that is there."""
        return cls(
            check=case.check,
            preferences=case.preferences,
            allowance=case.allowance,
            facts=case.facts,
            emphasis=programme.emphasis,
        )

    def why(self, exercise: Exercise) -> str:
        """What the exercise is for, then which test, condition or answer of this person it follows from."""
        return f"{exercise.purpose} {self._answered.get(exercise.id) or self._personal(exercise)}"

    @cached_property
    def _answered(self) -> Mapping[str, str]:
        """What each exercise answers; the most important need where it answers several."""
        found: dict[str, str] = {}
        needs = self._needs
        for one in needs_of(facts=self._facts, allowance=self._allowance) if needs is None else needs:
            if one.says:
                for exercise in answers_to(need=one.need, allowance=self._allowance):
                    found.setdefault(exercise.id, one.says)
        return found

    def _personal(self, exercise: Exercise) -> str:
        for mechanism in exercise.mechanisms:
            reasons = self._by_mechanism.get(mechanism, ())
            if reasons:
                turn = self._used.get(mechanism, 0)
                self._used[mechanism] = turn + 1
                return reasons[turn % len(reasons)]
        if self._condition:
            return words("why.condition", condition=_lower_first(self._condition))
        if exercise.strand is Strand.MOVE:
            return sitting_reason(preferences=self._preferences)
        return words(f"why.general.{exercise.strand}")


def sitting_reason(*, preferences: Preferences) -> str:
    """Why breaks, for this person."""
    if preferences.sits_hours >= 1:
        hours = f"{preferences.sits_hours:g}"
        return f"{words('why.sitting', hours=hours)} {words('why.often')}"
    return words("why.often")


def _condition(check: CheckResult, emphasis: str, knowledge: Knowledge) -> str:
    """The name of the look-alike or condition that leads the programme; empty where none does."""
    for match in check.look_alikes:
        if match.look_alike == emphasis:
            return match.name
    template = knowledge.templates.get(emphasis)
    active = {filter_.filter for filter_ in check.filters}
    names = (name for name in (template.filters if template else ()) if name in active)
    return next((knowledge.filters[name].name for name in names if name in knowledge.filters), "")


def _reasons(check: CheckResult) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Reasons for each idea, measured ones and heavier ones first."""
    for fit in check.profile.fits if check.profile else ():
        ordered = sorted(
            fit.speaks_for, key=lambda point: (point.basis is not Basis.MEASUREMENT, -point.weight)
        )
        yield fit.mechanism, tuple(point.reason for point in ordered)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
