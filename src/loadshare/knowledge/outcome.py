"""One way to tell how things are: its questions as their authors wrote them, and what a change means."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.evidence import Figure


class OutcomeKind(StrEnum):
    """How it is answered."""

    SCALE = "scale"
    """Each item is a number; every item is a score of its own."""
    TICKS = "ticks"
    """Sentences to tick where they are true; the score is how many."""
    ACTIVITIES = "activities"
    """Activities in the person's own words, each with a number; the score is their mean."""
    CHOICE = "choice"
    """One of several sentences, each with its number."""
    TYPED = "typed"
    """Only its score may be typed in: the questions are not ours to show."""


class OutcomeItem(Entry):
    """One question, sentence or choice, in the authors' words."""

    id: Id
    text: Text
    score: int | None = Field(default=None, description="for a choice: the number it stands for")
    is_good: bool = Field(default=False, description="for a choice: counted as good among many people")


class Outcome(Entry):
    """A measure of pain or of daily doing, and how its score is read.

    `change` is the least difference between two scores that people usually notice (minimal important
    change), `change_pct` the same as a share of the first score; left out where no number was read.
    """

    id: Id
    name: Text
    title: str = Field(default="", description="what heads its page, in people's words; left out, its name")
    short: Text = Field(description="what the score is about, inside a sentence: 'your pain'")
    kind: OutcomeKind
    ask: Text = Field(description="the question or the instructions")
    items: tuple[OutcomeItem, ...] = ()
    least: float = 0
    most: float
    low_label: Text
    high_label: Text
    higher_is_better: bool = False
    whole: bool = Field(default=True, description="scores are whole numbers")
    is_change: bool = Field(default=False, description="its answers compare with the start themselves")
    change: float | None = Field(default=None, gt=0)
    change_pct: int | None = Field(default=None, gt=0, le=100)
    weeks: tuple[int, ...] = Field(default=(), description="weeks from the start when it is asked")
    most_activities: int = Field(default=0, ge=0, le=5)
    rules: Text = Field(description="how it is scored, in words")
    licence: Text = Field(description="why it may be shown here, or why only a score is taken")
    sources: tuple[Id, ...] = Field(min_length=1)
    figures: tuple[Figure, ...] = ()
    note: str = ""

    @property
    def heading(self) -> str:
        """What heads its page and its chart."""
        return self.title or self.name

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.least >= self.most:
            raise ValueError(f"least is {self.least} and most is {self.most}; most must be larger")
        ids = [item.id for item in self.items]
        if len(ids) != len(set(ids)):
            raise ValueError("two items have the same id; rename one")
        if self.kind is OutcomeKind.TICKS and len(ids) != self.most:
            raise ValueError(f"{len(ids)} sentences cannot give a score of {self.most:g}; write them all")
        if self.kind is OutcomeKind.TYPED and (self.items or self.weeks):
            raise ValueError("a typed score has no items and is never asked for; remove them")
        if self.kind is OutcomeKind.CHOICE and any(item.score is None for item in self.items):
            raise ValueError("every choice needs its score")
        return self

    def item(self, name: str) -> OutcomeItem:
        """The item with this id. Raises `KeyError` when there is none."""
        for item in self.items:
            if item.id == name:
                return item
        raise KeyError(f"{name} is no item of {self.id}; use one of {', '.join(i.id for i in self.items)}")

    def choice_of(self, score: float) -> OutcomeItem | None:
        """The answer that a score of a choice stands for."""
        return next((item for item in self.items if item.score == score), None)

    def may_be(self, score: float) -> bool:
        """Whether this measure can give this score: of a choice only what an answer stands for."""
        if self.kind is OutcomeKind.CHOICE:
            return self.choice_of(score) is not None
        return self.least <= score <= self.most

    def may_speak_of(self, item: str) -> bool:
        """Whether a score of this measure may name this item: own activities are in people's words."""
        if self.kind is OutcomeKind.ACTIVITIES:
            return True
        return item in ({known.id for known in self.items} if self.kind is OutcomeKind.SCALE else {""})
