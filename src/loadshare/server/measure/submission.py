"""What a page sends when a measurement is to be kept: small JSON, checked before anything reads it."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from pydantic import ValidationError

from loadshare.server.measure.keeping import CheckedMeasurement
from loadshare.server.measurements.form import Submission, problems_of
from loadshare.server.measurements.models import Measurement
from loadshare.server.offline.entries import LONG_AGO, true_time
from loadshare.server.requests.body import MEDIA_TYPE, TooManyValuesError, parse_json
from loadshare.server.requests.problems import KeyProblem, RequestError, key_problem, refusal

MOST_BYTES = 2 * 1024 * 1024
"""Three raw recordings of a minute have about a quarter of it."""
MOST_VALUES = 300_000


def read_submission(request: HttpRequest, *, now: dt.datetime) -> CheckedMeasurement:
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


def check_submission(raw: object, *, now: dt.datetime, at: dt.datetime | None = None) -> CheckedMeasurement:
    """The measurement in plain JSON values; `at` is when it was taken, where that is known better.

    Raises `RequestError` where it cannot be kept.
    """
    try:
        sent = Submission.model_validate(raw)
    except ValidationError as error:
        raise _refused(_keys_of(error)) from None
    problems = tuple(problems_of(sent))
    if problems:
        raise _refused(problems)
    return _taken(sent, at=at or _taken_at(sent, now=now))


def _taken_at(sent: Submission, *, now: dt.datetime) -> dt.datetime:
    """By our clock. A phone that tells not what its clock says is believed, within what can be."""
    at = true_time(made_at=sent.taken_at, sent_at=sent.sent_at or now, now=now)
    return now if at == LONG_AGO else at


def _refused(problems: tuple[KeyProblem, ...]) -> RequestError:
    return refusal(422, "This cannot be kept", "Nothing was kept. Do the test again.", problems)


def _keys_of(error: ValidationError) -> tuple[KeyProblem, ...]:
    return tuple(
        key_problem(".".join(map(str, one["loc"])), None, str(one["msg"]), "see the reference")
        for one in error.errors(include_input=False, include_url=False)[:20]
    )


def _taken(sent: Submission, *, at: dt.datetime) -> CheckedMeasurement:
    return CheckedMeasurement(
        client_id=sent.client_id,
        test=sent.test,
        side=sent.side,
        taken_at=at,
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
