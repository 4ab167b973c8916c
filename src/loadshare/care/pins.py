"""What a practitioner set holds for two weekly reviews: what it keeps out, and how it runs out."""

from loadshare.care.picks import Pick
from loadshare.care.programme_types import Exclusion, ExclusionKind, Pin, Programme
from loadshare.care.words import words
from loadshare.knowledge.library import Knowledge


def kept_pins(previous: Programme | None) -> tuple[Pin, ...]:
    """Those of the week before, still at the same number of reviews."""
    return previous.pins if previous else ()


def beyond_of(programme: Programme | None) -> frozenset[str]:
    """What a practitioner set although a thing for it was not ticked, as long as that holds."""
    return frozenset(pin.exercise for pin in kept_pins(programme) if pin.beyond and not pin.out)


def after_a_review(programme: Programme) -> Programme:
    """The week made by a review: what held for its last one is free from now on."""
    aged = tuple(
        pin.model_copy(update={"reviews": pin.reviews - 1}) for pin in programme.pins if pin.reviews > 1
    )
    return programme.model_copy(update={"pins": aged}) if programme.pins else programme


def told_still(*, programme: Programme, before: Programme) -> Programme:
    """The next week with what a practitioner changed before, as long as it holds: it can be put back."""
    items = {item.exercise for item in programme.items}
    new = {change.exercise for change in programme.changes}
    holds = {pin.exercise for pin in programme.pins if pin.out != (pin.exercise in items)}
    kept = tuple(
        change
        for change in before.changes
        if change.by and change.exercise in holds and change.exercise not in new
    )
    return programme.model_copy(update={"changes": (*kept, *programme.changes)}) if kept else programme


def released(*, programme: Programme, by: str) -> Programme:
    """Nothing that this practitioner set holds any more; as long as it is told it can be put back."""
    kept = tuple(pin for pin in programme.pins if pin.by != by)
    return programme if kept == programme.pins else programme.model_copy(update={"pins": kept})


def unpinned(pins: tuple[Pin, ...], *exercises: str) -> tuple[Pin, ...]:
    """Without those of exercises about which somebody chose anew."""
    return tuple(pin for pin in pins if pin.exercise not in exercises)


def without_pinned_out(
    *, picks: tuple[Pick, ...], pins: tuple[Pin, ...], knowledge: Knowledge
) -> tuple[Pick, ...]:
    """Nothing new joins a strand from which something was taken out; what is there stays."""
    known = knowledge.exercises
    strands = {known[pin.exercise].strand for pin in pins if pin.out and pin.exercise in known}
    kept = tuple(pick for pick in picks if pick.carried or pick.exercise.strand not in strands)
    return kept or picks


def with_pinned_out(
    *, exclusions: tuple[Exclusion, ...], pins: tuple[Pin, ...], knowledge: Knowledge
) -> tuple[Exclusion, ...]:
    """What was taken out is said to be, and no other reason is given for it; health goes first."""
    found = {one.what: one for one in exclusions}
    for pin in pins:
        if not pin.out or pin.exercise not in knowledge.exercises:
            continue
        reason = words("left-out.asked", reason=pin.reason)
        told = Exclusion(what=pin.exercise, reason=reason, kind=ExclusionKind.ASKED)
        strand = f"strand:{knowledge.exercises[pin.exercise].strand.value}"
        found.setdefault(pin.exercise, told)
        for what in (pin.exercise, strand):
            if what in found and found[what].kind is not ExclusionKind.HEALTH:
                found[what] = told.model_copy(update={"what": what})
    return tuple(found.values())
