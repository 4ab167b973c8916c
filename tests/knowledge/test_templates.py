"""Templates and stops as data: they name only what exists, and leave the article's actions in reach."""

from collections.abc import Iterator

import pytest

from loadshare.knowledge import load_knowledge
from loadshare.knowledge.template import Template

KNOWLEDGE = load_knowledge()
BY_CODE = {exercise.code: exercise for exercise in KNOWLEDGE.exercises.values()}


@pytest.mark.parametrize("template", KNOWLEDGE.templates.values(), ids=lambda template: template.id)
def test_a_template_names_rows_of_its_own_strands_and_known_filters(template: Template) -> None:
    for slot in template.slots:
        assert {BY_CODE[code].strand for code in slot.use} == {slot.strand}
    assert all(BY_CODE[code].code.startswith("B") for code in template.breaks)
    assert set(template.filters) <= set(KNOWLEDGE.filters)
    assert set(template.sources) <= set(KNOWLEDGE.sources)
    assert {slot.strand.value for slot in template.slots} == {"release", "stretch", "strengthen"}


def test_every_idea_has_a_template_and_the_two_general_ones_exist() -> None:
    leads = {template.mechanism for template in KNOWLEDGE.templates.values()}
    assert {mechanism.code for mechanism in KNOWLEDGE.mechanisms.values()} <= leads
    assert {"general", "gentle"} <= set(KNOWLEDGE.templates)


def test_a_template_never_starts_with_what_its_own_filter_excludes() -> None:
    assert not list(_contradictions())


def _contradictions() -> Iterator[str]:
    for template in KNOWLEDGE.templates.values():
        for slot in template.slots:
            for caution in BY_CODE[slot.use[0]].cautions:
                if caution.effect.value == "exclude" and caution.filter == (template.filters or ("",))[0]:
                    yield f"{template.id}: {slot.use[0]}"


def test_stops_ask_groups_of_safety_items_that_exist() -> None:
    groups = {item.group for item in KNOWLEDGE.safety.values()}
    for stop in KNOWLEDGE.stops.values():
        assert set(stop.asks) <= groups, stop.id
        assert set(stop.sources) <= set(KNOWLEDGE.sources)
        assert stop.show_when is None or stop.show_when in KNOWLEDGE.filters
