"""Allowing and ending nudges while the page is closed. Nothing is sent anywhere before somebody allows it."""

from __future__ import annotations

import base64
import binascii

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loadshare.server.audit.events import Event, record
from loadshare.server.breaks.models import PushDevice
from loadshare.server.breaks.own_pages import from_our_pages, message_of
from loadshare.server.breaks.push_address import AddressRule, PushAddressError
from loadshare.server.breaks.push_keys import public_key
from loadshare.server.person.visitor import visitor_of
from loadshare.server.programme.views import open_programme
from loadshare.server.records.models import Person

MOST_DEVICES = 10
POINT_BYTES, AUTH_BYTES = 65, 16


class DeviceForm(forms.Form):
    """What a browser says about itself when it subscribes."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.CharField(max_length=120)
    auth = forms.CharField(max_length=40)

    def clean_endpoint(self) -> str:
        """A push service's address, and no other."""
        address: str = self.cleaned_data["endpoint"]
        try:
            AddressRule(services=tuple(settings.PUSH_SERVICES)).check(address)
        except PushAddressError as refusal:
            raise ValidationError(str(refusal)) from None
        return address

    def clean_p256dh(self) -> str:
        """A point of the curve."""
        return _of_length(self.cleaned_data["p256dh"], POINT_BYTES)

    def clean_auth(self) -> str:
        """A secret of sixteen bytes."""
        return _of_length(self.cleaned_data["auth"], AUTH_BYTES)


@require_POST
@from_our_pages
def key(request: HttpRequest) -> HttpResponse:
    """The key a browser subscribes with; made now if this is the first."""
    if isinstance(open_programme(request), HttpResponse):
        return HttpResponse(status=404)
    return JsonResponse({"key": public_key(settings.DATA_FOLDER)})


@require_POST
@from_our_pages
def allow(request: HttpRequest) -> HttpResponse:
    """Keep a browser that subscribed. It belongs to whoever uses it now."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return HttpResponse(status=404)
    sent = message_of(request)
    keys = sent.get("keys")
    form = DeviceForm({"endpoint": sent.get("endpoint"), **(keys if isinstance(keys, dict) else {})})
    if not form.is_valid():
        return JsonResponse({"problems": form.errors}, status=400)
    _keep(opened[0], form)
    return HttpResponse(status=204)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """No nudges on closed pages any more, on any device."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    ended, _rows = person.push_devices.all().delete()
    if ended:
        record(Event.PUSH_ENDED, person=person.id, count=ended)
        messages.success(request, _("Ended. No device is nudged while the page is closed."))
    return redirect("breaks")


@transaction.atomic
def _keep(person: Person, form: DeviceForm) -> None:
    sent = form.cleaned_data
    device, is_new = PushDevice.objects.update_or_create(
        endpoint=sent["endpoint"],
        defaults={"person": person, "p256dh": sent["p256dh"], "auth": sent["auth"]},
    )
    if is_new:
        record(Event.PUSH_ALLOWED, person=person.id)
    kept = person.push_devices.order_by("-made_at", "-id").values_list("pk", flat=True)[:MOST_DEVICES]
    person.push_devices.exclude(pk__in=[*kept, device.pk]).delete()


def _of_length(text: str, length: int) -> str:
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != length:
        raise ValidationError("this is not the key of a browser")
    return text
