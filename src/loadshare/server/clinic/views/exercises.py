"""Exercises a practice wrote itself: its list, giving one to a person, and the files of them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loadshare.care.choices import ChoiceError
from loadshare.server.clinic import exercises
from loadshare.server.clinic.access import Followed, for_followers, for_members, for_person
from loadshare.server.clinic.editing import editable_of
from loadshare.server.clinic.exercise_form import ExerciseForm, GiveForm
from loadshare.server.clinic.file_answer import answer_file
from loadshare.server.clinic.forms import sent
from loadshare.server.clinic.models import Member
from loadshare.server.clinic.presenters.exercises import (
    GiveScreen,
    NewExerciseScreen,
    PracticeExercisesScreen,
)
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.views.asking import gives_back
from loadshare.server.clinic.words import words
from loadshare.server.person.visitor import visitor_of


@require_safe
@for_followers
def of_practice(request: HttpRequest, member: Member) -> HttpResponse:
    """What the practice wrote itself, and may give."""
    screen = PracticeExercisesScreen(exercises.of_practice(member))
    return render(request, "clinic/exercises.html", {"screen": screen})


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@for_followers
def new(request: HttpRequest, member: Member) -> HttpResponse:
    """Write one. It cannot be used before it is said for whom it is not."""
    form = ExerciseForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if exercises.keep(member, form.exercise, form.brought) is not None:
            messages.success(request, words("exercises.kept"))
            return redirect("clinic_exercises")
        form.add_error(None, words("exercises.full", n=exercises.MOST_KEPT))
    context = {"form": form, "screen": NewExerciseScreen(form)}
    return render(request, "clinic/exercise_new.html", context, status=422 if form.errors else 200)


@require_safe
@for_followers
def file(request: HttpRequest, member: Member, exercise_id: uuid.UUID) -> HttpResponse:
    """The picture or film of one, for the practice it belongs to."""
    return answer_file(request, exercises.file_of(member, exercise_id))


@require_POST
@for_followers
def withdraw(request: HttpRequest, member: Member, exercise_id: uuid.UUID) -> HttpResponse:
    """Nobody does it any more, also who was given it."""
    exercises.withdraw(member, exercise_id)
    messages.success(request, words("exercises.withdrawn"))
    return redirect("clinic_exercises")


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@for_members
def for_one(request: HttpRequest, member: Member, person_id: uuid.UUID) -> HttpResponse:
    """Give one person an exercise of the practice, with a reason, or leave it out again."""
    followed = for_person(member, person_id, SharedPart.CHANGES)
    form = GiveForm(sent(request))
    if request.method != "POST":
        return _page(request, followed, form)
    if form.is_valid() and (left := form.cleaned_data["out"]) is not None:
        if exercises.take_back(followed, left):
            messages.success(request, words("exercises.out"))
        return redirect(request.path)
    if not form.is_valid():
        return _page(request, followed, form, status=422)
    try:
        exercises.give(followed, form.cleaned_data["exercise"], reason=form.cleaned_data["reason"])
    except ChoiceError as refusal:
        is_told = SharedPart.ANSWERS in followed.sharing.shared
        form.add_error("exercise", str(refusal) if is_told else words("exercises.not-now"))
        return _page(request, followed, form, status=422)
    messages.success(request, words("exercises.given"))
    return redirect(request.path)


def _page(request: HttpRequest, followed: Followed, form: GiveForm, *, status: int = 200) -> HttpResponse:
    screen = GiveScreen(followed, editable_of(followed.person), form)
    return render(request, "clinic/give.html", {"screen": screen, "form": form}, status=status)


@require_safe
def own_file(request: HttpRequest, given_id: uuid.UUID) -> HttpResponse:
    """The picture or film of one that a person has in their sessions now."""
    person = visitor_of(request)
    return answer_file(request, exercises.own_file(person, given_id) if person else None)


@require_POST
def leave_out(request: HttpRequest, given_id: uuid.UUID) -> HttpResponse:
    """The person leaves one out."""
    person = visitor_of(request)
    if person is None or not exercises.take_out(person, given_id):
        raise Http404
    messages.success(request, words("exercises.left-out"))
    return redirect("sharing")
