"""A person's own data: what is kept, take it away, bring it, or delete it."""

from __future__ import annotations

import datetime as dt
import io
from typing import BinaryIO, Protocol, cast

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loadshare.interop.fhir import ReadBundle
from loadshare.server.audit.events import Event, record
from loadshare.server.belongings.bringing import bring
from loadshare.server.belongings.older import FileRefusedError
from loadshare.server.belongings.one_import import (
    ExportBusyError,
    ImportBusyError,
    one_export,
    one_import,
)
from loadshare.server.belongings.reading import read_copy
from loadshare.server.belongings.storage import check_room
from loadshare.server.check import checking
from loadshare.server.check.before_sign_in import sign_out
from loadshare.server.person.visitor import begin_visit, forget_visit, visitor_of
from loadshare.server.programme.planning import bring_within
from loadshare.server.records.models import Person
from loadshare.server.requests.limits import Limit, TooManyTriesError, limit_address
from loadshare.server.yourdata.deleting import DeletionReceipt, delete_everything, read_receipt
from loadshare.server.yourdata.from_fhir import read_if_fhir, sealed, unsealed
from loadshare.server.yourdata.from_health import read_if_health, unsealed_days
from loadshare.server.yourdata.presenter import KeptScreen, receipt_groups, receipt_text
from loadshare.server.yourdata.takeaway import fhir_of, package_of, workbook_of

GUESTS_BRING = Limit(name="guests-bring", tries=60, within_s=60 * 60)
"""For each address: a household or a class in one go, and no flood."""
ACCOUNTS_BRING = Limit(name="accounts-bring", tries=30, within_s=60 * 60)
GUESTS_TAKE = Limit(name="guests-take", tries=60, within_s=60 * 60)
"""As many as come in: to make one takes as long."""
ACCOUNTS_TAKE = Limit(name="accounts-take", tries=30, within_s=60 * 60)

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept and why, for how long; take it away, bring it or delete it."""
    return _privacy_page(request)


def _privacy_page(request: HttpRequest, status: int = 200) -> HttpResponse:
    screen = KeptScreen(
        person=visitor_of(request), guest_days=settings.GUEST_DAYS, account_days=settings.ACCOUNT_DAYS
    )
    return render(request, "data/data.html", {"screen": screen}, status=status)


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Everything about this person as one zip."""
    return _taken(request, package_of, kind="application/zip", ending="zip")


@require_POST
def take_fhir(request: HttpRequest) -> HttpResponse:
    """Everything about this person as a Bundle of FHIR R4."""
    return _taken(request, fhir_of, kind="application/fhir+json; charset=utf-8", ending="fhir.json")


@require_POST
def take_tables(request: HttpRequest) -> HttpResponse:
    """Everything about this person as one file for a spreadsheet."""
    return _taken(request, workbook_of, kind=SPREADSHEET, ending="xlsx")


class Make(Protocol):
    """Makes a file of all that is kept about a person."""

    def __call__(self, person: Person, *, now: dt.datetime) -> bytes | str: ...


def _taken(request: HttpRequest, make: Make, *, kind: str, ending: str) -> HttpResponse:
    """A file of the person's own to keep; that it was taken is written down."""
    person = visitor_of(request)
    if person is None:
        return redirect("privacy")
    now = timezone.now()
    try:
        with one_export():
            if person.is_guest:
                GUESTS_TAKE.take(limit_address(request))
            else:
                ACCOUNTS_TAKE.take(str(person.pk))
            content = make(person, now=now)
    except ExportBusyError:
        words = _("Somebody else’s file is being made. Wait a minute, then choose yours again.")
        return _take_later(request, words, wait_s=60)
    except TooManyTriesError as refusal:
        words = _("Many files were taken from here. Wait %(minutes)s minutes, then choose yours again.")
        return _take_later(request, words % {"minutes": refusal.wait_s // 60 + 1}, wait_s=refusal.wait_s)
    record(Event.DATA_TAKEN, person=person.id)
    response = HttpResponse(content, content_type=kind)
    name = f"loadshare-{timezone.localtime(now):%Y-%m-%d}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _take_later(request: HttpRequest, words: str, *, wait_s: int) -> HttpResponse:
    """The page it was chosen on, with all its buttons."""
    messages.error(request, words)
    response = _privacy_page(request, status=503)
    response["Retry-After"] = str(wait_s)
    return response


@require_http_methods(["GET", "POST"])
def bring_copy(request: HttpRequest) -> HttpResponse:
    """Add what a copy holds to what is here."""
    if request.method != "POST":
        return render(request, "data/bring.html")
    try:
        file = _sent(request)
        with one_import():
            days = read_if_health(file)
            reading = None if days else read_if_fhir(file)
        if days is not None:
            return render(request, "data/bring_days.html", {"days": days})
        if reading is not None and reading.copy is None:
            return _shown(request, reading)
        person, added = _bring(request, file if reading is None else io.BytesIO(reading.copy or b""))
    except ImportBusyError:
        words = _("Somebody else’s copy is being brought in. Wait a minute, then send yours again.")
        return _not_now(request, words, wait_s=60)
    except TooManyTriesError as refusal:
        words = _("Many copies were brought in from here. Wait %(minutes)s minutes, then send yours again.")
        return _not_now(request, words % {"minutes": refusal.wait_s // 60 + 1}, wait_s=refusal.wait_s)
    except FileRefusedError as refusal:
        return render(request, "data/bring.html", {"problem": str(refusal)}, status=422)
    if added:
        record(Event.DATA_BROUGHT, person=person.id, count=added)
        words = ngettext(
            "%(n)s entry was added from your copy.", "%(n)s entries were added from your copy.", added
        )
        messages.success(request, words % {"n": added})
    else:
        messages.info(request, _("Everything in this copy is here already. Nothing was changed."))
    return redirect("privacy")


def _sent(request: HttpRequest) -> BinaryIO:
    """The file, or what was shown of one and is to be taken now."""
    if sealed_before := request.POST.get("sealed"):
        return unsealed(sealed_before)
    if days_before := request.POST.get("days"):
        return unsealed_days(days_before)
    file = request.FILES.get("copy")
    if not isinstance(file, UploadedFile):
        raise FileRefusedError(_("Choose the file that holds your copy."))
    return cast("BinaryIO", file)


def _shown(request: HttpRequest, reading: ReadBundle) -> HttpResponse:
    """What others wrote is shown first: what would be taken, and what not."""
    context = {"reading": reading, "sealed": sealed(reading) if reading.pain else ""}
    return render(request, "data/bring_fhir.html", context)


def _bring(request: HttpRequest, file: BinaryIO) -> tuple[Person, int]:
    """Only what comes in counts for the limit: a file that is refused may be sent again at once."""
    visitor = visitor_of(request)
    with one_import():
        copy = read_copy(file)
        if visitor is None or visitor.is_guest:
            check_room(copy, guest=visitor)
            place = GUESTS_BRING.take(limit_address(request))
        else:
            place = ACCOUNTS_BRING.take(str(visitor.pk))
        newest = checking.last_check_of(visitor) if visitor else None
        known = set(visitor.checks.values_list("pk", flat=True)) if visitor else set()
        added = 0
        try:
            person, added = bring(copy, to=visitor)
        finally:
            if not added:
                place.give_back()
        begin_visit(request, guest=person)
        brought = person.checks.exclude(pk__in=known)
        checking.note_newest(person, [*([newest] if newest else []), *brought])
        bring_within(person)
    return person, added


def _not_now(request: HttpRequest, words: str, *, wait_s: int) -> HttpResponse:
    response = render(request, "data/bring.html", {"problem": words, "later": True}, status=503)
    response["Retry-After"] = str(wait_s)
    return response


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Ask once, then delete everything at once and give a receipt."""
    person = visitor_of(request)
    if person is None:
        return redirect("privacy")
    if request.method == "GET":
        return render(request, "data/delete.html", {"is_guest": person.is_guest})
    receipt = delete_everything(person, now=timezone.now())
    if person.is_guest:
        forget_visit(request)
    else:
        sign_out(request)
    return render(request, "data/deleted.html", {"receipt": receipt, "groups": receipt_groups(receipt)})


@require_POST
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt as a text file. It comes back from the page that showed it; it is kept nowhere."""
    found: DeletionReceipt | None = read_receipt(request.POST.get("receipt", ""))
    if found is None:
        return redirect("privacy")
    response = HttpResponse(receipt_text(found), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="loadshare-receipt-{found.number}.txt"'
    return response
