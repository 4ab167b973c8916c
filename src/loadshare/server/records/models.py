"""What is kept about a person. Everything hangs from `Person`; delete that and all of it is gone."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils import timezone

from loadshare.care.own_steps import STEPS
from loadshare.care.trial import SEEDS, TrialEnd, TrialLength, TrialOutcome, TrialQuestion
from loadshare.care.use import CONTENT, EffectAfter, EffectDone, EffectGrade, EffectKind, LeavingReason

LEVELS = ("E", "S", "D", "C+", "C")
MOST_DARED = 5
WORDS, LONG_WORDS = 120, 600


class Person(models.Model):
    """Somebody with a back: a guest on this device, or the holder of an account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="person"
    )
    started_at = models.DateTimeField(default=timezone.now)
    seen_on = models.DateField(default=timezone.localdate)
    """By the clock of that day; how long it is since then is counted."""
    days_away = models.PositiveSmallIntegerField(default=0, db_index=True)
    """Days on which this installation ran since they were last here."""
    newest_check = models.UUIDField(null=True, blank=True, editable=False)
    """The check that was finished last. Stamps cannot say so: a clock may have been moved in between."""
    arriving = models.BooleanField(default=False, editable=False)
    """Nobody: holds the rows of a copy until all of them are there."""

    def __str__(self) -> str:
        return f"{'guest' if self.is_guest else 'person'} {self.id}"

    @property
    def is_guest(self) -> bool:
        """Whether nobody can sign in as this person yet."""
        return self.user_id is None


class Check(models.Model):
    """One run through the questions. At most one is open for each person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="checks")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    answers: models.JSONField[Any, Any] = models.JSONField(default=dict)
    passed_over: models.JSONField[Any, Any] = models.JSONField(default=list)
    """Questions that may be left out and were."""
    measurements: models.JSONField[Any, Any] = models.JSONField(default=dict)
    is_review = models.BooleanField(default=False)
    """A weekly look: starts from the last answers and asks again only what can change."""
    result: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    rules_version = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ("-started_at",)
        constraints = (
            models.UniqueConstraint(
                name="one_open_check", fields=("person",), condition=Q(finished_at__isnull=True)
            ),
            models.CheckConstraint(
                name="check_finished_is_whole",
                condition=Q(finished_at__isnull=True, level="", rules_version="")
                | Q(finished_at__isnull=False, level__in=LEVELS) & ~Q(rules_version=""),
            ),
        )

    def __str__(self) -> str:
        return f"check {self.id}"


class Programme(models.Model):
    """One week of a six-week block. Exactly one is current; the others are history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="programmes")
    made_from = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="programmes")
    made_at = models.DateTimeField(default=timezone.now)
    starts = models.DateField()
    week = models.PositiveSmallIntegerField()
    is_current = models.BooleanField(default=True)
    rules_version = models.CharField(max_length=20)
    content: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        ordering = ("-starts", "-made_at")
        constraints = (
            models.UniqueConstraint(
                name="one_current_programme", fields=("person",), condition=Q(is_current=True)
            ),
            models.CheckConstraint(name="programme_week_1_to_6", condition=Q(week__range=(1, 6))),
        )

    def __str__(self) -> str:
        return f"programme {self.id}, week {self.week}"


class SessionLog(models.Model):
    """A session that was done. `client_id` comes from the page, so that sending twice saves once."""

    class Kind(models.TextChoices):
        """Which of the programme's sessions it was."""

        DAY = "day"
        FLARE = "flare"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="sessions")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DAY)
    on = models.DateField()
    ended_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now, db_default=Now())
    """By the clock of this server; what was done without a connection is heard later."""
    pain_before = models.PositiveSmallIntegerField(null=True, blank=True)
    pain_after = models.PositiveSmallIntegerField(null=True, blank=True)
    settled = models.BooleanField(null=True, blank=True)
    """Whether the pain was back to usual the next morning; asked the next day."""
    effort = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("-on", "-ended_at")
        constraints = (
            models.UniqueConstraint(name="session_saved_once", fields=("person", "client_id")),
            *(
                models.CheckConstraint(
                    name=f"session_{field}_0_to_10",
                    condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (0, 10)}),
                )
                for field in ("pain_before", "pain_after", "effort")
            ),
        )

    def __str__(self) -> str:
        return f"session on {self.on}"


class ItemLog(models.Model):
    """How one exercise of a session went, at the dose it was asked for that day."""

    class Outcome(models.TextChoices):
        """What happened with it."""

        DONE = "done"
        PART = "part"
        SKIPPED = "skipped"
        STOPPED = "stopped"

    session = models.ForeignKey(SessionLog, on_delete=models.CASCADE, related_name="items")
    exercise = models.CharField(max_length=80)
    dose: models.JSONField[Any, Any] = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    eased = models.BooleanField(default=False)
    spread = models.BooleanField(default=False)
    """Pain went further down the leg."""

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(name="one_log_for_each_item", fields=("session", "exercise")),
            models.CheckConstraint(
                name="outcome_is_known", condition=Q(outcome__in=["done", "part", "skipped", "stopped"])
            ),
        )

    def __str__(self) -> str:
        return f"{self.exercise}: {self.outcome}"


class PainEntry(models.Model):
    """Pain right now, in one tap. One a day; a second tap corrects the first."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pain_entries")
    on = models.DateField()
    pain = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-on",)
        constraints = (
            models.UniqueConstraint(name="one_pain_a_day", fields=("person", "on")),
            models.CheckConstraint(name="pain_0_to_10", condition=Q(pain__range=(0, 10))),
        )

    def __str__(self) -> str:
        return f"pain on {self.on}"


class SafetyLock(models.Model):
    """Set when a check says to be seen first; lifted by "I was checked" with a date."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="locks")
    check_run = models.ForeignKey(
        Check, null=True, blank=True, on_delete=models.SET_NULL, related_name="locks"
    )
    """The check that set it first. A check can go; the lock stays."""
    level = models.CharField(max_length=2)
    """The gravest of those that said so."""
    set_at = models.DateTimeField(default=timezone.now)
    """When it was said last: to be seen counts from then."""
    of_several = models.BooleanField(default=False)
    """Another check said so too: an answer that clears up one of them does not lift it."""
    checked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="one_standing_lock", fields=("person",), condition=Q(checked_on__isnull=True)
            ),
            models.CheckConstraint(name="lock_level_is_known", condition=Q(level__in=["E", "S", "D"])),
        )

    def __str__(self) -> str:
        return f"lock {self.level}"


class OwnActivity(models.Model):
    """Something that matters to the person and that their back makes hard, in their own words."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="activities")
    place = models.PositiveSmallIntegerField()
    """1 to 3; the first is asked every week."""
    words = models.CharField(max_length=80)

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(name="one_activity_a_place", fields=("person", "place")),
            models.CheckConstraint(name="activity_place_1_to_3", condition=Q(place__range=(1, 3))),
        )

    def __str__(self) -> str:
        return f"activity {self.place}"


class Pause(models.Model):
    """A time in which the programme rests, because the person said so. At most one is still to end."""

    class Reason(models.TextChoices):
        """Why."""

        HOLIDAY = "holiday"
        ILLNESS = "illness"
        OTHER = "other"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    """The last day of it; open until the person says so."""
    over_on = models.DateField(null=True, blank=True)
    """The day on which they came back."""

    class Meta:
        ordering = ("starts", "id")
        constraints = (
            models.UniqueConstraint(
                name="one_pause_to_end", fields=("person",), condition=Q(over_on__isnull=True)
            ),
            models.CheckConstraint(
                name="pause_ends_after_it_starts", condition=Q(ends__isnull=True) | Q(ends__gte=F("starts"))
            ),
            models.CheckConstraint(
                name="pause_is_known", condition=Q(reason__in=["holiday", "illness", "other"])
            ),
        )

    def __str__(self) -> str:
        return f"pause from {self.starts}"


class WeeklyReview(models.Model):
    """How a week was, and the week that was made of it. A week is looked back at once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reviews")
    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="review")
    said_at = models.DateTimeField(default=timezone.now)
    said_after = models.UUIDField(null=True, blank=True, editable=False)
    """The newest check when this was said: only another one has asked the safety questions since."""
    on = models.DateField()
    pain_average = models.PositiveSmallIntegerField()
    activity = models.PositiveSmallIntegerField(null=True, blank=True)
    """How well the first own activity goes; 10 is as before."""
    activity_words = models.CharField(max_length=80, blank=True)
    """Which activity that was; another one's number is never compared with it."""
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    """A professional has looked at it, on the day the person gave."""
    settled_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=20, blank=True)
    gentle = models.BooleanField(default=False)
    """Only gentle exercises until somebody has looked at it."""
    makes = models.OneToOneField(
        Programme, null=True, blank=True, on_delete=models.SET_NULL, related_name="made_by"
    )

    class Meta:
        ordering = ("-on", "-said_at")
        constraints = (
            models.CheckConstraint(
                name="review_settled_is_whole",
                condition=Q(settled_at__isnull=True, decision="")
                | Q(settled_at__isnull=False) & ~Q(decision=""),
            ),
            *(
                models.CheckConstraint(
                    name=f"review_{field}_0_to_10",
                    condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (0, 10)}),
                )
                for field in ("pain_average", "activity", "confidence")
            ),
        )

    def __str__(self) -> str:
        return f"review on {self.on}"


class OutcomeScore(models.Model):
    """One score of one measure on one day; a second one on that day corrects the first."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="scores")
    outcome = models.CharField(max_length=40)
    item = models.CharField(max_length=250, blank=True)
    """What it speaks of, where a measure has several: the kind of pain, the names of own activities."""
    on = models.DateField()
    value = models.FloatField()
    origin = models.CharField(max_length=10)
    given_by = models.CharField(max_length=80, blank=True)
    answers: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """The ticks or ratings it was counted from; empty for a score given elsewhere."""
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("on", "kept_at")
        constraints = (
            models.UniqueConstraint(
                name="one_score_a_day", fields=("person", "outcome", "item", "on", "origin")
            ),
            models.CheckConstraint(
                name="score_origin_is_known", condition=Q(origin__in=["answered", "typed"])
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} on {self.on}"


class DaredActivity(models.Model):
    """Something the person is wary of and wants to do again, in their own words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="dared")
    made_at = models.DateTimeField(default=timezone.now)
    words = models.CharField(max_length=WORDS)

    class Meta:
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return f"dared activity {self.id}"


class DaredStep(models.Model):
    """One of its steps."""

    activity = models.ForeignKey(DaredActivity, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=WORDS)

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(name="one_step_a_place", fields=("activity", "place")),
            models.CheckConstraint(name="step_place_is_known", condition=Q(place__range=(1, STEPS))),
        )

    def __str__(self) -> str:
        return f"step {self.place}"


class StepTry(models.Model):
    """A step was tried, and how sure they are now. One a day; a second one corrects the first."""

    step = models.ForeignKey(DaredStep, on_delete=models.CASCADE, related_name="tries")
    on = models.DateField()
    sure = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.UniqueConstraint(name="one_try_a_day", fields=("step", "on")),
            models.CheckConstraint(name="sure_0_to_10", condition=Q(sure__range=(0, 10))),
        )

    def __str__(self) -> str:
        return f"tried on {self.on}"


class WalkLook(models.Model):
    """A monthly look at the walks. One a day; a second one corrects the first."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="walk_looks")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    """How long a comfortable walk takes."""
    days = models.PositiveSmallIntegerField()
    """On how many days of a week there was one."""

    class Meta:
        ordering = ("on",)
        constraints = (
            models.UniqueConstraint(name="one_walk_look_a_day", fields=("person", "on")),
            models.CheckConstraint(
                name="walk_look_can_be", condition=Q(minutes__range=(1, 240), days__range=(0, 7))
            ),
        )

    def __str__(self) -> str:
        return f"walks on {self.on}"


class BoutPlan(models.Model):
    """What the person wrote down for their next bout."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="bout_plan")
    helps = models.CharField(max_length=LONG_WORDS, blank=True)
    eases = models.CharField(max_length=LONG_WORDS, blank=True)
    """What they put off or ask others for."""
    reminds = models.CharField(max_length=LONG_WORDS, blank=True)
    """What they want to say to themselves."""

    def __str__(self) -> str:
        return "plan for the next bout"


class Leaving(models.Model):
    """Why somebody stopped, or was away. One a day; a second one corrects the first."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="leavings")
    on = models.DateField()
    stopped = models.BooleanField(default=False)
    """They said that they stop; else they were away and came back."""
    reason = models.CharField(max_length=20)

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.UniqueConstraint(name="one_leaving_a_day", fields=("person", "on")),
            models.CheckConstraint(
                name="leaving_reason_is_known", condition=Q(reason__in=[*map(str, LeavingReason)])
            ),
        )

    def __str__(self) -> str:
        return f"left by {self.on}"


class Satisfaction(models.Model):
    """How content somebody is, asked once; empty where they would rather not say."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="satisfaction")
    on = models.DateField()
    content = models.PositiveSmallIntegerField(null=True, blank=True)
    """1 not at all to 5 very."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="content_1_to_5", condition=Q(content__isnull=True) | Q(content__range=CONTENT)
            ),
        )

    def __str__(self) -> str:
        return f"satisfaction on {self.on}"


class UnwantedEffect(models.Model):
    """Something unwanted: what, when, after what, how bad, and what was done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="effects")
    on = models.DateField()
    kind = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    grade = models.CharField(max_length=20)
    done = models.CharField(max_length=20)
    words = models.CharField(max_length=LONG_WORDS, blank=True)

    class Meta:
        ordering = ("-on", "id")
        constraints = tuple(
            models.CheckConstraint(
                name=f"effect_{field}_is_known", condition=Q(**{f"{field}__in": [*map(str, known)]})
            )
            for field, known in (
                ("kind", EffectKind),
                ("after", EffectAfter),
                ("grade", EffectGrade),
                ("done", EffectDone),
            )
        )

    def __str__(self) -> str:
        return f"unwanted effect on {self.on}"


class NoFollowUp(models.Model):
    """They do not want to be asked at six and twelve months."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="no_follow_up")
    said_on = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return f"no follow-up since {self.said_on}"


class SingleTrial(models.Model):
    """A trial on one person: two ways, days in an order of chance. At most one runs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="trials")
    question = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    words = models.CharField(max_length=80, blank=True)
    """The own activity, where that is what is noted."""
    starts = models.DateField()
    begun_at = models.DateTimeField(default=timezone.now)
    seed = models.PositiveIntegerField()
    """What the order of the days is drawn from."""
    pairs = models.PositiveSmallIntegerField()
    noted: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """The number of each morning, by its day."""
    rested: models.JSONField[Any, Any] = models.JSONField(default=list)
    """Days that were bad enough for the gentle session."""
    turns: models.JSONField[Any, Any] = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField())
    )
    """What came first in the session of each day, where that is what is tried."""
    kept_way = models.CharField(max_length=10, blank=True, default="", db_default="")
    """What comes first in every session since it was found to help, where the person wants that."""
    ended_on = models.DateField(null=True, blank=True)
    """Not known of one that gave way when two accounts of a person became one."""
    end = models.CharField(max_length=20, blank=True)
    """How it ended; empty while it runs."""

    class Meta:
        ordering = ("starts", "begun_at")
        constraints = (
            models.UniqueConstraint(name="one_running_trial", fields=("person",), condition=Q(end="")),
            models.CheckConstraint(
                name="trial_is_known",
                condition=Q(
                    question__in=[*map(str, TrialQuestion)],
                    outcome__in=[*map(str, TrialOutcome)],
                    pairs__in=[*map(int, TrialLength)],
                    seed__lte=SEEDS - 1,
                ),
            ),
            models.CheckConstraint(
                name="trial_end_is_whole",
                condition=Q(ended_on__isnull=True, end__in=["", *map(str, TrialEnd)])
                | Q(ended_on__gte=F("starts"), end__in=[*map(str, TrialEnd)]),
            ),
        )

    def __str__(self) -> str:
        return f"trial from {self.starts}"


class PastUse(models.Model):
    """How many people whose rows are gone used it for so long; nobody in particular."""

    quarter = models.CharField(max_length=7)
    """In which they began, as 2026-Q3; `0` for few people of quarters that are over."""
    days = models.PositiveSmallIntegerField()
    """So many at least, in bands."""
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(name="one_past_use_a_band", fields=("quarter", "days")),)

    def __str__(self) -> str:
        return f"{self.people} people of {self.quarter}"
