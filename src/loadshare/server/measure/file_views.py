"""A recording from a logger app, read without keeping anything, then kept or not."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loadshare.server.belongings.storage import NO_ROOM
from loadshare.server.measure.from_file import FileReading, NoNumberError, RecordingForm, read_form, unseal
from loadshare.server.measure.keeping import (
    CheckedMeasurement,
    GuestFullError,
    KeepReply,
    as_row,
    keep_measurement,
    tell_care,
)
from loadshare.server.measure.measurer import MeasuringPerson, measurer_of
from loadshare.server.measure.offering import TestsToday, offer_for
from loadshare.server.measure.presenter import MeasureScreen
from loadshare.server.measure.preview import previews_of
from loadshare.server.measurements.protocols import Protocol, protocols
from loadshare.server.requests.upload import UploadBusyError, one_at_a_time


@require_http_methods(["GET", "HEAD", "POST"])
def from_file(request: HttpRequest, name: str) -> HttpResponse:
    """Send recordings of one test; see what they say; keep it or not."""
    protocol = protocols().get(name)
    measurer = measurer_of(request)
    if protocol is None or measurer.link is not None:
        raise Http404
    offer = offer_for(measurer.person, today=timezone.localdate())
    if measurer.person is None or not offer.allows(protocol.id):
        return render(request, "measure/not_now.html", {"offer": offer, "test": protocol.test})
    if "sealed" in request.POST:
        return _keep(request, measurer, protocol)
    return _read(request, protocol, offer)


def _read(request: HttpRequest, protocol: Protocol, offer: TestsToday) -> HttpResponse:
    screen = MeasureScreen(protocol, offer, ())
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RecordingForm(protocol, screen.questions, *sent)
    try:
        reading = _reading_of(protocol, form) if form.is_bound else None
    except UploadBusyError:
        messages.error(request, _("Other recordings are being read right now. Send yours in a minute."))
        return redirect("measure_file", protocol.id)
    if reading is not None:
        return _result(request, protocol, offer, reading, form)
    previews = previews_of(form.recordings) if form.is_bound else ()
    context = {"screen": screen, "form": form, "previews": previews}
    return render(request, "measure/from_file.html", context, status=422 if form.errors else 200)


def _reading_of(protocol: Protocol, form: RecordingForm) -> FileReading | None:
    """What the recordings of the form say; where nothing can be made of them, the form says why."""
    with one_at_a_time():
        try:
            return read_form(protocol, form, now=timezone.now()) if form.is_valid() else None
        except NoNumberError as refused:
            form.add_error("first", str(refused))
            return None


def _result(
    request: HttpRequest, protocol: Protocol, offer: TestsToday, reading: FileReading, form: RecordingForm
) -> HttpResponse:
    screen = MeasureScreen(protocol, offer, (as_row(reading.taken),))
    return render(
        request,
        "measure/from_file_result.html",
        {"screen": screen, "reading": reading, "previews": previews_of(form.recordings)},
    )


def _keep(request: HttpRequest, measurer: MeasuringPerson, protocol: Protocol) -> HttpResponse:
    taken: CheckedMeasurement | None = unseal(request.POST["sealed"], now=timezone.now())
    if taken is None or taken.test != protocol.id:
        messages.error(
            request, _("This page was open for too long, so nothing was kept. Send the file again.")
        )
        return redirect("measure_file", protocol.id)
    assert measurer.person is not None
    try:
        keep_measurement(measurer.person, taken)
    except GuestFullError:
        messages.error(request, _(NO_ROOM))
        return redirect("measure_test", protocol.id)
    told = tell_care(measurer.person, protocol.id, today=timezone.localdate())
    if told is KeepReply.HELP:
        return redirect("result")
    messages.success(request, _("Kept. Your newest numbers are below."))
    return redirect("measure_test", protocol.id)
