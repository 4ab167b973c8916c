"""What the weekly review says. A missed day is a fact of life here, never a fault."""

from loadshare.care.course import Course
from loadshare.care.progression import Advice
from loadshare.care.safety import SafetyResult
from loadshare.knowledge.safety import Level

_HEADLINES = {
    "stop": "First, somebody should have a look. Your programme waits until then.",
    "see-somebody": "Have somebody look at this. You can go on meanwhile.",
    "step-down": "Next week is a step easier, so that it can settle.",
    "same-week": "No sessions this week, and that is fine. The same week is ready for you again.",
    "steady": "Next week stays as it is.",
    "new-block": "Six weeks are behind you. The next six begin where you are now.",
    "go-on": "You are ready for the next week.",
}
GENTLE = "Have somebody look at this. Until then, here is a gentle week."
MISSED = "Welcome back. After two weeks or more off, next week starts a step easier. It comes back quickly."
AWAY = "Nothing is lost. Your programme waits, no harder than before, until you want to start again."

_COURSES = {
    Course.NO_BETTER: "Six weeks on, your pain and what you can do are about the same as at the start.",
    Course.WORSE: "Your pain has been clearly worse for two weeks.",
}
ROSE = "Your pain is higher than last week, so nothing grows for now."
RED = "The last time you exercised hurt too much, so nothing grows. Some ache does not mean harm."
UNSURE = "Not sure you can do it all? Make any change easier, or use the two-minute version. Both count."


def headline_for(*, decision: str, done: int, eased: bool, missed: bool, gentle: bool) -> str:
    """One or two sentences on top: what was done, then what comes."""
    if missed and decision == "step-down":
        return MISSED if eased else AWAY
    counted = {0: "", 1: "You did one session. "}.get(done, f"You did {done} sessions. ")
    text = GENTLE if gentle and decision == "see-somebody" else _HEADLINES[decision]
    return f"{counted}{text}"


def reasons_for(
    *, rose: bool, red: bool, course: Course | None, unsure: bool, has_programme: bool
) -> tuple[str, ...]:
    """Why, the most important first. Nothing about the programme where there is none."""
    found = [_COURSES[course]] if course is not None else []
    if has_programme:
        found += [text for is_so, text in ((rose, ROSE), (red, RED), (unsure, UNSURE)) if is_so]
    return tuple(found)


def advice_for(*, safety: SafetyResult) -> tuple[Advice, ...]:
    """What the safety reasons of level D ask for, in their order."""
    return tuple(
        Advice(level=reason.level.value, why=f"{reason.name}.", do=reason.do)
        for reason in safety.reasons
        if reason.level is Level.DAYS
    )
