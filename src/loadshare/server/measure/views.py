"""Measuring: the list of tests, one test, and keeping what came of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loadshare.server.belongings.storage import NO_ROOM
from loadshare.server.check.measurement_form import MeasurementForm
from loadshare.server.measure.by_hand import taken_by_hand
from loadshare.server.measure.keeping import (
    CheckedMeasurement,
    GuestFullError,
    KeepReply,
    keep_measurement,
    tell_care,
)
from loadshare.server.measure.measurer import MeasuringPerson, measurer_of
from loadshare.server.measure.offering import TestsToday, most_telling, offer_for
from loadshare.server.measure.presenter import MeasureScreen, cards_of
from loadshare.server.measure.submission import read_submission
from loadshare.server.measurements.protocols import Protocol, protocols
from loadshare.server.measurements.recordings import RecordingTooLargeError
from loadshare.server.pairing.links import note_result
from loadshare.server.person.page_marks import may_stay_on_device
from loadshare.server.requests.problems import RequestError, problem_response, refusal

NEXT = {KeepReply.NOTHING: "measure", KeepReply.RESULT: "ideas", KeepReply.HELP: "result"}


@require_safe
def tests(request: HttpRequest) -> HttpResponse:
    """What may be measured, or why nothing may."""
    measurer = measurer_of(request)
    offer = offer_for(measurer.person, today=timezone.localdate())
    _let_stay(request, measurer)
    cards = cards_of(offer, measurer.rows())
    first = most_telling(measurer.person, offer)
    context = {
        "offer": offer,
        "first": next((card for card in cards if card.protocol.id == first), None),
        "cards": [card for card in cards if card.protocol.id != first],
        "link": measurer.link,
    }
    return render(request, "measure/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest, name: str) -> HttpResponse:
    """One test: with the phone, or by hand with a plain form."""
    protocol = protocols().get(name)
    if protocol is None:
        raise Http404
    measurer = measurer_of(request)
    if measurer.is_over:
        return render(request, "phone/over.html", status=410)
    offer = offer_for(measurer.person, today=timezone.localdate())
    if measurer.person is None or not offer.allows(protocol.id):
        context = {"offer": offer, "test": protocol.test, "link": measurer.link}
        return render(request, "measure/not_now.html", context)
    form = MeasurementForm(protocol.test, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if form.values:
            return _kept_by_hand(request, measurer, protocol, form)
        form.add_error(None, _("Fill in at least one number."))
    return _page(request, measurer, protocol, offer, form)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the phone measured. One address for every test; a second sending changes nothing."""
    try:
        return JsonResponse(_keep(request, measurer_of(request)))
    except RequestError as error:
        return problem_response(error.details)


def _keep(request: HttpRequest, measurer: MeasuringPerson) -> dict[str, object]:
    if measurer.is_over:
        words = _("This code is over, so nothing was kept. Make a new one on the computer.")
        raise refusal(410, "This code is over", words)
    taken = read_submission(request, now=timezone.now())
    person = measurer.person
    if person is None or not offer_for(person, today=timezone.localdate()).allows(taken.test):
        raise refusal(403, "Not now", _("This test is not for you at the moment, so nothing was kept."))
    try:
        _row, is_new = keep_measurement(person, taken)
    except GuestFullError:
        raise refusal(413, "No more room", _(NO_ROOM)) from None
    except RecordingTooLargeError:
        raise refusal(413, "Too large", _("Keep it without its recording.")) from None
    told = tell_care(person, taken.test, today=timezone.localdate())
    if measurer.link is not None:
        note_result(measurer.link)
        told = KeepReply.NOTHING  # what it means is shown on the computer
    return {"is_new": is_new, "told": told.value, "next": reverse(NEXT[told])}


def _kept_by_hand(
    request: HttpRequest, measurer: MeasuringPerson, protocol: Protocol, form: MeasurementForm
) -> HttpResponse:
    assert measurer.person is not None
    try:
        client_id = uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        client_id = uuid.uuid4()
    rows: tuple[CheckedMeasurement, ...] = taken_by_hand(
        protocol.test, form.values, client_id=client_id, now=timezone.now()
    )
    try:
        for taken in rows:
            keep_measurement(measurer.person, taken)
    except GuestFullError:
        messages.error(request, _(NO_ROOM))
        return redirect("measure_test", protocol.id)
    told = tell_care(measurer.person, protocol.id, today=timezone.localdate())
    if measurer.link is not None:
        note_result(measurer.link)
        messages.success(request, _("Kept. Your computer shows it."))
        return redirect("measure_test", protocol.id)
    if told is KeepReply.HELP:
        return redirect("result")
    messages.success(request, _("Kept. Your newest numbers are below."))
    return redirect("measure_test", protocol.id)


def _page(
    request: HttpRequest,
    measurer: MeasuringPerson,
    protocol: Protocol,
    offer: TestsToday,
    form: MeasurementForm,
) -> HttpResponse:
    screen = MeasureScreen(protocol, offer, measurer.rows(protocol.id))
    payload = {**screen.payload(), "paired": measurer.link is not None}
    _let_stay(request, measurer)
    context = {"screen": screen, "form": form, "payload": payload, "link": measurer.link}
    return render(request, "measure/test.html", context)


def _let_stay(request: HttpRequest, measurer: MeasuringPerson) -> None:
    """The phone of somebody's computer keeps none of their pages."""
    if measurer.link is None:
        may_stay_on_device(request)
