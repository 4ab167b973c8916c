"""The letters of the weeks behind, on a page that prints as a booklet."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from loadshare.care.course import WeekSaid
from loadshare.care.programme import Programme
from loadshare.care.week_letter import WeekLetter, WeekPast, learned, letters_of
from loadshare.knowledge import load_knowledge
from loadshare.server.person.visitor import visitor_of
from loadshare.server.programme import planning
from loadshare.server.records.models import Person, WeeklyReview
from loadshare.server.records.weeks import in_order
from loadshare.server.week import reviewing
from loadshare.server.week.presenter import next_week_in_words

STEP, HEIGHT = 24, 44
"""Places in the small chart, in its own units: a week, and ten points of pain."""


@dataclass(frozen=True, kw_only=True)
class LetterPage:
    """A letter with its small chart."""

    letter: WeekLetter

    @property
    def width(self) -> int:
        """Of the drawing."""
        return STEP * len(self.letter.pains)

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Where the averages lie."""
        return tuple(
            (STEP * (place + 0.5), HEIGHT - 4 * pain - 2) for place, pain in enumerate(self.letter.pains)
        )

    @property
    def line(self) -> str:
        """The same, joined."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """A letter for each week that was looked back at, the newest first."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    weeks, first = _weeks_of(person)
    known = load_knowledge()
    found = letters_of(weeks=weeks, first=first, knowledge=known) if first else ()
    pages = [LetterPage(letter=letter) for letter in found]
    end = learned(weeks=weeks, first=first, knowledge=known) if first else ()
    return render(request, "week/letters.html", {"pages": pages[::-1], "learned": end, "height": HEIGHT})


def _weeks_of(person: Person) -> tuple[tuple[WeekPast, ...], WeekSaid | None]:
    """The settled weeks of this course, oldest first, and what was said at its start."""
    start = planning.course_start(person)
    reviews = in_order(
        person.reviews.exclude(settled_at=None)
        .filter(on__gte=start or dt.date.min)
        .select_related("programme", "makes", "person")
    )
    if not reviews:
        return (), None
    moved = Counter(_days_by_week(person, reviews))
    weeks = tuple(_past(review, moved[review.pk]) for review in reviews)
    first = reviewing.past_of(reviews[0])
    return weeks, first[0] if first else weeks[0].said


def _days_by_week(person: Person, reviews: list[WeeklyReview]) -> list[int]:
    """For each day with a session, the week it lies in."""
    days = sorted(set(person.sessions.values_list("on", flat=True)))
    return [review.pk for review in reviews for day in days if review.programme.starts <= day < review.on]


def _past(review: WeeklyReview, days_moved: int) -> WeekPast:
    made = planning.programme_of(review.makes) if review.makes else None
    was = planning.programme_of(review.programme)
    return WeekPast(
        week=was.week,
        block=was.block,
        stage=was.stage,
        said=reviewing.said_of(review),
        activity_words=review.activity_words,
        days_moved=days_moved,
        changes=tuple(change.text for change in made.changes) if made else (),
        ahead=_ahead(made),
        stage_ahead=made.stage if made else was.stage,
    )


def _ahead(made: Programme | None) -> str:
    return " ".join(next_week_in_words(made)) if made else ""
