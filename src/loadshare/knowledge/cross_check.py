"""Checks that the files of a library name only what exists: `loadshare knowledge lint`."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from loadshare.knowledge.catalogue import KINDS, entries_of
from loadshare.knowledge.conditions import Condition, facts_in
from loadshare.knowledge.exercise import Exercise
from loadshare.knowledge.expectation import ExpectationTopic
from loadshare.knowledge.library import Knowledge

DERIVED_FACTS = frozenset({"onset-age", "look-alikes"})
"""Facts that no question asks: they are worked out from others."""

_SIDED = ("left", "right", "lowest", "highest", "difference", "ratio")
_MARKS = ("pain", "stopped-by-pain", "trials-agree")
_DERIVED_RESULTS = ("forward-bend.hip-share",)


def problems_in(knowledge: Knowledge) -> tuple[str, ...]:
    """One line for each name that leads nowhere: where it stands, and what to do. Empty when all is well."""
    checks: tuple[Callable[[Knowledge], Iterator[str]], ...] = (
        _sources,
        _exercises,
        _chains,
        _filters,
        _tests_and_statements,
        _templates,
        _expectations,
        _facts,
        _pages,
    )
    return tuple(problem for check in checks for problem in check(knowledge))


def _sources(knowledge: Knowledge) -> Iterator[str]:
    for kind in KINDS:
        for entry in entries_of(kind, knowledge=knowledge).values():
            place = f"{kind}/{entry.id}"
            yield from _unknown(place, "sources", getattr(entry, "sources", ()), knowledge.sources)
            figures = (figure.source for figure in getattr(entry, "figures", ()))
            yield from _unknown(place, "figures", figures, knowledge.sources)


def _exercises(knowledge: Knowledge) -> Iterator[str]:
    for exercise in knowledge.exercises.values():
        place = f"exercises/{exercise.id}"
        yield from _unknown(place, "statement", [exercise.statement], knowledge.statements)
        yield from _unknown(place, "mechanisms", exercise.mechanisms, knowledge.mechanisms)
        filters = (caution.filter for caution in exercise.cautions)
        yield from _unknown(place, "cautions", filters, knowledge.filters)
        if exercise.unlock:
            yield from _unknown(place, "unlock", [exercise.unlock.after], knowledge.exercises)


def _chains(knowledge: Knowledge) -> Iterator[str]:
    ways: tuple[tuple[str, Callable[[Exercise], str | None]], ...] = (
        ("easier", lambda exercise: exercise.easier),
        ("harder", lambda exercise: exercise.harder),
    )
    for name, way in ways:
        for exercise in knowledge.exercises.values():
            place, following = f"exercises/{exercise.id}", way(exercise)
            if following is None:
                continue
            yield from _unknown(place, name, [following], knowledge.exercises)
            if _comes_round(exercise, way, knowledge):
                yield f"{place}: key '{name}' leads back to itself; let the chain end"


def _comes_round(exercise: Exercise, way: Callable[[Exercise], str | None], knowledge: Knowledge) -> bool:
    seen, following = {exercise.id}, way(exercise)
    while following is not None and following in knowledge.exercises:
        if following in seen:
            return True
        seen.add(following)
        following = way(knowledge.exercises[following])
    return False


def _filters(knowledge: Knowledge) -> Iterator[str]:
    for item in knowledge.safety.values():
        yield from _unknown(f"safety/{item.id}", "filters", item.filters, knowledge.filters)
    for look_alike in knowledge.look_alikes.values():
        yield from _unknown(f"look-alikes/{look_alike.id}", "filters", look_alike.filters, knowledge.filters)
    for test in knowledge.self_tests.values():
        yield from _unknown(f"self-tests/{test.id}", "not_for", test.not_for, knowledge.filters)


def _tests_and_statements(knowledge: Knowledge) -> Iterator[str]:
    for mechanism in knowledge.mechanisms.values():
        place = f"mechanisms/{mechanism.id}"
        yield from _unknown(place, "tests", mechanism.tests, knowledge.self_tests)
        yield from _unknown(place, "statement", [mechanism.statement], knowledge.statements)
    for sign in knowledge.signs.values():
        yield from _unknown(f"signs/{sign.id}", "statement", [sign.statement], knowledge.statements)
        yield from _unknown(f"signs/{sign.id}", "question", [sign.question], knowledge.questions)
    for story in knowledge.stories.values():
        place = f"stories/{story.id}"
        yield from _unknown(place, "mechanism", [story.mechanism], knowledge.mechanisms)
        for step in story.steps:
            yield from _unknown(place, "sources", step.sources, knowledge.sources)
    for readout in knowledge.readouts.values():
        yield from _unknown(f"readouts/{readout.id}", "sources", readout.sources, knowledge.sources)


def _expectations(knowledge: Knowledge) -> Iterator[str]:
    """Whatever is answered, something of each topic is told."""
    for topic in ExpectationTopic:
        of_it = [one for one in knowledge.expectations.values() if one.topic is topic]
        if not of_it or of_it[-1].when is not None or any(one.when is None for one in of_it[:-1]):
            yield f"expectations: only the last of topic {topic.value!r} goes without 'when'; let it"


def _templates(knowledge: Knowledge) -> Iterator[str]:
    codes = {exercise.code for exercise in knowledge.exercises.values()}
    for template in knowledge.templates.values():
        place = f"templates/{template.id}"
        yield from _unknown(place, "filters", template.filters, knowledge.filters)
        used = [code for slot in template.slots for code in slot.use]
        yield from _unknown(place, "slots", used, codes)
        yield from _unknown(place, "breaks", template.breaks, codes)
    findings = {f"{test.id}/{found.id}" for test in knowledge.self_tests.values() for found in test.findings}
    for need in knowledge.needs.values():
        place = f"needs/{need.id}"
        yield from _unknown(place, "findings", need.findings, findings)
        yield from _unknown(place, "filters", need.filters, knowledge.filters)
        yield from _unknown(place, "use", need.use, codes)
    for advice in knowledge.load_advice.values():
        yield from _unknown(f"load-advice/{advice.id}", "not_with", advice.not_with, knowledge.filters)
    for start in knowledge.starts.values():
        yield from _unknown(f"starts/{start.id}", "exercise", [start.exercise], knowledge.exercises)
        yield from _unknown(f"starts/{start.id}", "test", [start.test], knowledge.self_tests)


def _facts(knowledge: Knowledge) -> Iterator[str]:
    known = set(known_facts(knowledge))
    for place, condition in conditions_in(knowledge):
        yield from _unknown(place, "condition", facts_in(condition), known)


def known_facts(knowledge: Knowledge) -> Iterator[str]:
    """Every fact a condition may read."""
    yield from knowledge.answer_facts
    yield from DERIVED_FACTS
    yield from _DERIVED_RESULTS
    for test in knowledge.self_tests.values():
        yield from (f"{test.id}.{mark}" for mark in _MARKS)
        for quantity in test.quantities:
            name = f"{test.id}.{quantity.id}"
            yield name
            yield from (f"{name}.{part}" for part in _SIDED)


def conditions_in(knowledge: Knowledge) -> Iterator[tuple[str, Condition]]:
    """Every condition of the library, with the place it stands."""
    found: list[tuple[str, Condition | None]] = []
    for question in knowledge.questions.values():
        found += [(f"questions/{question.id}", condition) for condition in question.conditions]
    for item in knowledge.safety.values():
        found += [(f"safety/{item.id}", rule.when) for rule in item.rules]
    for look_alike in knowledge.look_alikes.values():
        found.append((f"look-alikes/{look_alike.id}", look_alike.when))
        found += [(f"look-alikes/{look_alike.id}", rule.when) for rule in look_alike.rules]
    for mechanism in knowledge.mechanisms.values():
        found.append((f"mechanisms/{mechanism.id}", mechanism.never_leads_when))
        for point in mechanism.points:
            found += [(f"mechanisms/{mechanism.id}", part) for part in (point.when, point.known_when)]
    found += [(f"filters/{entry.id}", entry.when) for entry in knowledge.filters.values()]
    for need in knowledge.needs.values():
        found += [(f"needs/{need.id}", part) for part in (need.when, need.unless)]
    found += [(f"load-advice/{advice.id}", advice.when) for advice in knowledge.load_advice.values()]
    found += [(f"expectations/{one.id}", one.when) for one in knowledge.expectations.values()]
    found += [(f"starts/{start.id}", start.when) for start in knowledge.starts.values()]
    found += [(f"signs/{sign.id}", sign.when) for sign in knowledge.signs.values()]
    for test in knowledge.self_tests.values():
        found += [(f"self-tests/{test.id}", finding.when) for finding in test.findings]
    return ((place, condition) for place, condition in found if condition is not None)


def _pages(knowledge: Knowledge) -> Iterator[str]:
    """A page is one run of questions of one section, and what it shows follows from earlier pages."""
    asked, before = set[str](), ""
    for question in knowledge.questions.values():
        place = f"questions/{question.id}"
        yield from _unknown(place, "page", [question.page], knowledge.pages)
        if question.page != before and question.page in asked:
            yield f"{place}: page {question.page!r} is interrupted; move the question beside the others"
        asked.add(question.page)
        before = question.page
    for fact in knowledge.retired.keys() & knowledge.answer_facts.keys():
        yield f"retired/{fact}: is asked again; give the new one another id"
    of_page = {fact: question.page for fact, question in knowledge.answer_facts.items()}
    for question in knowledge.questions.values():
        read = (fact for condition in question.conditions for fact in facts_in(condition))
        for fact in dict.fromkeys(read):
            if of_page.get(fact) == question.page:
                yield f"questions/{question.id}: depends on {fact!r} beside it; move it to a later page"
    for page in knowledge.pages:
        if page not in asked:
            yield f"pages/{page}: holds no question; take it out"


def _unknown(
    place: str, key: str, named: Iterable[str], known: Mapping[str, object] | set[str]
) -> Iterator[str]:
    for name in dict.fromkeys(named):
        if name not in known:
            yield f"{place}: key '{key}' names {name!r}, which does not exist; correct it or add it"
