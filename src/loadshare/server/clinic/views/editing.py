"""The page on which a practitioner changes a programme."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from loadshare.care.choices import ChoiceError
from loadshare.server.clinic.access import Followed, for_members, for_person
from loadshare.server.clinic.editing import ChangedMeanwhileError, change_programme, editable_of
from loadshare.server.clinic.forms import EditForm, sent
from loadshare.server.clinic.models import Member
from loadshare.server.clinic.presenters.editing import EditScreen
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.views.asking import gives_back
from loadshare.server.clinic.words import words
from loadshare.server.requests.written import written_in


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@for_members
def edit(request: HttpRequest, member: Member, person_id: uuid.UUID) -> HttpResponse:
    """Change one thing, with a reason; the person reads both and can put it back."""
    followed = for_person(member, person_id, SharedPart.CHANGES)
    form = EditForm(sent(request))
    if request.method != "POST":
        return _page(request, followed, form, status=200)
    asked = form.edit() if form.is_valid() else None
    if asked is None:
        if not form.errors:  # a choice that no page offers
            form.add_error("choice", words("form.edit-missing"))
        return _page(request, followed, form, status=422)
    reason, mark = form.cleaned_data["reason"], form.cleaned_data["mark"]
    try:
        change_programme(followed, edit=asked, reason=reason, mark=mark)
    except ChangedMeanwhileError:
        return _page(request, followed, form, status=409)
    except ChoiceError as refusal:
        form.add_error("choice", str(refusal))
        return _page(request, followed, form, status=422)
    messages.success(request, words("edit.done"))
    return redirect(request.path)


def _page(request: HttpRequest, followed: Followed, form: EditForm, *, status: int) -> HttpResponse:
    found = editable_of(followed.person)
    if found is None:
        context = {"sharing": followed.sharing, "kept": written_in(request)}
        return render(request, "clinic/edit_none.html", context, status=status)
    screen = EditScreen(followed.sharing, found, form)
    is_merge = status == 409
    return render(request, "clinic/edit.html", {"screen": screen, "is_merge": is_merge}, status=status)
