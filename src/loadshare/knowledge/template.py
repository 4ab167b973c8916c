"""Programme templates: which exercises, in which order of importance, for whom."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.exercise import Strand

Code = Annotated[str, StringConstraints(pattern=r"^[RSCB][0-9]{1,2}$")]
"""A row of the evidence table, so that a template reads like its source."""


class WalkStyle(StrEnum):
    """How the walk is done."""

    STEADY = "steady"
    INTERVALS = "intervals"
    EASY = "easy"


class Slot(Entry):
    """One place in a programme: the first of `use` that this person can do and afford takes it."""

    strand: Strand
    use: tuple[Code, ...] = Field(min_length=1)
    from_week: int = Field(default=1, ge=1, le=6, description="not before this week of the block")


class Template(Entry):
    """A programme outline. Slots stand in order of importance: a short session takes the first ones."""

    id: Id
    name: Text
    rank: int = Field(ge=0, description="where two conditions apply, the lower rank leads")
    mechanism: str | None = Field(default=None, pattern=r"^M[123]$", description="the idea it leans on")
    filters: tuple[Id, ...] = Field(default=(), description="any of these switched on asks for it")
    yields_to_lead: bool = Field(default=False, description="used only where no idea leads")
    by_need: tuple[Strand, ...] = Field(
        default=(), description="strands taken in only where a test or an answer calls for them"
    )
    lighter: bool = Field(default=False, description="fewer exercises a session throughout")
    headline: Text
    slots: tuple[Slot, ...] = Field(min_length=1)
    breaks: tuple[Code, ...] = Field(default=(), description="breaks to offer first")
    walk: WalkStyle = WalkStyle.STEADY
    notes: tuple[Text, ...] = ()
    sources: tuple[Id, ...] = Field(min_length=1)
