"""What the weekly review says. A missed day is a fact of life here, never a fault."""

from loadshare.care.course import Course
from loadshare.care.progression import Advice
from loadshare.care.safety import SafetyResult
from loadshare.care.words import words
from loadshare.knowledge.safety import Level


def headline_for(*, decision: str, done: int, eased: bool, missed: bool, gentle: bool) -> str:
    """One or two sentences on top: what was done, then what comes."""
    if missed and decision == "step-down":
        return words("review.missed") if eased else words("review.away")
    is_gentle = gentle and decision == "see-somebody"
    text = words("review.gentle") if is_gentle else words(f"review.decision.{decision}")
    return f"{words('review.done', n=done)} {text}" if done else text


def reasons_for(
    *, rose: bool, red: bool, course: Course | None, unsure: bool, has_programme: bool
) -> tuple[str, ...]:
    """Why, the most important first. Nothing about the programme where there is none."""
    found = [words(f"review.course.{course}")] if course is not None else []
    if has_programme:
        if rose:
            found.append(words("review.rose"))
        if red:
            found.append(words("review.red"))
        if unsure:
            found.append(words("review.unsure"))
    return tuple(found)


def advice_for(*, safety: SafetyResult) -> tuple[Advice, ...]:
    """What the safety reasons of level D ask for, in their order."""
    return tuple(
        Advice(
            level=reason.level.value,
            why=words("review.advice", reason="; ".join(reason.told) or reason.name),
            do=reason.do,
        )
        for reason in safety.reasons
        if reason.level is Level.DAYS
    )
