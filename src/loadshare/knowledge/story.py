"""A short story about one idea: a few steps, each with a task, two sliders and a sentence or two."""

from pydantic import Field

from loadshare.knowledge._base import Entry, Id, Text


class StoryStep(Entry):
    """One step on the connection page."""

    title: Text
    says: Text
    task: Id = Field(description="a daily task of the connection page")
    hip: float = Field(default=0, ge=0, le=40, description="degrees of hip bend lost")
    glutes: float = Field(default=0, ge=0, le=60, description="percent of gluteal strength lost")
    side: str = Field(default="both", pattern=r"^(both|one)$")
    own_range: bool = Field(
        default=False, description="the first slider follows the person's own hip test, where there is one"
    )
    sources: tuple[Id, ...] = Field(min_length=1)


class Story(Entry):
    """The story of one idea."""

    id: Id
    mechanism: Id
    lead: Text
    steps: tuple[StoryStep, ...] = Field(min_length=3, max_length=5)
