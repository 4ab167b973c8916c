"""The weekly review as it is kept: what was said, what it comes to, and the next week made of it once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, OuterRef, QuerySet, Subquery, UUIDField
from django.utils import timezone

from loadshare.care.case import Case
from loadshare.care.course import PAIN_CHANGE, WeekSaid, pain_rose
from loadshare.care.logs import SessionLog, unlocked_by
from loadshare.care.outcomes import ACTIVITIES
from loadshare.care.programme import Programme
from loadshare.care.programme_types import Stage
from loadshare.care.review import Choice, Review, review_week, settle_week
from loadshare.care.told import RED_TWICE, red_told_on
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.safety import HELP_FIRST, Level
from loadshare.server.audit.events import Event, record
from loadshare.server.check import checking
from loadshare.server.diary.logbook import logs_of
from loadshare.server.installation.standing import given, standing
from loadshare.server.programme import planning
from loadshare.server.records import current
from loadshare.server.records.hold import held
from loadshare.server.records.models import Check, OutcomeScore, Person, SafetyLock, WeeklyReview
from loadshare.server.records.models import Programme as StoredProgramme
from loadshare.server.records.resting import forget_rows, pauses_of
from loadshare.server.records.weeks import in_order


class MovedOnError(Exception):
    """What was shown is no longer what would be made: look again."""


@dataclass(frozen=True, kw_only=True)
class WeekReport:
    """What a person says about their week."""

    pain_average: int
    activity: int | None
    activity_words: str
    """Which activity it is."""
    confidence: int | None


@dataclass(frozen=True, kw_only=True)
class WorkedReview:
    """A review that was worked out, with what it was worked out from."""

    review: Review
    programme: Programme
    case: Case
    logs: tuple[SessionLog, ...]
    mark: str
    """Stays the same while the proposal does."""


def keep_said(
    person: Person, stored: StoredProgramme, said: WeekReport, *, today: dt.date
) -> WeeklyReview | None:
    """Keep what was said about this week; None where the week was looked back at already."""
    with held(person.pk):
        if person.reviews.exclude(settled_at=None).filter(programme=stored).exists():
            return None
        last = checking.last_check_of(person)
        said_after = last.pk if last else None
        values = {"on": today, "said_at": timezone.now(), "said_after": said_after, **vars(said)}
        return person.reviews.update_or_create(programme=stored, settled_at=None, defaults=values)[0]


def open_review(stored: StoredProgramme, *, today: dt.date) -> WeeklyReview | None:
    """The review of this week that was begun today; one from an earlier day begins anew."""
    weekly = _begun_on.first(programme=stored.pk, today=today)
    if weekly is not None:  # with what this request has looked up of them already
        weekly.person, weekly.programme = stored.person, stored
    return weekly


@standing
def _begun_on() -> QuerySet[WeeklyReview]:
    of_this = {"programme": given("programme", UUIDField()), "on": given("today", DateField())}
    return WeeklyReview.objects.filter(settled_at=None, **of_this)[:1]


def run_for(weekly: WeeklyReview) -> Check | None:
    """The check with the safety questions asked again since the week was spoken about."""
    run, before = planning.check_in_force(weekly.programme), weekly.said_after
    if run.finished_at is None or run.pk == before:
        return None
    if run.finished_at >= weekly.said_at:
        return run
    # Either a clock was moved meanwhile, or the week was spoken about before it was noted after which check.
    is_noted = before is not None and weekly.person.checks.filter(pk=before).exists()
    return run if is_noted else None


def rose_since_last(weekly: WeeklyReview) -> bool:
    """Whether the pain is two points or more above last week's."""
    return pain_rose(said=said_of(weekly), past=past_of(weekly))


def pain_is_up(stored: StoredProgramme, *, pain: int) -> bool:
    """Whether pain now is two points or more above the average the last week began with."""
    made_by = getattr(stored, "made_by", None)
    before = made_by.pain_average if made_by else stored.made_from.answers.get("pain-average")
    return isinstance(before, int | float) and pain - before >= PAIN_CHANGE


def look(weekly: WeeklyReview, run: Check, *, today: dt.date) -> WorkedReview:
    """What the week comes to, and the next one as proposed."""
    person, programme = weekly.person, planning.programme_of(weekly.programme)
    logs, begun = logs_of(person), _begun(weekly)
    kept = _reviews_of(weekly)
    case = planning.case_of(run, unlocked=unlocked_by(logs=logs, knowledge=load_knowledge()))
    review = review_week(
        said=said_of(weekly),
        past=_past(weekly, kept, begun),
        programme=programme,
        logs=logs,
        case=case,
        started=begun.on,
        today=today,
        seen=_seen(weekly, kept),
        told=_told(weekly, run, logs, today),
        pauses=pauses_of(person),
    )
    return WorkedReview(review=review, programme=programme, case=case, logs=logs, mark=_mark(review))


def settle(
    weekly: WeeklyReview,
    run: Check,
    *,
    choices: Mapping[str, Choice],
    mark: str,
    today: dt.date,
    stage: Stage | None = None,
) -> StoredProgramme | None:
    """Make the next week of the choices, once; None when that was done before.

    Raises `MovedOnError` when the proposal is not the one that was shown, `ChoiceError` or `KeyError` for
    choices that do not go together, and `NoProgrammeError` where nothing is proposed.
    """
    with held(weekly.person_id):
        planning.read_again(weekly.programme)
        current.forget_current(weekly.person)
        forget_rows(weekly.person)
        looked = look(weekly, run, today=today)
        claimed = WeeklyReview.objects.filter(pk=weekly.pk, settled_at=None).update(
            settled_at=timezone.now(),
            decision=looked.review.decision.value,
            gentle=looked.review.proposal is not None and looked.review.proposal.gentle_only,
        )
        if not claimed:
            return None
        if looked.mark != mark:
            raise MovedOnError
        programme = settle_week(
            review=looked.review,
            choices=choices,
            programme=looked.programme,
            case=looked.case,
            stage=stage,
        )
        made = planning.keep_programme(weekly.person, run, programme)
        WeeklyReview.objects.filter(pk=weekly.pk).update(makes=made)
        record(Event.REVIEW_SETTLED, person=weekly.person_id)
        return made


def said_of(weekly: WeeklyReview, *, beside: WeeklyReview | None = None) -> WeekSaid:
    """What was said; the number of another activity than the one of `beside` is left out."""
    is_same = beside is None or weekly.activity_words == beside.activity_words
    return WeekSaid(
        date=weekly.on,
        pain_average=weekly.pain_average,
        activity=weekly.activity if is_same else None,
        confidence=weekly.confidence,
    )


def _begun(weekly: WeeklyReview) -> planning.CourseBegun:
    nothing_known = planning.CourseBegun(on=weekly.programme.starts, pain_average=None)
    return planning.course_begun(weekly.person) or nothing_known


def past_of(weekly: WeeklyReview) -> tuple[WeekSaid, ...]:
    """The reviews before, oldest first; the check at the beginning stands for the first."""
    return _past(weekly, _all_of.rows(person=weekly.person_id), _begun(weekly))


@standing
def _all_of() -> QuerySet[WeeklyReview]:
    return WeeklyReview.objects.filter(person=given("person", UUIDField()))


def _reviews_of(weekly: WeeklyReview) -> tuple[WeeklyReview, ...]:
    """All of this person, this one among them, each with the last day up to it on which a lock was lifted."""
    return tuple(_with_lifted.rows(person=weekly.person_id, on=weekly.on))


@standing
def _with_lifted() -> QuerySet[Any]:
    lifted = SafetyLock.objects.filter(person=OuterRef("person"), checked_on__lte=given("on", DateField()))
    newest = lifted.order_by("-checked_on").values("checked_on")[:1]
    theirs = WeeklyReview.objects.filter(person=given("person", UUIDField()))
    return theirs.annotate(lifted_on=Subquery(newest))


def _past(
    weekly: WeeklyReview, kept: Iterable[WeeklyReview], begun: planning.CourseBegun
) -> tuple[WeekSaid, ...]:
    settled = [one for one in kept if one.settled_at and one.pk != weekly.pk and one.on >= begun.on]
    first = _said_at_check(weekly, begun)
    return (*((first,) if first else ()), *(said_of(one, beside=weekly) for one in in_order(settled)))


def _said_at_check(weekly: WeeklyReview, begun: planning.CourseBegun) -> WeekSaid | None:
    pain = begun.pain_average
    if not isinstance(pain, int | float):
        return None
    return WeekSaid(date=begun.on, pain_average=round(pain), activity=_rated_at_first(weekly, begun.on))


def _rated_at_first(weekly: WeeklyReview, start: dt.date) -> int | None:
    """How the activity of this review was rated in the first two weeks."""
    if not weekly.activity_words:
        return None
    until = start + dt.timedelta(weeks=2)
    rated = _rated_between.rows(person=weekly.person_id, start=start, until=until)
    ratings = (answers.get("ratings", {}).get(weekly.activity_words) for answers in rated)
    return next((rating for rating in ratings if rating is not None), None)


@standing
def _rated_between() -> QuerySet[Any]:
    days = {"on__gte": given("start", DateField()), "on__lt": given("until", DateField())}
    theirs = OutcomeScore.objects.filter(person=given("person", UUIDField()), outcome=ACTIVITIES, **days)
    return theirs.values_list("answers", flat=True)


def _seen(weekly: WeeklyReview, kept: Iterable[WeeklyReview]) -> dt.date | None:
    """The day on which a professional last looked at it, as far as it was said."""
    days = [day for one in kept for day in (one.seen_on, getattr(one, "lifted_on", None)) if day]
    return max((day for day in days if day <= weekly.on), default=None)


def _told(
    weekly: WeeklyReview, run: Check, logs: tuple[SessionLog, ...], today: dt.date
) -> Mapping[str, dt.date]:
    """What was told before this week was spoken about, with the first day: by checks, and after a session.

    A reason with a further answer in it is new.
    """
    standing = {reason.item: set(reason.facts) for reason in checking.result_of(run).safety.reasons}
    red = red_told_on(logs=logs, today=today)
    told = {} if red is None else {RED_TWICE: red}
    if not standing:
        return told
    older = weekly.person.checks.filter(finished_at__lt=weekly.said_at).order_by("-finished_at")
    for check in older.iterator(chunk_size=8):
        reasons = checking.result_of(check).safety.reasons if check.level not in HELP_FIRST else ()
        known = {one.item: set(one.facts) for one in reasons if one.level is Level.DAYS}
        standing = {item: facts for item, facts in standing.items() if facts <= known.get(item, set())}
        if not standing:
            break
        assert check.finished_at is not None
        told |= dict.fromkeys(standing, min(timezone.localdate(check.finished_at), today))
    return told


def _mark(review: Review) -> str:
    """Sets have no order of their own, so only what is shown is counted in."""
    parts = [review.decision.value]
    if review.proposal is not None:
        shown = (review.proposal.programme, *review.proposal.changes)
        parts += [entry.model_dump_json() for entry in shown]
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:16]
