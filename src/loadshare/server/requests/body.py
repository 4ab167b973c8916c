"""Reading the body of a request: small, and JSON."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from loadshare.server.requests.problems import refusal

MOST_BYTES = 64 * 1024
"""A full set of answers has about 10 000 bytes."""

MOST_VALUES = 100_000
"""A year of sessions to review has a third of it."""

MEDIA_TYPE = "application/json"


MOST_REVIEW_BYTES = 512 * 1024
"""A programme has about 10 000 bytes, a session of it up to 2 000."""


class TooManyValuesError(ValueError):
    """JSON of very many small values, which fill the memory as long ones do not."""


def parse_json(content: bytes, *, most_values: int) -> Any:
    """The value of a JSON text in UTF-8. Raises `ValueError` for anything else, also where it nests too deep,
    and `TooManyValuesError` before it is read."""
    if sum(content.count(sign) for sign in (b",", b"[", b"{")) > most_values:
        raise TooManyValuesError("it holds too many values")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except RecursionError:
        raise ValueError("nested too deep") from None


def read_body(request: HttpRequest, *, most: int = MOST_BYTES) -> Mapping[str, Any]:
    """The answers in a request, not yet checked. Raises `RequestError` for anything but a little JSON."""
    if request.content_type != MEDIA_TYPE:
        raise refusal(415, "Not JSON", f"Send the answers as {MEDIA_TYPE}.")
    if announced_bytes(request) > most:
        raise refusal(413, "Too large", f"Send {most} bytes at most.")
    try:
        answers: Mapping[str, Any] = parse_json(request.body, most_values=MOST_VALUES)
    except ValueError as error:
        raise refusal(400, "Not readable as JSON", f"Correct that place: {error}.") from None
    return answers


def announced_bytes(request: HttpRequest) -> int:
    """What the request says of its length; a word that is no number counts as nothing, as in Django."""
    announced = str(request.META.get("CONTENT_LENGTH") or 0)
    return int(announced[:20]) if announced.isdecimal() else 0
