"""What the weekly review says. A missed day is a fact of life here, never a fault."""

from loadshare.care.course import Course
from loadshare.care.progression import Advice
from loadshare.care.safety import SafetyReason
from loadshare.care.words import words


def headline_for(*, decision: str, done: int, eased: bool, missed: bool, gentle: bool) -> str:
    """One or two sentences on top: what was done, then what comes."""
    if missed and decision == "step-down":
        return words("review.missed") if eased else words("review.away")
    is_gentle = gentle and decision == "see-somebody"
    text = words("review.gentle") if is_gentle else words(f"review.decision.{decision}")
    return f"{words('review.done', n=done)} {text}" if done else text


def reasons_for(
    *, rose: bool, red: bool, course: Course | None, unsure: bool, has_programme: bool, gentle: str
) -> tuple[str, ...]:
    """Why, the most important first. Nothing about the programme where there is none."""
    found = [words(f"review.course.{course}")] if course is not None else []
    if has_programme:
        if gentle:
            found.append(words(f"review.gentle-still.{gentle}"))
        if rose:
            found.append(words("review.rose"))
        if red:
            found.append(words("review.red"))
        if unsure:
            found.append(words("review.unsure"))
    return tuple(found)


def advice_of(reason: SafetyReason) -> Advice:
    """What a safety reason asks for."""
    return Advice(
        level=reason.level.value,
        why=words("review.advice", reason="; ".join(reason.told) or reason.name),
        do=reason.do,
    )
