"""The programme on paper."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from loadshare.interop.paper import PaperSize
from loadshare.interop.paper.week import paper_size_of, programme_pdf
from loadshare.server.programme.paper import sheet_for
from loadshare.server.programme.views import open_programme
from loadshare.server.ui.papers import paper_answer


@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """This week as a PDF; `size` and `large` come from the links on the programme page."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    _person, stored = opened
    chosen = request.GET.get("size", "")
    size = PaperSize(chosen) if chosen in set(PaperSize) else paper_size_of(settings.COUNTRY)
    sheet = sheet_for(stored, today=timezone.localdate())
    pdf = programme_pdf(sheet, size=size, large=request.GET.get("print") == "large")
    return paper_answer(pdf, name="programme")
