"""The charts of this app: pain, daily doing, sessions, sitting, and what was measured at home."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import DateField, QuerySet, UUIDField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loadshare.care.outcomes import ACTIVITIES_APART, AVERAGE, PAIN, Score, items_of, needed_change, series_of
from loadshare.care.response import reading
from loadshare.knowledge import Knowledge, load_knowledge
from loadshare.knowledge.outcome import Outcome, OutcomeKind
from loadshare.server.installation.standing import given, standing
from loadshare.server.progress.checks_then import SITTING, CheckThen, LookedAt
from loadshare.server.progress.home_tests import added_points, home_test_series
from loadshare.server.progress.series import DatedValue, Look, Series, ValueSeries
from loadshare.server.progress.walked import walked_series
from loadshare.server.records.models import Check, PainEntry, Person, WeeklyReview

TAPS_SHOWN = dt.timedelta(days=28)
WEEK = dt.timedelta(days=7)


def own_series(
    person: Person,
    *,
    scores: Sequence[Score],
    checks: LookedAt,
    today: dt.date,
    days: Sequence[dt.date] = (),
    average: tuple[Score, ...] | None = None,
) -> tuple[Series, ...]:
    """Everything there is to draw; what has no point yet is left out."""
    knowledge = load_knowledge()
    average = average_pain(person, scores=scores) if average is None else average
    found = (
        pain_series(person, average=average, today=today, knowledge=knowledge),
        *outcome_series(scores, knowledge=knowledge),
        session_series(days, today=today),
        sitting_series(checks),
        *home_test_series(checks, added_points(person), knowledge=knowledge),
        *walked_series(person, today=today),
    )
    return tuple(series for series in found if series is not None)


def average_pain(person: Person, *, scores: Sequence[Score]) -> tuple[Score, ...]:
    """Average pain, week by week: of the weekly reviews and of the measures."""
    weekly = [
        Score(outcome=PAIN, item=AVERAGE, date=on, value=pain) for on, pain in _settled.rows(person=person.pk)
    ]
    return series_of(scores=(*weekly, *scores), outcome=PAIN, item=AVERAGE)


@standing
def _settled() -> QuerySet[Any]:
    theirs = WeeklyReview.objects.filter(person=given("person", UUIDField())).exclude(settled_at=None)
    return theirs.values_list("on", "pain_average")


@standing
def _taps() -> QuerySet[Any]:
    theirs = PainEntry.objects.filter(person=given("person", UUIDField()), on__gt=given("after", DateField()))
    return theirs.order_by("on").values_list("on", "pain")


def pain_series(
    person: Person, *, average: tuple[Score, ...], today: dt.date, knowledge: Knowledge
) -> Series | None:
    """Average pain, and the taps of the last four weeks."""
    taps = _taps.rows(person=person.pk, after=today - TAPS_SHOWN)
    lines = [
        ValueSeries(
            id="average", name=_("Average of the week"), points=tuple(_point(score) for score in average)
        ),
        ValueSeries(
            id="tapped",
            name=_("Tapped that day"),
            points=tuple(DatedValue(date=on, value=pain) for on, pain in taps),
        ),
    ]
    lines = [line for line in lines if line.points]
    if not lines:
        return None
    measure = knowledge.outcomes[PAIN]
    return Series(
        id="pain",
        title=_("Pain"),
        reading=reading(series=average, knowledge=knowledge)
        if average
        else _("You tapped how you feel. After your first week there is more to compare."),
        lines=tuple(lines),
        least=measure.least,
        most=measure.most,
        ends=(measure.low_label, measure.high_label),
        **_counts(measure, average, knowledge),
    )


def outcome_series(scores: Sequence[Score], *, knowledge: Knowledge) -> Iterator[Series]:
    """A chart for each measure with a score; what compares with the start itself is a sentence, no chart.

    Activities that are not the same ones are charts of their own, the ones scored last first.
    """
    for measure in knowledge.outcomes.values():
        if measure.kind is OutcomeKind.SCALE or measure.is_change:
            continue
        items = items_of(scores=scores, outcome=measure.id)
        for place, item in enumerate(reversed(items)):
            series = series_of(scores=scores, outcome=measure.id, item=item)
            yield Series(
                id=f"{measure.id}-{place}" if place else measure.id,
                title=_in_words(item) or measure.heading,
                reading=reading(series=series, knowledge=knowledge),
                lines=(
                    ValueSeries(name=_("Score"), points=tuple(_point(score, measure) for score in series)),
                ),
                least=measure.least,
                most=measure.most,
                ends=(measure.low_label, measure.high_label),
                **_counts(measure, series, knowledge),
            )


def session_series(days: Sequence[dt.date], *, today: dt.date) -> Series | None:
    """Sessions of each week since the first, gentle ones among them; the days of all, oldest first.

    Days ahead of the clock, which was wrong then or is wrong now, wait until they have come.
    """
    days = [day for day in days if day <= today]
    if not days:
        return None
    begins = days[0] - dt.timedelta(days=days[0].weekday())
    weeks = [begins + WEEK * n for n in range((today - begins).days // 7 + 1)]
    in_week = Counter((day - begins).days // 7 for day in days)
    counted = [in_week[n] for n in range(len(weeks))]
    total = ngettext("%(n)s session so far.", "%(n)s sessions so far.", len(days)) % {"n": len(days)}
    points = tuple(DatedValue(date=week, value=n) for week, n in zip(weeks, counted, strict=True))
    return Series(
        id="sessions",
        title=_("Sessions"),
        reading=f"{total} {_('Gentle ones count as much, and weeks off are part of it.')}",
        lines=(ValueSeries(id="sessions", name=_("Sessions in the week from this day"), points=points),),
        least=0,
        most=max(7, *counted),
        look=Look.BARS,
    )


def sitting_series(checks: LookedAt) -> Series | None:
    """Hours of sitting on a usual day, each time it was asked anew."""
    points: list[DatedValue] = []
    for check in checks:
        hours = check.answers.get(SITTING)
        if not isinstance(hours, int | float) or (check.is_review and points and points[-1].value == hours):
            continue
        points.append(DatedValue(date=_day(check), value=hours))
    if not points:
        return None
    words = _("About %(hours)s hours on a usual day, as you told us.") % {"hours": f"{points[-1].value:g}"}
    return Series(
        id="sitting",
        title=_("Sitting"),
        reading=words,
        lines=(ValueSeries(name=_("Hours a day"), points=tuple(points)),),
        least=0,
        most=max(12, *(math.ceil(point.value) for point in points)),
        unit=_("h"),
    )


def _in_words(activities: str) -> str:
    named = activities.replace(ACTIVITIES_APART, ", ")
    return named[:1].upper() + named[1:]


def _point(score: Score, measure: Outcome | None = None) -> DatedValue:
    choice = measure.choice_of(score.value) if measure else None
    note = choice.text if choice else ""
    if score.origin.value == "typed":
        note = _("given by %(who)s") % {"who": score.given_by} if score.given_by else _("given elsewhere")
    return DatedValue(date=score.date, value=score.value, note=note)


def _counts(measure: Outcome, series: Sequence[Score], knowledge: Knowledge) -> dict[str, Any]:
    """From where a difference to the first score counts, and where that was read."""
    if not series:
        return {}
    needed = needed_change(outcome=measure.id, first=series[0].value, knowledge=knowledge)
    if needed is None:
        return {}
    sign = 1 if measure.higher_is_better else -1
    line = series[0].value + sign * needed
    read = [figure for figure in measure.figures if figure.read and figure.value == measure.change]
    return {
        "counts_from": line if measure.least <= line <= measure.most else None,
        "counts_words": _(
            "Better by an amount that counts: from %(line)s on, %(needed)s from your first score."
        )
        % {"line": f"{line:g}", "needed": f"{needed:g}"},
        "sources": tuple(dict.fromkeys(knowledge.sources[figure.source].title for figure in read)),
    }


def _day(check: Check | CheckThen) -> dt.date:
    return timezone.localdate(check.finished_at or check.started_at)
