"""A file somebody brought, as it is handed out: of the kind it was found to be, and nothing runs in it."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse

from loadshare.server.clinic.models import PracticeExercise

_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def answer_file(request: HttpRequest, row: PracticeExercise | None) -> HttpResponse:
    """The file, or the part of it that a player asks for. Raises `Http404` where there is none."""
    if row is None or not row.file:
        raise Http404
    data = bytes(row.file)
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    response = HttpResponse(data, content_type=row.file_type)
    if asked is not None:
        first, last = int(asked[1]), min(int(asked[2] or len(data) - 1), len(data) - 1)
        if first > last:
            response = HttpResponse(status=416)
            response["Content-Range"] = f"bytes */{len(data)}"
        else:
            response = HttpResponse(data[first : last + 1], content_type=row.file_type, status=206)
            response["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = "inline"
    return response
