"""Named sets of changes for people who are alike: those of a practice, and one made to a person."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from loadshare.care.choices import ChoiceError
from loadshare.care.edit_template import EditTemplate
from loadshare.server.clinic import edit_templates
from loadshare.server.clinic.access import Followed, for_followers, for_members, for_person
from loadshare.server.clinic.editing import ChangedMeanwhileError, editable_of
from loadshare.server.clinic.forms import sent
from loadshare.server.clinic.models import Member
from loadshare.server.clinic.presenters.templates import ApplyScreen, TemplatesScreen, said_of, told_against
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.template_form import ApplyForm, TemplateForm
from loadshare.server.clinic.views.asking import gives_back
from loadshare.server.clinic.words import words


@require_http_methods(["GET", "HEAD", "POST"])
@for_followers
def of_practice(request: HttpRequest, member: Member) -> HttpResponse:
    """Those of the practice, and a form for another one."""
    form = TemplateForm(sent(request))
    if request.method == "POST" and form.is_valid():
        if edit_templates.keep(member, form.template):
            messages.success(request, words("templates.kept"))
            return redirect("clinic_templates")
        form.add_error("name", words("templates.full", n=edit_templates.MOST_KEPT))
    screen = TemplatesScreen(edit_templates.of_practice(member), form)
    context = {"screen": screen, "form": form}
    return render(request, "clinic/templates.html", context, status=422 if form.errors else 200)


@require_POST
@for_followers
def delete(request: HttpRequest, member: Member, template_id: uuid.UUID) -> HttpResponse:
    """One is not needed any more. What was changed by it stays."""
    edit_templates.delete(member, template_id)
    messages.success(request, words("templates.gone"))
    return redirect("clinic_templates")


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@for_members
def apply(request: HttpRequest, member: Member, person_id: uuid.UUID, template_id: uuid.UUID) -> HttpResponse:
    """Make it to one person: what their facts pass is ticked, the rest is named with why."""
    followed = for_person(member, person_id, SharedPart.CHANGES)
    template = edit_templates.one_of(member, template_id)
    form = ApplyForm(template, sent(request))
    if request.method != "POST":
        return _page(request, followed, template, form, status=200)
    if not form.is_valid():
        return _page(request, followed, template, form, status=422)
    reason, mark = form.cleaned_data["reason"], form.cleaned_data["mark"]
    try:
        applied = edit_templates.make(followed, form.chosen, reason=reason, mark=mark)
    except ChangedMeanwhileError:
        form.add_error("edits", words("templates.meanwhile"))
        return _page(request, followed, template, form, status=409)
    except ChoiceError as refusal:
        form.add_error("edits", str(refusal))
        return _page(request, followed, template, form, status=422)
    made = [one for one in applied.judged if not one.against]
    if made:
        messages.success(request, words("templates.made", n=len(made)))
    for one in applied.judged:
        if one.against:
            why = told_against(one, followed.sharing)
            messages.info(request, words("templates.not-made", what=said_of(one.edit), why=why))
    return redirect("clinic_edit", person_id=person_id)


def _page(
    request: HttpRequest, followed: Followed, template: EditTemplate, form: ApplyForm, *, status: int
) -> HttpResponse:
    screen = ApplyScreen(followed.sharing, template, editable_of(followed.person), form)
    return render(request, "clinic/apply.html", {"screen": screen, "form": form}, status=status)
