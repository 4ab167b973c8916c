"""What leads a programme: an idea of the article, a look-alike or condition, or nothing in particular."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from loadshare.care.check import CheckResult
from loadshare.care.conditions import Facts
from loadshare.care.preferences import number
from loadshare.care.profile import is_acute
from loadshare.care.selection import Allowance
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
    notes: tuple[str, ...]


HIGH_DISTRESS = "high-distress"
"""Worry, low mood and pain together: fewer exercises a session (CE 2.3)."""


def choose_lead(*, check: CheckResult, facts: Facts, allowance: Allowance) -> Lead:
    """The emphasis for a person.

    In order: a look-alike or condition that replaces the lead; the gentle list at level D or with new and
    strong pain; the leading ideas of the profile, side by side; a condition that only colours a programme
    with no lead; the general programme. Source: CE 2.3, 2.5 and the templates of CE 6.
    """
    knowledge = allowance.knowledge
    leading = [found for found in _conditions(check, knowledge) if not found[0].yields_to_lead]
    yielding = [found for found in _conditions(check, knowledge) if found[0].yields_to_lead]
    gentle = knowledge.templates[GENTLE]
    if allowance.gentle_only:
        template, emphasis = leading[0] if leading else (gentle, GENTLE)
        return _lead((template, gentle) if leading else (gentle,), emphasis, template.headline, allowance)
    if leading:
        template, emphasis = leading[0]
        return _lead((template,), emphasis, template.headline, allowance)
    if _is_acute_and_strong(facts):
        return _lead((gentle,), GENTLE, gentle.headline, allowance)
    ideas = tuple(_ideas(check, knowledge))
    if ideas:
        return _lead(ideas, _mechanism_ids(check)[0], _ideas_headline(check, ideas, knowledge), allowance)
    if yielding:
        template, emphasis = yielding[0]
        return _lead((template,), emphasis, template.headline, allowance)
    general = knowledge.templates[GENERAL]
    return _lead((general,), GENERAL, general.headline, allowance)


def _conditions(check: CheckResult, knowledge: Knowledge) -> Iterator[tuple[Template, str]]:
    """Condition templates that apply, with the id shown as emphasis, leading ones first."""
    matches = {match.look_alike: match.replaces_lead for match in check.look_alikes}
    because = {active.filter: active.because for active in check.filters}
    for template in knowledge.templates.values():
        for name in template.filters:
            if name not in because:
                continue
            look_alikes = [cause for cause in because[name] if cause in matches]
            replacing = [cause for cause in look_alikes if matches[cause]]
            if replacing or len(look_alikes) < len(because[name]) or not because[name]:
                yield template, replacing[0] if replacing else template.id
                break


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
    names = [_lower_first(knowledge.mechanisms[mechanism].name) for mechanism in _mechanism_ids(check)]
    return f"This gives equal room to {', '.join(names[:-1])} and {names[-1]}."


def _lead(templates: tuple[Template, ...], emphasis: str, headline: str, allowance: Allowance) -> Lead:
    first, knowledge = templates[0], allowance.knowledge
    return Lead(
        emphasis=emphasis,
        headline=headline,
        slots=_interleaved(template.slots for template in templates),
        fallback=_interleaved((knowledge.templates[GENERAL].slots, knowledge.templates[GENTLE].slots)),
        breaks=_unique(code for template in templates for code in template.breaks),
        walk=first.walk,
        lighter=first.lighter or HIGH_DISTRESS in allowance.filters,
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


def _is_acute_and_strong(facts: Facts) -> bool:
    pain = max(number(facts, "pain-now") or 0.0, number(facts, "pain-average") or 0.0)
    return is_acute(facts) and pain >= ACUTE_PAIN


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
