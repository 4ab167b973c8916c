"""Which exercises a person may do and can afford, and what stands next to each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from loadshare.care.check import CheckResult
from loadshare.care.programme_types import Exclusion, ExclusionKind, NoProgrammeError, Preferences
from loadshare.care.words import joined, words
from loadshare.knowledge.exercise import AT_HAND, CautionEffect, Equipment, Exercise, Position, Strand
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.safety import HELP_FIRST, PlanPermission

SESSION_STRANDS = (Strand.RELEASE, Strand.STRETCH, Strand.STRENGTHEN)
"""The strands done in a session, in the order done; the fourth is walking and breaks."""

MOST_SWAPS = 4
SWAP_LEVELS = 1
"""A swap is about as demanding; easier and harder ones have their own buttons."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LibraryIndex:
    """What selection looks up again and again, worked out once for a library."""

    knowledge: Knowledge
    by_code: Mapping[str, Exercise]
    breaks: tuple[Exercise, ...]
    article: tuple[Exercise, ...]
    kin: Mapping[str, tuple[Exercise, ...]]
    """For each exercise its possible swaps, closest first: same strand, a shared target or idea."""
    excluded_by: Mapping[str, frozenset[str]]
    """For each exercise the filters that leave it out."""
    adapted_by: Mapping[str, frozenset[str]]
    """For each exercise the filters under which it is done differently."""


@lru_cache(maxsize=8)
def index_of(knowledge: Knowledge) -> LibraryIndex:
    """The index of a library, kept for as long as a few libraries are in use."""
    exercises = tuple(knowledge.exercises.values())
    return LibraryIndex(
        knowledge=knowledge,
        by_code={exercise.code: exercise for exercise in exercises},
        breaks=tuple(exercise for exercise in exercises if exercise.strand is Strand.MOVE),
        article=tuple(exercise for exercise in exercises if exercise.article),
        kin={exercise.id: _kin(exercise, exercises) for exercise in exercises},
        excluded_by={one.id: _with(one, CautionEffect.EXCLUDE) for one in exercises},
        adapted_by={one.id: _with(one, CautionEffect.ADAPT) for one in exercises},
    )


def _with(exercise: Exercise, effect: CautionEffect) -> frozenset[str]:
    return frozenset(caution.filter for caution in exercise.cautions if caution.effect is effect)


def _kin(of: Exercise, exercises: tuple[Exercise, ...]) -> tuple[Exercise, ...]:
    def distance(other: Exercise) -> tuple[int, int, bool]:
        shared = len(set(of.targets) & set(other.targets))
        return (-shared, abs(of.level - other.level), not other.article)

    def is_kin(other: Exercise) -> bool:
        shares = set(of.targets) & set(other.targets) or set(of.mechanisms) & set(other.mechanisms)
        near = abs(of.level - other.level) <= SWAP_LEVELS
        return other.id != of.id and other.strand is of.strand and near and bool(shares)

    return tuple(sorted(filter(is_kin, exercises), key=distance))


@dataclass(frozen=True, kw_only=True, eq=False)
class Allowance:
    """What one person may do (filters, gentle list, unlocked) and can afford (equipment, positions)."""

    knowledge: Knowledge
    filters: frozenset[str]
    gentle_only: bool
    equipment: frozenset[Equipment]
    positions: frozenset[Position]
    unlocked: frozenset[str]
    beyond: frozenset[str] = frozenset()
    """Exercises a practitioner set although a thing for them was not ticked; health is never passed over."""

    @cached_property
    def allowed(self) -> frozenset[str]:
        """Ids of every exercise this person may do and can afford."""
        return frozenset(
            exercise.id for exercise in self.knowledge.exercises.values() if is_open(exercise, self)
        )


def allowance_for(
    *,
    check: CheckResult,
    preferences: Preferences,
    knowledge: Knowledge,
    unlocked: frozenset[str] = frozenset(),
    beyond: frozenset[str] = frozenset(),
) -> Allowance:
    """What a person may do and can afford.

    `unlocked` are exercises whose step before has gone well for long enough
    (`loadshare.care.progression.unlocked_by`).
    Raises `NoProgrammeError` at E and S, and wherever the check allows no programme.
    """
    refuse_where_unsafe(check=check)
    return Allowance(
        knowledge=knowledge,
        filters=frozenset(active.filter for active in check.filters),
        gentle_only=check.safety.plan is PlanPermission.RESTRICTED,
        equipment=preferences.equipment | AT_HAND,
        positions=preferences.positions,
        unlocked=unlocked,
        beyond=beyond,
    )


def refuse_where_unsafe(*, check: CheckResult) -> None:
    """Raise `NoProgrammeError` with the reason and the next step where no programme is allowed.

    No plan until seen (`loadshare-judgement`). A rule that asks for a programme at E or S is not followed.
    """
    safety = check.safety
    if safety.plan is not PlanPermission.NONE and safety.level not in HELP_FIRST:
        return
    if not safety.reasons:
        raise NoProgrammeError(why=words("no-programme.yet"), do=words("no-programme.yet-do"))
    blocking = next((r for r in safety.reasons if r.plan is PlanPermission.NONE), safety.reasons[0])
    raise NoProgrammeError(
        why=words("no-programme.because", reason=blocking.name),
        do=blocking.do,
        item=blocking.item,
    )


def is_open(exercise: Exercise, allowance: Allowance) -> bool:
    """True when the person may do the exercise and can afford it."""
    return (
        exercise.position in allowance.positions
        and (exercise.gentle or not allowance.gentle_only)
        and (exercise.unlock is None or exercise.id in allowance.unlocked)
        and (exercise.id in allowance.beyond or allowance.equipment.issuperset(exercise.equipment))
        and allowance.filters.isdisjoint(index_of(allowance.knowledge).excluded_by[exercise.id])
    )


def why_not(*, exercise: Exercise, allowance: Allowance) -> Exclusion | None:
    """The reason a person does not get an exercise, health first; None when nothing speaks against it."""
    for caution in exercise.cautions:
        if caution.effect is CautionEffect.EXCLUDE and caution.filter in allowance.filters:
            return _exclusion(exercise, ExclusionKind.HEALTH, caution.advice)
    if allowance.gentle_only and not exercise.gentle:
        return _exclusion(exercise, ExclusionKind.GENTLE_ONLY, words("left-out.gentle"))
    missing = missing_for(equipment=exercise.equipment, allowance=allowance)
    if missing and exercise.id not in allowance.beyond:
        things = things_of(missing)
        return _exclusion(exercise, ExclusionKind.EQUIPMENT, words("left-out.equipment", things=things))
    if exercise.position not in allowance.positions:
        reason = words(f"left-out.position.{exercise.position}")
        return _exclusion(exercise, ExclusionKind.POSITION, reason)
    if exercise.unlock is not None and exercise.id not in allowance.unlocked:
        return _exclusion(exercise, ExclusionKind.UNLOCK, _unlock_reason(exercise, allowance))
    return None


def missing_for(*, equipment: tuple[Equipment, ...], allowance: Allowance) -> tuple[Equipment, ...]:
    """What is needed of this and the person did not tick."""
    return tuple(piece for piece in equipment if piece not in allowance.equipment)


def things_of(pieces: tuple[Equipment, ...]) -> str:
    """In words, as a list."""
    return joined([words(f"equipment.{piece}") for piece in pieces])


def adaptations(*, exercise: Exercise, allowance: Allowance) -> tuple[str, ...]:
    """How to do an exercise differently, because of the filters that are on; each advice once."""
    advice = (
        caution.advice
        for caution in exercise.cautions
        if caution.effect is CautionEffect.ADAPT and caution.filter in allowance.filters
    )
    return tuple(dict.fromkeys(advice))


def care_asked_by(*, exercise: Exercise, allowance: Allowance) -> frozenset[str]:
    """The filters of this person under which the exercise is done differently."""
    return index_of(allowance.knowledge).adapted_by[exercise.id] & allowance.filters


def swaps_for(
    *, exercise: Exercise, allowance: Allowance, taken: frozenset[str], most: int = MOST_SWAPS
) -> tuple[Exercise, ...]:
    """Equivalents the person can do, afford and does not do already, closest first.

    None asks for care that the exercise itself does not ask for.
    """
    kin = index_of(allowance.knowledge).kin[exercise.id]
    care = care_asked_by(exercise=exercise, allowance=allowance)
    open_kin = (
        other
        for other in kin
        if other.id in allowance.allowed
        and other.id not in taken
        and care_asked_by(exercise=other, allowance=allowance) <= care
    )
    return tuple(other for other, _ in zip(open_kin, range(most), strict=False))


def next_in_chain(
    *, exercise: Exercise, harder: bool, allowance: Allowance, taken: frozenset[str] = frozenset()
) -> Exercise | None:
    """The nearest easier or harder exercise the person can do and afford; None at the end of the chain.

    A link of another strand is passed over: making a stretch easier never turns it into a break.
    """
    exercises = allowance.knowledge.exercises
    seen = {exercise.id}
    following = exercise.harder if harder else exercise.easier
    while following is not None and following not in seen and following in exercises:
        found = exercises[following]
        if found.strand is exercise.strand and following in allowance.allowed and following not in taken:
            return found
        seen.add(following)
        following = exercises[following].harder if harder else exercises[following].easier
    return None


def _exclusion(exercise: Exercise, kind: ExclusionKind, reason: str) -> Exclusion:
    return Exclusion(what=exercise.id, reason=reason, kind=kind)


def _unlock_reason(exercise: Exercise, allowance: Allowance) -> str:
    unlock = exercise.unlock
    if unlock is None:
        return ""
    first = allowance.knowledge.exercises.get(unlock.after)
    name = first.name if first else unlock.after
    return words("left-out.unlock", name=name, n=unlock.weeks)
