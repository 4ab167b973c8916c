"""What a trial is called on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from loadshare.care.trial import DayOf, TrialEnd, TrialLength, TrialOutcome, TrialQuestion, Way
from loadshare.care.trial_verdict import Said

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

QUESTIONS: dict[str, StrOrPromise] = {
    TrialQuestion.RELEASE: gettext_lazy("Self-massage before bed, or none"),
    TrialQuestion.WALK: gettext_lazy("Your walk in the morning, or in the evening"),
    TrialQuestion.BREAKS: gettext_lazy("A break every 30 minutes, or every 60"),
    TrialQuestion.ORDER: gettext_lazy("Stretching first in a session, or strength first"),
}
WAYS: dict[tuple[str, str], StrOrPromise] = {
    (TrialQuestion.RELEASE, Way.FIRST): gettext_lazy("self-massage before bed"),
    (TrialQuestion.RELEASE, Way.SECOND): gettext_lazy("no self-massage before bed"),
    (TrialQuestion.WALK, Way.FIRST): gettext_lazy("walk in the morning"),
    (TrialQuestion.WALK, Way.SECOND): gettext_lazy("walk in the evening"),
    (TrialQuestion.BREAKS, Way.FIRST): gettext_lazy("a break every 30 minutes"),
    (TrialQuestion.BREAKS, Way.SECOND): gettext_lazy("a break every 60 minutes"),
    (TrialQuestion.ORDER, Way.FIRST): gettext_lazy("stretching first"),
    (TrialQuestion.ORDER, Way.SECOND): gettext_lazy("strength first"),
}
OUTCOMES: dict[str, StrOrPromise] = {
    TrialOutcome.PAIN: gettext_lazy("Pain in the morning"),
    TrialOutcome.STIFFNESS: gettext_lazy("A stiff back in the morning"),
    TrialOutcome.ACTIVITY: gettext_lazy("How hard something of my own is"),
}
ASKS: dict[str, StrOrPromise] = {
    TrialOutcome.PAIN: gettext_lazy("How strong was the pain this morning?"),
    TrialOutcome.STIFFNESS: gettext_lazy("How stiff was your back this morning?"),
    TrialOutcome.ACTIVITY: gettext_lazy("Since yesterday morning, how hard was it for you?"),
}
ENDS: dict[str, tuple[StrOrPromise, StrOrPromise]] = {
    TrialOutcome.PAIN: (gettext_lazy("no pain"), gettext_lazy("worst you can think of")),
    TrialOutcome.STIFFNESS: (gettext_lazy("not stiff"), gettext_lazy("as stiff as can be")),
    TrialOutcome.ACTIVITY: (gettext_lazy("easy"), gettext_lazy("could not do it")),
}
LENGTHS: dict[int, StrOrPromise] = {
    TrialLength.SIX_WEEKS: gettext_lazy("40 days, about six weeks"),
    TrialLength.TWELVE_WEEKS: gettext_lazy("80 days, about twelve weeks"),
}
SAID: dict[str, StrOrPromise] = {
    Said.HELPS: gettext_lazy("probably helps"),
    Said.NO_DIFFERENCE: gettext_lazy("probably makes no difference to you"),
    Said.OPEN: gettext_lazy("cannot tell yet"),
}
TRIAL_ENDS: dict[str, StrOrPromise] = {
    TrialEnd.FINISHED: gettext_lazy("finished"),
    TrialEnd.NOT_FINISHED: gettext_lazy("not finished"),
    TrialEnd.STOPPED: gettext_lazy("stopped, because somebody had to look first"),
}
KINDS_OF_DAY: dict[str, StrOrPromise] = {
    DayOf.COUNTS: gettext_lazy("counts"),
    DayOf.WASHED: gettext_lazy("does not count, so that what was before can fade"),
    DayOf.RESTS: gettext_lazy("rested"),
    DayOf.EMPTY: gettext_lazy("no session"),
}
