"""What leads a programme: an idea of the article, a look-alike or condition, or nothing in particular."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import zip_longest

from loadshare.care.check import CheckResult
from loadshare.care.conditions import Facts
from loadshare.care.needs import HIGH_DISTRESS
from loadshare.care.preferences import number
from loadshare.care.profile import is_recent
from loadshare.care.selection import Allowance
from loadshare.care.words import words
from loadshare.knowledge.exercise import Strand
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.template import Slot, Template, WalkStyle

GENERAL, GENTLE = "general", "gentle"

ACUTE_PAIN = 6
"""New and strong pain starts gently whatever the idea (CE vignette V11)."""


@dataclass(frozen=True, kw_only=True)
class Lead:
    """Where the emphasis lies, and the slots that follow from it, most important first."""

    emphasis: str
    headline: str
    slots: tuple[Slot, ...]
    fallback: tuple[Slot, ...]
    """Slots that fill a strand the lead leaves empty."""
    breaks: tuple[str, ...]
    walk: WalkStyle
    lighter: bool
    gentle: bool
    """Nothing but gentle exercises by itself."""
    by_need: frozenset[Strand]
    """Strands taken in only where a test or an answer calls for them."""
    notes: tuple[str, ...]


def choose_lead(*, check: CheckResult, facts: Facts, allowance: Allowance) -> Lead:
    """The emphasis for a person.

    In order: a look-alike or condition that replaces the lead; the gentle list at level D or with new and
    strong pain; the leading ideas of the profile, side by side; a condition that only colours a programme
    with no lead; the general programme. Source: `loadshare-judgement`.
    """
    knowledge = allowance.knowledge
    gentle, general = knowledge.templates[GENTLE], knowledge.templates[GENERAL]
    conditions = tuple(_conditions(check, knowledge))
    leading = next((found for found in conditions if found.leads), None)
    if allowance.gentle_only:
        templates = (leading.template, gentle) if leading else (gentle,)
        return _lead(templates, leading.emphasis if leading else GENTLE, allowance)
    if leading:
        return _lead((leading.template,), leading.emphasis, allowance)
    if _is_recent_and_strong(facts):
        return _lead((gentle,), GENTLE, allowance)
    ideas = tuple(_ideas(check, knowledge))
    if ideas:
        return _lead(ideas, _mechanism_ids(check)[0], allowance, _ideas_headline(check, ideas, knowledge))
    if conditions:
        return _lead((conditions[0].template,), conditions[0].emphasis, allowance)
    return _lead((general,), GENERAL, allowance)


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A condition's template that applies to a person."""

    template: Template
    emphasis: str
    leads: bool
    """False for one that gives way to a leading idea."""


def _conditions(check: CheckResult, knowledge: Knowledge) -> Iterator[_Found]:
    """Condition templates that apply, in order of rank; last, look-alikes that have no template."""
    replaces = {match.look_alike: match.replaces_lead for match in check.look_alikes}
    because = {active.filter: active.because for active in check.filters}
    served: set[str] = set()
    for template in knowledge.templates.values():
        causes = [cause for name in template.filters for cause in because.get(name, ())]
        if not any(name in because for name in template.filters):
            continue
        replacing = [cause for cause in causes if replaces.get(cause)]
        only_coloured = bool(causes) and all(replaces.get(cause) is False for cause in causes)
        served.update(replacing)
        yield _Found(
            template=template,
            emphasis=replacing[0] if replacing else template.id,
            leads=bool(replacing) or not (template.yields_to_lead or only_coloured),
        )
    for name, replacing_lead in replaces.items():
        if replacing_lead and name not in served:
            yield _Found(template=knowledge.templates[GENTLE], emphasis=name, leads=True)


def _ideas(check: CheckResult, knowledge: Knowledge) -> Iterator[Template]:
    by_code = {template.mechanism: template for template in knowledge.templates.values()}
    for mechanism in _mechanism_ids(check):
        template = by_code.get(knowledge.mechanisms[mechanism].code)
        if template is not None:
            yield template


def _mechanism_ids(check: CheckResult) -> tuple[str, ...]:
    return check.profile.lead if check.profile else ()


def _ideas_headline(check: CheckResult, ideas: tuple[Template, ...], knowledge: Knowledge) -> str:
    if len(ideas) == 1:
        return ideas[0].headline
    *others, last = (
        words("programme.idea", name=knowledge.mechanisms[mechanism].name)
        for mechanism in _mechanism_ids(check)
    )
    first = reduce(lambda before, idea: words("list.comma", first=before, next=idea), others)
    return words("programme.ideas", ideas=words("list.and", first=first, next=last))


def _lead(templates: tuple[Template, ...], emphasis: str, allowance: Allowance, headline: str = "") -> Lead:
    first, knowledge = templates[0], allowance.knowledge
    return Lead(
        emphasis=emphasis,
        headline=headline or first.headline,
        slots=_interleaved(template.slots for template in templates),
        fallback=_interleaved((knowledge.templates[GENERAL].slots, knowledge.templates[GENTLE].slots)),
        breaks=_unique(code for template in templates for code in template.breaks),
        walk=first.walk,
        lighter=first.lighter or HIGH_DISTRESS in allowance.filters,
        gentle=any(template.id == GENTLE for template in templates),
        by_need=frozenset.intersection(*(frozenset(template.by_need) for template in templates)),
        notes=_unique(note for template in templates for note in template.notes),
    )


def _interleaved(slot_lists: Iterable[tuple[Slot, ...]]) -> tuple[Slot, ...]:
    """Slots of several templates taken in turn, each first choice once."""
    turns = zip_longest(*slot_lists)
    seen: dict[str, Slot] = {}
    for turn in turns:
        for slot in turn:
            if slot is not None:
                seen.setdefault(slot.use[0], slot)
    return tuple(seen.values())


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _is_recent_and_strong(facts: Facts) -> bool:
    pain = max(number(facts, "pain-now") or 0.0, number(facts, "pain-average") or 0.0)
    return is_recent(facts) and pain >= ACUTE_PAIN
