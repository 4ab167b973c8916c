"""The course of use: what is asked of somebody who stops, was away, or is on the way, and when.

Nothing here decides anything about safety or the programme. Source: `loadshare-judgement`.
"""

from enum import StrEnum

CONTENT_WEEKS = (2, 3)
"""Weeks of the first course in which one is asked how content one is: before half-time."""
CONTENT = (1, 5)
"""From not at all to very."""


class LeavingReason(StrEnum):
    """Why somebody stopped or stayed away."""

    BETTER = "better"
    NO_HELP = "no-help"
    TOO_LONG = "too-long"
    HURT = "hurt"
    FOUND_ELSE = "found-else"
    OTHER = "other"
    UNSAID = "unsaid"
    """They would rather not say: that is not asked again."""


class EffectKind(StrEnum):
    """What was unwanted."""

    MORE_PAIN = "more-pain"
    OTHER_PAIN = "other-pain"
    DOWN_THE_LEG = "down-the-leg"
    SORE_MUSCLES = "sore-muscles"
    DIZZY = "dizzy"
    FALL = "fall"
    SKIN = "skin"
    OTHER = "other"


class EffectAfter(StrEnum):
    """After what it came."""

    SESSION = "session"
    WALK = "walk"
    BREAK = "break"
    TEST = "test"
    UNKNOWN = "unknown"


class EffectGrade(StrEnum):
    """How bad it was."""

    MILD = "mild"
    """Noticed, and went on as usual."""
    MODERATE = "moderate"
    """Did less because of it."""
    SEVERE = "severe"
    """Could not do what is usual, or had to be seen."""


class EffectDone(StrEnum):
    """What was done about it."""

    NOTHING = "nothing"
    LESS = "less"
    STOPPED = "stopped"
    SEEN = "seen"


class UseQuestion(StrEnum):
    """One question beside today's own."""

    AWAY = "away"
    CONTENT = "content"


def question_now(
    *, is_back: bool, said_since: bool, week: int, block: int, content_asked: bool
) -> UseQuestion | None:
    """What to ask today, at most one thing.

    `is_back` after two weeks away, `said_since` where the reason of this time away is known already. How
    content somebody is, is asked once.
    """
    if is_back:
        return None if said_since else UseQuestion.AWAY
    if block == 1 and week in CONTENT_WEEKS and not content_asked:
        return UseQuestion.CONTENT
    return None


def asks_for_signs(*, kind: EffectKind, grade: EffectGrade) -> bool:
    """Whether the safety signs are offered after noting this: down the leg, a fall, dizzy, or severe."""
    return grade is EffectGrade.SEVERE or kind in {EffectKind.DOWN_THE_LEG, EffectKind.FALL, EffectKind.DIZZY}
