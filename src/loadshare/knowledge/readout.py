"""A number of the body model that people are shown, and how far it was compared with measured people."""

from pydantic import Field

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.evidence import Grade


class Readout(Entry):
    """How far one number of the model can be trusted. The grade is about the number, not about a claim."""

    id: Id
    shows: Text = Field(description="what the number is, in everyday words")
    grade: Grade
    verdict: Text = Field(description="one honest sentence: what it was compared with, and how it came out")
    not_said: Text = Field(description="what the number does not say")
    sources: tuple[Id, ...] = Field(min_length=1)
