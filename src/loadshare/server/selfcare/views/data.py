"""A person's own data: what is kept, take it away, bring it, or delete it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loadshare.server.audit.events import Event, record
from loadshare.server.belongings.bringing import bring, read_document
from loadshare.server.belongings.older import FileRefusedError
from loadshare.server.belongings.package import unpack_data
from loadshare.server.selfcare import checking
from loadshare.server.selfcare.before_sign_in import sign_out
from loadshare.server.selfcare.deleting import Receipt, delete_everything, read_receipt
from loadshare.server.selfcare.planning import bring_within
from loadshare.server.selfcare.presenters.kept import KeptScreen, receipt_text
from loadshare.server.selfcare.takeaway import package_of
from loadshare.server.selfcare.visitor import begin_visit, forget_visit, visitor_of


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept and why, for how long; take it away, bring it or delete it."""
    screen = KeptScreen(
        person=visitor_of(request), guest_days=settings.GUEST_DAYS, account_days=settings.ACCOUNT_DAYS
    )
    return render(request, "data/data.html", {"screen": screen})


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Everything about this person as one zip."""
    person = visitor_of(request)
    if person is None:
        return redirect("privacy")
    now = timezone.now()
    record(Event.DATA_TAKEN, person=person.id)
    response = HttpResponse(package_of(person, now=now), content_type="application/zip")
    name = f"loadshare-{timezone.localtime(now):%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
def bring_copy(request: HttpRequest) -> HttpResponse:
    """Add what a copy holds to what is here."""
    if request.method != "POST":
        return render(request, "data/bring.html")
    file = request.FILES.get("copy")
    try:
        if not isinstance(file, UploadedFile):
            raise FileRefusedError(_("Choose the zip file that holds your copy."))
        document = read_document(unpack_data(file, size=file.size or 0))  # type: ignore[arg-type]
        person = begin_visit(request)
        newest, known = checking.last_check_of(person), set(person.checks.values_list("pk", flat=True))
        added = bring(document, to=person)
        brought = person.checks.exclude(pk__in=known)
        checking.note_newest(person, [*([newest] if newest else []), *brought])
        bring_within(person)
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
    return render(request, "data/deleted.html", {"receipt": receipt, "lines": receipt.lines})


@require_POST
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt as a text file. It comes back from the page that showed it; it is kept nowhere."""
    found: Receipt | None = read_receipt(request.POST.get("receipt", ""))
    if found is None:
        return redirect("privacy")
    response = HttpResponse(receipt_text(found), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="loadshare-receipt-{found.number}.txt"'
    return response
