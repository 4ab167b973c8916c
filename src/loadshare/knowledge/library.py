"""Everything known, held together and checked against itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from loadshare.knowledge.evidence import Source, Statement
from loadshare.knowledge.exercise import Exercise
from loadshare.knowledge.expectation import Expectation
from loadshare.knowledge.load_advice import LoadAdvice
from loadshare.knowledge.mechanism import Mechanism, Sign
from loadshare.knowledge.need import Need, Start
from loadshare.knowledge.outcome import Outcome
from loadshare.knowledge.question import Kind, MadeUpPerson, Page, Question, Retired, Section
from loadshare.knowledge.readout import Readout
from loadshare.knowledge.safety import Filter, LookAlike, SafetyItem
from loadshare.knowledge.self_test import SelfTest
from loadshare.knowledge.stop import Stop
from loadshare.knowledge.story import Story
from loadshare.knowledge.template import Template

RULES_VERSION = "2026.3"
"""Stored with every result. Raise it in the same commit as any change to a rule or a threshold."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Knowledge:
    """The library; each mapping is keyed by id and keeps the order people should see.

    Compared by identity, so that what is worked out from a library can be kept beside it.
    """

    sources: Mapping[str, Source]
    statements: Mapping[str, Statement]
    mechanisms: Mapping[str, Mechanism]
    signs: Mapping[str, Sign]
    filters: Mapping[str, Filter]
    pages: Mapping[str, Page]
    questions: Mapping[str, Question]
    retired: Mapping[str, Retired]
    people: Mapping[str, MadeUpPerson]
    usual: Mapping[str, Any]
    """What is so of the made-up people unless they say otherwise."""
    safety: Mapping[str, SafetyItem]
    look_alikes: Mapping[str, LookAlike]
    self_tests: Mapping[str, SelfTest]
    exercises: Mapping[str, Exercise]
    templates: Mapping[str, Template] = field(default_factory=dict)
    needs: Mapping[str, Need] = field(default_factory=dict)
    starts: Mapping[str, Start] = field(default_factory=dict)
    load_advice: Mapping[str, LoadAdvice] = field(default_factory=dict)
    expectations: Mapping[str, Expectation] = field(default_factory=dict)
    stops: Mapping[str, Stop] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    stories: Mapping[str, Story] = field(default_factory=dict)
    readouts: Mapping[str, Readout] = field(default_factory=dict)
    rules_version: str = RULES_VERSION

    def cited(self, keys: Iterable[str]) -> tuple[Source, ...]:
        """The sources of these keys, in their order. Raises `KeyError` for one that is not known."""
        return tuple(self.sources[key] for key in keys)

    @cached_property
    def answer_facts(self) -> Mapping[str, Question]:
        """Every fact an answer can set, with the question that sets it."""
        facts: dict[str, Question] = {}
        for question in self.questions.values():
            if question.kind is Kind.FLAGS:
                facts.update({option.value: question for option in question.options})
            else:
                facts[question.id] = question
        return facts

    def questions_in(self, section: Section) -> Iterator[Question]:
        """The questions of a section, in order."""
        return (question for question in self.questions.values() if question.section is section)

    def exercises_by_code(self, codes: Iterable[str]) -> tuple[Exercise, ...]:
        """Exercises by their row in the evidence table, for templates written that way."""
        by_code = {exercise.code: exercise for exercise in self.exercises.values()}
        return tuple(by_code[code] for code in codes)
