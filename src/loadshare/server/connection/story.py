"""The three ideas as short stories on this page, with one's own measured hips where there are any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from loadshare.body.daily.asked import TURN_LOSS_DEG
from loadshare.care.conditions import Facts
from loadshare.care.explain import IdeaExplanation, explain
from loadshare.care.profile import usable_facts
from loadshare.knowledge import RULES_VERSION, load_knowledge
from loadshare.knowledge.evidence import Source
from loadshare.knowledge.story import Story, StoryStep
from loadshare.server.check import checking
from loadshare.server.connection.words import words
from loadshare.server.records.models import Person

USUAL_TURN = "seated inward turn, adults 20 to 60"
STEP_DEG = 5


@dataclass(frozen=True, kw_only=True)
class OwnHip:
    """The stiffer hip of one's own test, and the turn read about in a study."""

    turn_deg: float
    usual_deg: float

    @property
    def slider_deg(self) -> int:
        """The difference as a place of the slider in turning: the test is one of turning in, but sitting."""
        missing = max(0.0, self.usual_deg - self.turn_deg)
        return min(TURN_LOSS_DEG[1], STEP_DEG * round(missing / STEP_DEG))

    @property
    def words(self) -> str:
        """What was measured, and what it can and cannot say."""
        own, usual = f"{self.turn_deg:g}", f"{self.usual_deg:.0f}"
        if self.slider_deg == 0:
            return words("own-hip.at-zero", own=own, usual=usual)
        return words("own-hip.shown", own=own, usual=usual, slider=self.slider_deg)


@dataclass(frozen=True, kw_only=True)
class Own:
    """What a person's newest check brings to a story: the hip test, and what the answers say of each idea."""

    hip: OwnHip | None = None
    ideas: Mapping[str, IdeaExplanation] = field(default_factory=dict)


NOBODY = Own()


@dataclass(frozen=True, kw_only=True)
class OwnAnswers:
    """What one's own answers say of an idea."""

    fit: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StoryView:
    """One step of a story as the page tells it: words, sliders, sources and the way on and back."""

    story: Story
    place: int
    own: Own = NOBODY
    is_moved: bool = False

    @property
    def step(self) -> StoryStep:
        return self.story.steps[self.place]

    @property
    def is_own(self) -> bool:
        """Whether this step shows one's own range."""
        return self.step.own_range and self.own.hip is not None and not self.is_moved

    @property
    def own_words(self) -> str:
        """The own range in words, where this step uses it."""
        return self.own.hip.words if self.own.hip is not None and self.step.own_range else ""

    @property
    def own_answers(self) -> OwnAnswers | None:
        """What one's own answers say of this idea; told once, with the first step."""
        idea = self.own.ideas.get(self.story.mechanism)
        if idea is None or self.place:
            return None
        return OwnAnswers(
            fit=idea.fit_sentence,
            speaks_for=(*idea.speaks_for, *idea.findings),
            speaks_against=idea.speaks_against,
        )

    @property
    def sliders(self) -> dict[str, str]:
        """Task and sliders of this step."""
        hip = self.own.hip.slider_deg if self.step.own_range and self.own.hip else self.step.hip
        return {
            "task": self.step.task,
            "hip": f"{hip:g}",
            "glutes": f"{self.step.glutes:g}",
            "side": self.step.side,
        }

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the step's words were read."""
        return load_knowledge().cited(self.step.sources)

    @property
    def number(self) -> int:
        """The step, counted from one."""
        return self.place + 1

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self.story.steps)

    @property
    def address(self) -> str:
        """The query of this step; nothing of one's own is in it."""
        return self._address(self.place)

    @property
    def back(self) -> str:
        """The query of the step before, or nothing."""
        return self._address(self.place - 1) if self.place else ""

    @property
    def next(self) -> str:
        """The query of the step after, or nothing."""
        return self._address(self.place + 1) if self.number < self.count else ""

    def moved(self) -> StoryView:
        """The same step with the sliders moved by hand."""
        return replace(self, is_moved=True)

    def _address(self, place: int) -> str:
        return f"?idea={self.story.id}&step={place + 1}"


def story_view_of(idea: str, step: str, own: Own) -> StoryView | None:
    """The step of a story; an unknown idea tells nothing, a step beyond the end is the nearest one."""
    story = load_knowledge().stories.get(idea)
    if story is None:
        return None
    place = int(step) - 1 if step.isdecimal() and len(step) < 4 else 0
    return StoryView(story=story, place=max(0, min(place, len(story.steps) - 1)), own=own)


def ideas() -> tuple[tuple[str, str], ...]:
    """Ideas that have a story: id and name."""
    knowledge = load_knowledge()
    return tuple(
        (story.id, knowledge.mechanisms[story.mechanism].name) for story in knowledge.stories.values()
    )


def own_of(person: Person | None) -> Own:
    """What the newest check brings; nothing where it was made with other rules."""
    run = checking.last_check_of(person) if person is not None else None
    if run is None or run.rules_version != RULES_VERSION:
        return NOBODY
    facts = checking.facts_of_run(run)
    told = explain(check=checking.result_of(run), facts=facts, knowledge=load_knowledge())
    return Own(hip=_own_hip(facts), ideas={idea.mechanism: idea for idea in told.ideas})


def _own_hip(all_facts: Facts) -> OwnHip | None:
    """The stiffer hip, where it was measured."""
    facts = usable_facts(all_facts, look_alikes=frozenset())
    turn = facts.get("hip-rotation.internal.lowest")
    usual = next(
        (f for f in load_knowledge().self_tests["hip-rotation"].figures if f.name == USUAL_TURN and f.read),
        None,
    )
    if usual is None or not isinstance(turn, int | float) or isinstance(turn, bool):
        return None
    return OwnHip(turn_deg=float(turn), usual_deg=usual.value)
