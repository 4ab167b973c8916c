"""The part that is always there: the walk and the breaks."""

from loadshare.care.leads import Lead
from loadshare.care.programme_types import ExclusionKind, Preferences, Programme
from loadshare.care.selection import Allowance, care_asked_by, index_of, why_not
from loadshare.care.words import words
from loadshare.knowledge.exercise import Position
from loadshare.knowledge.template import WalkStyle

WALK_GOAL_MINUTES = 30
WALK_GOAL_DAYS = 5
GROWTH_PCT = 20
"""Most a walk grows in a week; five walks of thirty minutes is where it leads (`pocovi-2024`)."""

EASY_MOST_MINUTES = 15
WALK_ROW = "B2"
WALK_OFFSETS = frozenset({0, 1, 2, 4, 5})
"""Days from the first one on that hold a walk; the other two are free."""

BREAK_MINUTES_OFTEN, BREAK_MINUTES = 30, 40
SITS_LONG_HOURS = 6
MOST_BREAKS = 8


def walk_minutes(
    *,
    preferences: Preferences,
    style: WalkStyle,
    week: int,
    previous: Programme | None,
    allowance: Allowance,
    grow: bool = True,
) -> int:
    """Minutes of one walk this week: a comfortable one at first, then a tenth to a fifth more each week.

    With a week before, it grows from there once; the same week built again keeps its walk, and so does a
    week after a red light (`grow` false). 0 where a filter leaves walking out.
    """
    if walking_is_out(allowance=allowance):
        return 0
    goal = EASY_MOST_MINUTES if style is WalkStyle.EASY else WALK_GOAL_MINUTES
    if previous is not None:
        before = max(day.walk_minutes for day in previous.days) or preferences.walk_minutes
        return grown(before, goal) if grow and week != previous.week else min(before, goal)
    minutes = min(preferences.walk_minutes, goal)
    for _ in range(week - 1):
        minutes = grown(minutes, goal)
    return minutes


def grown(minutes: int, goal: int) -> int:
    """A walk a week later."""
    return min(goal, minutes * (100 + GROWTH_PCT) // 100)


def walking_is_out(*, allowance: Allowance) -> bool:
    """True where even a short walk is left out for the person's health (clues to an overloaded bone)."""
    walk = index_of(allowance.knowledge).by_code.get(WALK_ROW)
    blocked = why_not(exercise=walk, allowance=allowance) if walk else None
    return blocked is not None and blocked.kind is ExclusionKind.HEALTH


def walk_goal(*, minutes: int, style: WalkStyle, preferences: Preferences) -> str:
    """The walk in words, first what to do, then why."""
    if minutes == 0:
        return words("walk.out")
    if Position.STANDING not in preferences.positions:
        return words("walk.seated", n=minutes)
    match style:
        case WalkStyle.INTERVALS:
            return words("walk.parts", n=minutes)
        case WalkStyle.EASY:
            return words("walk.easy", n=minutes)
    if minutes >= WALK_GOAL_MINUTES:
        return words("walk.goal", n=minutes)
    return words("walk.grows", n=minutes, goal=WALK_GOAL_MINUTES)


def breaks_for(*, lead: Lead, allowance: Allowance) -> tuple[str, ...]:
    """Movement breaks this person may do and can afford, the lead's own first."""
    index = index_of(allowance.knowledge)
    first = (index.by_code[code].id for code in lead.breaks if code in index.by_code)
    gentle_first = sorted(index.breaks, key=lambda exercise: not exercise.article)
    order = dict.fromkeys((*first, *(exercise.id for exercise in gentle_first)))
    return tuple(name for name in order if is_break_for(name=name, allowance=allowance))[:MOST_BREAKS]


def is_break_for(*, name: str, allowance: Allowance) -> bool:
    """True for what may be offered at a desk by itself: open, and where it asks for care a gentle one."""
    exercise = allowance.knowledge.exercises[name]
    return name in allowance.allowed and (
        exercise.gentle or not care_asked_by(exercise=exercise, allowance=allowance)
    )


def break_every_minutes(*, preferences: Preferences) -> int:
    """How long to sit before a break: half an hour for long sitters, else forty minutes
    (`loadshare-judgement`)."""
    return BREAK_MINUTES_OFTEN if preferences.sits_hours >= SITS_LONG_HOURS else BREAK_MINUTES
