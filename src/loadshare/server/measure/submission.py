"""What a page sends when a measurement is to be kept: small JSON, checked before anything reads it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from loadshare.server.measure.figures import EXTRA_FIGURES
from loadshare.server.measure.keeping import Taken
from loadshare.server.measurements.models import Measurement
from loadshare.server.measurements.protocols import protocols
from loadshare.server.requests.body import MEDIA_TYPE, TooManyValuesError, parse_json
from loadshare.server.requests.problems import KeyProblem, RequestError, key_problem, refusal

MOST_BYTES = 2 * 1024 * 1024
"""Three raw recordings of a minute have about a quarter of it."""
MOST_VALUES = 300_000
MOST_RECORDINGS = 4

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
    figures: Annotated[dict[Word, SentFigure], Field(max_length=12)] = {}
    choices: Annotated[dict[Word, Word], Field(max_length=8)] = {}
    verdict: Literal["good", "fair"]
    concerns: Annotated[tuple[Annotated[str, Field(max_length=300)], ...], Field(max_length=12)] = ()
    pain: Annotated[int, Field(ge=0, le=10)] | None = None
    stopped_by_pain: bool = False
    trials_agree: bool = True
    device: Annotated[str, Field(max_length=120)] = ""
    recordings: Annotated[tuple[dict[str, Any], ...], Field(max_length=MOST_RECORDINGS)] = ()


def read_submission(request: HttpRequest, *, now: dt.datetime) -> Taken:
    """The measurement in a request. Raises `RequestError` for anything that cannot be kept."""
    if request.content_type != MEDIA_TYPE:
        raise refusal(415, "Not JSON", f"Send the measurement as {MEDIA_TYPE}.")
    content = request.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise refusal(413, "Too large", f"Send {MOST_BYTES} bytes at most. Keep it without its recording.")
    try:
        raw = parse_json(content, most_values=MOST_VALUES)
    except TooManyValuesError:
        raise refusal(413, "Too large", "Keep it without its recording.") from None
    except ValueError:
        raise refusal(400, "Not readable as JSON", "Send the measurement again.") from None
    return check_submission(raw, now=now)


def check_submission(raw: object, *, now: dt.datetime) -> Taken:
    """The measurement in plain JSON values. Raises `RequestError` where it cannot be kept."""
    try:
        sent = Submission.model_validate(raw)
    except ValidationError as error:
        raise _refused(_problems_of(error)) from None
    problems = tuple(_problems(sent))
    if problems:
        raise _refused(problems)
    return _taken(sent, now=now)


def _refused(problems: tuple[KeyProblem, ...]) -> RequestError:
    return refusal(422, "This cannot be kept", "Nothing was kept. Do the test again.", problems)


def _problems_of(error: ValidationError) -> tuple[KeyProblem, ...]:
    return tuple(
        key_problem(".".join(map(str, one["loc"])), None, str(one["msg"]), "see the reference")
        for one in error.errors(include_input=False, include_url=False)[:20]
    )


def _problems(sent: Submission) -> Iterator[KeyProblem]:
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


def _taken(sent: Submission, *, now: dt.datetime) -> Taken:
    return Taken(
        client_id=sent.client_id,
        test=sent.test,
        side=sent.side,
        # A phone whose clock runs ahead must not keep its result the newest for ever.
        taken_at=min(sent.taken_at, now),
        method=Measurement.Method.PHONE,
        figures={name: figure.model_dump() for name, figure in sent.figures.items()},
        choices=sent.choices,
        verdict=Measurement.Verdict(sent.verdict),
        concerns=sent.concerns,
        pain=sent.pain,
        stopped_by_pain=sent.stopped_by_pain,
        trials_agree=sent.trials_agree,
        device=sent.device,
        recordings=sent.recordings,
    )
