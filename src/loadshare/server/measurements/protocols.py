"""How a phone measures each self-test, read once from protocols.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from loadshare.knowledge import load_knowledge
from loadshare.knowledge.self_test import SelfTest
from loadshare.measure import Placement
from loadshare.measure.outcome import TESTS

_FILE = Path(__file__).with_name("protocols.toml")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class End(StrEnum):
    """What ends a try before its time is over."""

    CLOCK = "clock"
    DROP = "drop"
    LANDING = "landing"


class Cue(_Part):
    """Words for the voice, and when."""

    at: float = Field(ge=0)
    say: str = Field(min_length=1)


class ProtocolStep(_Part):
    """One of the three things to do."""

    title: str
    text: str


class Protocol(_Part):
    """One test with the phone. `measures` is the test's name in the measure room."""

    id: str
    measures: str
    placement: Placement
    second_placement: Placement | None = None
    sides: bool
    tries: int = Field(ge=1, le=2)
    agree_s: float | None = None
    """Two times further apart than this ask for a third."""
    best: bool = False
    """The best try counts, not the middle one."""
    dial: Literal["angle", "level", "clock"]
    ends: End
    length_s: float = Field(gt=0)
    prepare_s: float = Field(gt=0)
    figure: str = ""
    posture: str = ""
    also: Mapping[str, str] = {}
    """Figures that are shown beside those of the self-test, and what they are called."""
    asks_height: bool = False
    """Whether stated height gives more of them."""
    support: str
    three: tuple[ProtocolStep, ProtocolStep, ProtocolStep]
    script: tuple[Cue, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.measures not in TESTS:
            raise ValueError(f"{self.measures} is not measured")
        times = [cue.at for cue in self.script]
        if times != sorted(times) or times[-1] >= self.length_s:
            raise ValueError("the script runs backwards or past its end")
        return self

    @property
    def test(self) -> SelfTest:
        """The self-test it measures."""
        return load_knowledge().self_tests[self.id]


@cache
def protocols() -> Mapping[str, Protocol]:
    """Every protocol by its self-test, in the order they are offered: from low load to high."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: Protocol(id=name, **values) for name, values in raw.items()}
