"""Questions of the check, shown by one view."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.conditions import Condition


class Section(StrEnum):
    """Parts of the check, in the order asked."""

    SAFETY = "safety"
    YOU = "you"
    PAIN = "pain"
    SIGNS = "signs"
    HEALTH = "health"
    LIFE = "life"
    PLAN = "plan"


class Kind(StrEnum):
    """How a question is answered.

    `flags`: a list of items, each becoming a fact of its own (`yes`, `no` or `not-sure`); one tap says
    none applies. `yes-no`: `yes`, `no` or, where allowed, `not-sure`. `choice`: one option. `choices`:
    any number of options. `number` and `scale`: a number, scale with words at both ends. `body`: places
    on the drawn body, the same as `choices` to the rules.
    """

    FLAGS = "flags"
    YES_NO = "yes-no"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    SCALE = "scale"
    BODY = "body"


class Option(Entry):
    """One possible answer. For `flags`, `value` is the fact the item sets."""

    value: Id
    label: Text
    hint: str = ""
    say: str = Field(default="", description="what the person says of it to a professional")
    told: str = Field(default="", description="how the answer is named to the person; else the label")
    since: str | None = Field(
        default=None, description="the first rules that ask it; left out, the very first"
    )
    folded: bool = Field(default=False, description="the hint stands under the page, not beside it")
    excludes_others: bool = Field(default=False, description="'none of these' among choices")
    show_when: Condition | None = Field(default=None, description="an item only some people are asked")


class Page(Entry):
    """What is asked together: one screen of the check."""

    id: Id
    name: Text = Field(description="what it is called in a list")
    title: Text
    hint: str = ""


class Retired(Entry):
    """An answer that is not asked any more; its id stays reserved."""

    id: Id
    of: Id | None = Field(default=None, description="the question in whose list it stood")
    why: Text


class MadeUpPerson(Entry):
    """Somebody by whom the length of the check is told."""

    id: Id
    name: Text
    answers: Mapping[str, Any]


class Question(Entry):
    """One question; its page says what it is asked beside."""

    id: Id
    section: Section
    page: Id = Field(description="what it is asked together with")
    order: int = Field(description="position inside the section")
    kind: Kind
    text: Text
    hint: str = ""
    why: Text = Field(description="why we ask, folded under the question")
    since: str | None = Field(
        default=None, description="the first rules that ask it, or ask it of more people"
    )
    say: str = Field(default="", description="a yes or a number as the person says it; {value} is the number")
    told: str = Field(default="", description="the same as it is named to the person")
    options: tuple[Option, ...] = ()
    not_sure: bool = Field(default=False, description="'not sure' is an allowed answer")
    required: bool = True
    unit: str = ""
    least: float | None = None
    most: float | None = None
    whole: bool = Field(default=True, description="numbers are whole")
    low_label: str = ""
    high_label: str = ""
    show_when: Condition | None = None
    early_when: Condition | None = Field(
        default=None, description="who is asked it before the ideas, because a safety rule waits for it"
    )
    assumed: str = Field(default="", description="what counts while it shows and has no answer")
    letter: str = Field(
        default="",
        description="the answer in the look over all of them: a sentence with {} for the answer, for "
        "flags the sentence that says none is so, for yes-no the thing itself",
    )
    missing: str = Field(default="", description="what to do, said where the answer is missing")
    private: bool = Field(default=False, description="not told again where somebody may look on")
    only_again: bool = Field(default=False, description="asked only of people who were here before")
    recheck: bool = Field(default=False, description="asked again at every weekly review")
    sources: tuple[Id, ...] = Field(min_length=1)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Everything that decides who is asked it, and when; its items' conditions among them."""
        found = (self.show_when, self.early_when, *(option.show_when for option in self.options))
        return tuple(condition for condition in found if condition is not None)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        needs_options = self.kind in {Kind.FLAGS, Kind.CHOICE, Kind.CHOICES, Kind.BODY}
        if needs_options != bool(self.options):
            raise ValueError(f"a {self.kind} question {'needs' if needs_options else 'takes no'} options")
        if self.kind in {Kind.NUMBER, Kind.SCALE} and (self.least is None or self.most is None):
            raise ValueError(f"a {self.kind} question needs least and most")
        if self.kind is Kind.SCALE and not (self.low_label and self.high_label):
            raise ValueError("a scale needs words at both ends")
        return self
