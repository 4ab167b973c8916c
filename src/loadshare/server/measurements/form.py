"""What one measurement has to say, whichever way it comes: from a page, from a device or in a copy."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from loadshare.server.measurements.models import Measurement
from loadshare.server.measurements.protocols import protocols
from loadshare.server.measurements.recordings import unpack
from loadshare.server.requests.problems import KeyProblem, key_problem

MOST_RECORDINGS = 4
EXTRA_FIGURES: Mapping[str, tuple[str, ...]] = {
    "walking": (
        "steps",
        "step-regularity",
        "stride-regularity",
        "vertical-shake",
        "stride-time",
        "stride-variability",
        "step-length",
        "speed",
        "step-difference",  # no longer measured; older results and copies have it
    ),
    "single-leg-stance": ("pelvic-drop", "sway"),
}
"""Figures kept for one's own trend; no rule reads them."""

Number = Annotated[float, Field(allow_inf_nan=False)]
Word = Annotated[str, Field(max_length=60)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SentFigure(_Part):
    """One figure with its bar."""

    value: Number
    low: Number
    high: Number
    unit: Annotated[str, Field(max_length=12)]

    @model_validator(mode="after")
    def _in_order(self) -> SentFigure:
        if not self.low <= self.value <= self.high:
            raise ValueError("the value lies outside its own bar")
        return self


class Submission(_Part):
    """One measurement of one side, as the page sends it."""

    client_id: uuid.UUID
    test: Word
    side: Literal["", "left", "right"] = ""
    taken_at: Annotated[dt.datetime, Field(description="with its time zone")]
    sent_at: AwareDatetime | None = None
    """The phone's clock now, so that one that is wrong can be put right."""
    figures: Annotated[dict[Word, SentFigure], Field(max_length=12)] = {}
    choices: Annotated[dict[Word, Word], Field(max_length=8)] = {}
    verdict: Literal["good", "fair"]
    concerns: Annotated[tuple[Annotated[str, Field(max_length=300)], ...], Field(max_length=12)] = ()
    pain: Annotated[int, Field(ge=0, le=10)] | None = None
    stopped_by_pain: bool = False
    trials_agree: bool = True
    device: Annotated[str, Field(max_length=120)] = ""
    recordings: Annotated[tuple[dict[str, Any], ...], Field(max_length=MOST_RECORDINGS)] = ()


def check_saved(row: Measurement) -> None:
    """Raises `ValueError` where a row that comes in a copy is not what one of the pages would have saved."""
    by_hand = row.method == Measurement.Method.BY_HAND
    names = ("client_id", "test", "side", "taken_at", "figures", "choices", "verdict", "concerns", "pain")
    raw = {name: getattr(row, name) for name in (*names, "stopped_by_pain", "trials_agree", "device")}
    problems = problems_of(Submission.model_validate({**raw, "recordings": unpack(row)}))
    # By hand there may be no number but a choice, for instance how a hold ended.
    if any(problem.key != "figures" or not (by_hand and row.choices) for problem in problems):
        raise ValueError("it does not go with its test")


def problems_of(sent: Submission) -> Iterator[KeyProblem]:
    """What does not go with the test it names."""
    protocol = protocols().get(sent.test)
    if protocol is None:
        yield key_problem("test", sent.test, "unknown test", ", ".join(protocols()))
        return
    if bool(sent.side) != protocol.sides:
        yield key_problem("side", sent.side, "not usable", "left or right" if protocol.sides else "no side")
    if sent.taken_at.tzinfo is None:
        yield key_problem("taken_at", str(sent.taken_at), "has no time zone", "2026-11-22T10:00:00Z")
    if not sent.figures and not sent.stopped_by_pain:
        yield key_problem("figures", None, "nothing was measured", "at least one figure")
    numbers = {quantity.id: quantity for quantity in protocol.test.quantities if not quantity.options}
    for name, figure in sent.figures.items():
        quantity = numbers.get(name)
        if quantity is not None and not quantity.least <= figure.value <= quantity.most:
            allowed = f"{quantity.least:g} to {quantity.most:g}"
            yield key_problem(f"figures.{name}", figure.value, "out of range", allowed)
        elif quantity is None and name not in EXTRA_FIGURES.get(sent.test, ()):
            yield key_problem(f"figures.{name}", figure.value, "not part of this test", ", ".join(numbers))
    options = {quantity.id: quantity.options for quantity in protocol.test.quantities if quantity.options}
    for name, chosen in sent.choices.items():
        if chosen not in options.get(name, ()):
            allowed = ", ".join(options.get(name, ("nothing",)))
            yield key_problem(f"choices.{name}", chosen, "not one of the choices", allowed)
