"""Simulated people for the population benchmark: how they answer, how faithfully they move, how they feel."""

import random
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from loadshare.care.answers import Answers, missing_answers, read_answers
from loadshare.care.case import Case
from loadshare.care.check import run_check
from loadshare.care.facts import facts_of
from loadshare.care.logs import ItemLog, SessionLog
from loadshare.care.preferences import preferences_from
from loadshare.care.programme import Programme
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.question import Kind, Question

KNOWLEDGE = load_knowledge()
EXAMPLES = [
    path
    for path in sorted((Path(__file__).parent.parent / "examples").glob("*.toml"))
    if "[answers]" in path.read_text(encoding="utf-8")
]
FLAGS = sorted(
    fact
    for fact, question in KNOWLEDGE.answer_facts.items()
    if question.kind is Kind.FLAGS and question.recheck and question.not_sure
)
CHANGED_ANSWERS = 12
FLAG_CHANCE = 0.006
"""In a week, that somebody ticks a sign when the safety questions are asked again."""


@dataclass(kw_only=True)
class Person:
    """One simulated person. `raw` are the answers as a form would send them."""

    chance: random.Random = field(repr=False)
    raw: dict[str, Any]
    faith: float
    """Share of sessions done."""
    pain: float
    drift: float
    """Change of pain in a week."""
    touchy: float
    """How much the pain of a session may rise."""
    away: frozenset[int]
    """Weeks without any session."""

    def answers(self) -> Answers:
        """Complete answers; questions that newly apply are answered too."""
        return _completed(self.raw, self.chance)

    def case(self) -> Case:
        """The case these answers make."""
        return case_of(self.answers())

    def live_a_week(self) -> None:
        """Pain drifts and wobbles."""
        self.pain = min(10.0, max(0.0, self.pain + self.drift + self.chance.gauss(0, 0.7)))

    def maybe_ticks_a_sign(self) -> str | None:
        """The sign ticked this week, if any."""
        if self.chance.random() >= FLAG_CHANCE:
            return None
        sign = self.chance.choice(FLAGS)
        self.raw["answers"][sign] = self.chance.choice(("yes", "not-sure"))
        return sign

    def session(self, programme: Programme, day: Any) -> SessionLog:
        """How a session of this day went."""
        before = min(10, max(0, round(self.chance.gauss(self.pain, 1))))
        items = tuple(self._item(programme, name, before) for name in programme.day(day).items)
        after = max((item.pain_during or 0 for item in items), default=before)
        return SessionLog(
            date=day,
            items=items,
            pain_before=before,
            pain_after=max(0, after - self.chance.randint(0, 1)),
            effort=self.chance.choice((4, 5, 6, 7, None)),
            settled=self.chance.random() > 0.05 * self.touchy,
            flare_day=self.chance.random() < 0.03,
        )

    def _item(self, programme: Programme, name: str, before: int) -> ItemLog:
        pain = min(10, max(0, round(before + self.chance.gauss(-0.5, self.touchy))))
        return ItemLog(
            exercise=name,
            dose=programme.item(name).dose,
            done_share=self.chance.choice((1.0, 1.0, 1.0, 1.0, 0.8, 0.5, 0.0)),
            pain_during=pain if self.chance.random() < 0.95 else None,
            effort=self.chance.choice((3, 4, 5, 6, 6, 7)),
            spread=self.chance.random() < 0.01 * self.touchy,
            stopped=self.chance.random() < 0.01 * self.touchy,
        )


def make_person(seed: int) -> Person:
    """The person of this number; always the same one."""
    chance = random.Random(seed)
    raw = read_example(chance.randrange(len(EXAMPLES)))
    answers = {**raw["answers"]}
    questions = [question for question in KNOWLEDGE.questions.values() if question.kind is not Kind.FLAGS]
    for question in chance.sample(questions, chance.randint(0, CHANGED_ANSWERS)):
        answers[question.id] = _answer(question, chance)
    for flag in FLAGS:
        if chance.random() < 0.002:
            answers[flag] = chance.choice(("yes", "not-sure"))
    return Person(
        chance=chance,
        raw={**raw, "answers": answers},
        faith=chance.betavariate(4, 2),
        pain=float(chance.randint(1, 8)),
        drift=chance.gauss(-0.25, 0.25),
        touchy=chance.uniform(0.2, 1.1),
        away=frozenset(_away(chance)),
    )


def _away(chance: random.Random) -> range:
    if chance.random() < 0.6:
        return range(0)
    begins = chance.randint(2, 9)
    return range(begins, begins + chance.choice((1, 2, 2, 3)))


@cache
def _read(place: int) -> str:
    return EXAMPLES[place].read_text(encoding="utf-8")


def read_example(place: int) -> dict[str, Any]:
    """What the example person of this number answered, one answer for every sign."""
    raw = tomllib.loads(_read(place))
    groups = [question for question in KNOWLEDGE.questions.values() if question.kind is Kind.FLAGS]
    answers = dict(raw["answers"])
    for question in groups:
        given = answers.pop(question.id, None)
        if given is not None:
            ticked = given if isinstance(given, list) else []
            for option in question.options:
                answers[option.value] = "yes" if option.value in ticked else "no"
    return {"answers": answers, "tests": raw.get("tests", {})}


def case_of(answers: Answers) -> Case:
    """The case that complete answers make."""
    facts = facts_of(answers=answers, knowledge=KNOWLEDGE)
    return Case(
        check=run_check(answers=answers, knowledge=KNOWLEDGE),
        preferences=preferences_from(facts=facts),
        facts=facts,
        knowledge=KNOWLEDGE,
    )


def _completed(raw: dict[str, Any], chance: random.Random) -> Answers:
    answers = dict(raw["answers"])
    if isinstance(answers.get("age-first-pain"), int) and isinstance(answers.get("age"), int):
        answers["age-first-pain"] = min(answers["age-first-pain"], answers["age"])
    while True:
        read = read_answers({**raw, "answers": answers}, knowledge=KNOWLEDGE, complete=False)
        missing = missing_answers(answers=read, knowledge=KNOWLEDGE)
        if not missing:
            raw["answers"] = answers
            return read
        for problem in missing:
            question = KNOWLEDGE.questions[problem.key]
            if question.kind is Kind.FLAGS:
                answers |= {option.value: answers.get(option.value, "no") for option in question.options}
            else:
                answers[question.id] = _answer(question, chance)


def _answer(question: Question, chance: random.Random) -> Any:
    options = [option.value for option in question.options]
    match question.kind:
        case Kind.YES_NO:
            return chance.choice(("yes", "no"))
        case Kind.CHOICE:
            return chance.choice(options)
        case Kind.CHOICES | Kind.BODY:
            many = [option.value for option in question.options if not option.excludes_others]
            return chance.sample(many, chance.randint(1, len(many)))
        case _:
            return chance.randint(int(question.least or 0), int(question.most or 0))
