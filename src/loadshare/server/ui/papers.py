"""A paper as it is handed out: shown by the browser, and kept under a name that says what it is."""

from __future__ import annotations

from django.http import HttpResponse


def paper_answer(pdf: bytes, *, name: str) -> HttpResponse:
    """`name`: of the file, without its ending."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="loadshare-{name}.pdf"'
    return response
