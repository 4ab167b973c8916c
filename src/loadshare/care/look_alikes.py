"""Look-alikes whose clues are in the answers, and the circumstances that exercises are chosen around."""

from collections.abc import Iterator

from loadshare.care.conditions import Facts, Truth, evaluate, facts_behind
from loadshare.care.safety import SafetyResult
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge


class ActiveFilter(Entry):
    """A circumstance that exercises are chosen around, and what switched it on."""

    filter: str
    because: tuple[str, ...]
    """Ids of safety items or look-alikes, or the facts of the filter's own condition."""


class LookAlikeMatch(Entry):
    """A look-alike whose clues are in the answers."""

    look_alike: str
    name: str
    certain: bool
    clues: str
    meaning: str
    plan_effect: str
    replaces_lead: bool


def match_look_alikes(*, facts: Facts, knowledge: Knowledge) -> tuple[LookAlikeMatch, ...]:
    """Every look-alike the facts speak for, those seen for certain first; an open answer keeps one in."""
    found = [
        (truth, look_alike)
        for look_alike in knowledge.look_alikes.values()
        if (truth := evaluate(look_alike.when, facts)) is not Truth.NO
    ]
    found.sort(key=lambda pair: -pair[0])
    return tuple(
        LookAlikeMatch(
            look_alike=look_alike.id,
            name=look_alike.name,
            certain=truth is Truth.YES,
            clues=look_alike.clues,
            meaning=look_alike.meaning,
            plan_effect=look_alike.plan_effect,
            replaces_lead=look_alike.replaces_lead,
        )
        for truth, look_alike in found
    )


def active_filters(
    *, facts: Facts, safety: SafetyResult, look_alikes: tuple[LookAlikeMatch, ...], knowledge: Knowledge
) -> tuple[ActiveFilter, ...]:
    """Filters switched on by an item, a look-alike or the answers themselves; "not sure" switches on too."""
    because: dict[str, list[str]] = {}
    for cause, filters in _causes(safety, look_alikes, knowledge):
        for name in filters:
            because.setdefault(name, []).append(cause)
    for entry in knowledge.filters.values():
        if entry.when is not None and evaluate(entry.when, facts) is not Truth.NO:
            because.setdefault(entry.id, []).extend(facts_behind(entry.when, facts))
    return tuple(
        ActiveFilter(filter=name, because=tuple(dict.fromkeys(because[name])))
        for name in knowledge.filters
        if name in because
    )


def _causes(
    safety: SafetyResult, look_alikes: tuple[LookAlikeMatch, ...], knowledge: Knowledge
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for reason in safety.reasons:
        if reason.item in knowledge.safety:
            yield reason.item, knowledge.safety[reason.item].filters
    for match in look_alikes:
        yield match.look_alike, knowledge.look_alikes[match.look_alike].filters
