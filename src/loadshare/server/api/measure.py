"""`POST /measure/{test}`: a recording in, figures with their bars out, nothing stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from loadshare.knowledge._base import Entry
from loadshare.measure import Placement, Recording, RecordingError, Side, evaluate, parse_recording
from loadshare.measure.limits import WALK
from loadshare.server.api.openapi import TAKES_RECORDING
from loadshare.server.api.reply import Reply, reply
from loadshare.server.measure.figures import figures_of, trials_agree
from loadshare.server.measurements.protocols import Protocol, protocols
from loadshare.server.requests.body import parse_json
from loadshare.server.requests.problems import key_problem, refusal
from loadshare.server.requests.upload import (
    MOST_UNPACKED_BYTES,
    MOST_VALUES,
    UploadBusyError,
    one_at_a_time,
    read_upload,
)

router = Router(tags=["measure"])

MOST_RECORDINGS = 4

WhichSide = Annotated[Side | None, Query(description="the leg, where the recording does not say it")]
WherePhone = Annotated[
    Placement | None, Query(description="where the phone was, where the recording does not say it")
]
Height = Annotated[
    float | None,
    Query(
        ge=100 * WALK.min_height_m,
        le=100 * WALK.max_height_m,
        description="told, in cm: a walk then also has step length and speed; other tests do not use it",
    ),
]


class FigureResult(Entry):
    """One figure with its cautious 95 % bar, in the unit named."""

    value: float
    low: float
    high: float
    unit: str


class MeasureResult(Entry):
    """What a recording says. `figures` are named as in the self-test of the knowledge."""

    test: str
    figures: Mapping[str, FigureResult]
    trials_agree: bool = Field(description="false: the tries differ by more than a real change would")
    outcome: Mapping[str, Any] = Field(description="everything, as `loadshare measure --json` prints it")


@router.post("/measure/{test}", operation_id="measure", response=MeasureResult, openapi_extra=TAKES_RECORDING)
def measure(
    request: HttpRequest,
    test: str,
    side: WhichSide = None,
    placement: WherePhone = None,
    height_cm: Height = None,
) -> Reply:
    """The figures of one home test from a phone's recording. Nothing is stored."""
    protocol = protocols().get(test)
    if protocol is None:
        problem = key_problem("test", test, "not known", f"one of: {', '.join(protocols())}")
        raise refusal(404, "Not found", "There is no such test.", [problem])
    content = read_upload(request)
    try:
        with one_at_a_time():
            recordings = _recordings(content, protocol, side, placement)
            height_m = None if height_cm is None else height_cm / 100
            outcome = evaluate(protocol.measures, recordings=recordings, side=side, height_m=height_m)
    except UploadBusyError:
        raise refusal(503, "Busy", "Other recordings are being read. Send it again in a minute.") from None
    if "refused" in outcome:
        refused = outcome["refused"]
        problem = key_problem("recording", refused["code"], refused["message"], "see the recording format")
        raise refusal(422, "No honest number can be made", refused["message"], [problem])
    return reply(
        MeasureResult.model_validate(
            {
                "test": test,
                "figures": figures_of(test, outcome),
                "trials_agree": trials_agree(outcome),
                "outcome": outcome,
            }
        )
    )


def _recordings(
    content: bytes, protocol: Protocol, side: Side | None, placement: Placement | None
) -> list[Recording]:
    parts = _parts(content)
    least, most = _how_many(protocol)
    if not least <= len(parts) <= most:
        allowed = f"{least}" if least == most else f"{least} to {most}"
        problem = key_problem("recordings", len(parts), "not the number this test takes", allowed)
        raise refusal(422, "Another number of recordings", f"Send {allowed} for this test.", [problem])
    if protocol.second_placement is not None:
        first, second = parts
        return [
            _recording(first, protocol.placement, side),
            _recording(second, protocol.second_placement, side),
        ]
    return [_recording(part, placement, side) for part in parts]


def _how_many(protocol: Protocol) -> tuple[int, int]:
    if protocol.second_placement:
        return 2, 2
    return 1, MOST_RECORDINGS if protocol.dial != "clock" else 1


def _recording(part: bytes, placement: Placement | None, side: Side | None) -> Recording:
    try:
        return parse_recording(
            content=part, placement=placement, side=side, most_unpacked_bytes=MOST_UNPACKED_BYTES
        )
    except RecordingError as error:
        problem = key_problem("recording", None, str(error), "a file of the recording format")
        raise refusal(422, "Not a usable recording", str(error), [problem]) from None


def _parts(content: bytes) -> list[bytes]:
    """The recordings in a body: several in a JSON list called `recordings`, else the body is one."""
    if content.lstrip()[:1] != b"{":
        return [content]
    try:
        several = parse_json(content, most_values=MOST_VALUES).get("recordings")
    except ValueError:
        return [content]
    if not isinstance(several, list):
        return [content]
    return [json.dumps(one).encode() for one in several[: MOST_RECORDINGS + 1]]
