"""Reading the body of a request: small, and JSON."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from loadshare.server.api.problems import refusal

MOST_BYTES = 64 * 1024
"""A full set of answers has about 10 000 bytes."""

MEDIA_TYPE = "application/json"


MOST_REVIEW_BYTES = 512 * 1024
"""A programme has about 10 000 bytes, a session of it up to 2 000."""


def read_body(request: HttpRequest, *, most: int = MOST_BYTES) -> Mapping[str, Any]:
    """The answers in a request, not yet checked. Raises `RequestError` for anything but a little JSON."""
    if request.content_type != MEDIA_TYPE:
        raise refusal(415, "Not JSON", f"Send the answers as {MEDIA_TYPE}.")
    if _announced_bytes(request) > most:
        raise refusal(413, "Too large", f"Send {most} bytes at most.")
    try:
        raw = json.loads(request.body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise refusal(400, "Not readable as JSON", f"Correct that place: {reason}.") from None
    answers: Mapping[str, Any] = raw
    return answers


def _announced_bytes(request: HttpRequest) -> int:
    """What the request says of its length; a word that is no number counts as nothing, as in Django."""
    announced = str(request.META.get("CONTENT_LENGTH") or 0)
    return int(announced) if announced.isdecimal() else 0
