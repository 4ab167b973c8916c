"""Six weeks of the ten made-up people as a page, so that a physiotherapist can read the rules at work.

`python -m bench population --read` and `make docs` write docs/reference/six-weeks.md.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench._person import KNOWLEDGE, case_of
from bench.course import course
from loadshare.care.answers import read_answers
from loadshare.care.case import Case
from loadshare.care.doses import describe_dose
from loadshare.care.length import answers_of_person
from loadshare.care.programme import NoProgrammeError, Programme
from loadshare.care.proposal import walk_of
from loadshare.knowledge.exercise import Strand

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "six-weeks.md"
WEEKS = 6
MEASURED: Mapping[str, Mapping[str, Any]] = {
    "desk-woman": {"hip-rotation": {"internal": {"left": 18, "right": 29}}},
    "desk-man": {"chair-stands": {"count": 26}},
    "warehouse": {"side-bridge": {"time": {"left": 14, "right": 40}, "version": "full"}},
    "known-pain": {"one-leg-bridge": {"time": {"left": 34, "right": 18}}},
    "older": {"chair-stands": {"count": 7}},
}
"""What some of them measured at home, so that the page shows what a test changes."""

WISHES: Mapping[str, Any] = {
    "days-per-week": 4,
    "session-minutes": "15",
    "equipment": ["loop-band", "massage-ball"],
    "positions": ["floor", "chair", "standing"],
    "activity-level": "some",
}
OWN_WISHES: Mapping[str, Mapping[str, Any]] = {
    "desk-man": {"session-minutes": "10", "equipment": ["none"]},
    "runner": {"session-minutes": "20", "days-per-week": 5, "activity-level": "very-active"},
    "warehouse": {"days-per-week": 3},
    "pregnant": {"session-minutes": "10"},
    "older": {"session-minutes": "10", "days-per-week": 5, "equipment": ["none"]},
    "worried": {"session-minutes": "20"},
}
"""What they have time and things for; the people of the library have only answers of the check."""

HEAD = """# Six weeks of ten made-up people

Written by the product itself (`python -m bench population --read`), so that somebody who knows exercise can
read what its rules do. Every session is done and green, at an effort of 5 of 10 and a pain of 1: this is the
fastest that a programme moves. Each week is shown as it stood on its last day, after the steps of that day.
The rules: docs/decisions/0033 and 0540 to 0547.
"""


def text() -> str:
    """The page."""
    return HEAD + "".join(f"\n{part}" for person in KNOWLEDGE.people for part in _person(person))


def write() -> Path:
    """Write the page and say where."""
    PAGE.write_text(text(), encoding="utf-8", newline="\n")
    return PAGE


def case_of_person(person: str) -> Case:
    """One of the ten people, with what they measured."""
    known = answers_of_person(person, knowledge=KNOWLEDGE)
    answers = read_answers(
        {
            "answers": {**known.answers, **WISHES, **OWN_WISHES.get(person, {})},
            "tests": MEASURED.get(person, {}),
        },
        knowledge=KNOWLEDGE,
        complete=False,
    )
    return case_of(answers)


def _person(person: str) -> Iterator[str]:
    yield f"## {KNOWLEDGE.people[person].name}\n"
    case = case_of_person(person)
    if person in MEASURED:
        tests = ", ".join(
            f"{KNOWLEDGE.self_tests[test].name.lower()} {_result(values)}"
            for test, values in MEASURED[person].items()
        )
        yield f"Measured: {tests}.\n"
    try:
        weeks = course(case, weeks=WEEKS)
    except NoProgrammeError as none:
        yield f"No programme: {none}\n"
        return
    asked = case.preferences
    yield f"Asked for: {asked.days_per_week} days, {asked.minutes} minutes. {weeks[0].headline}\n"
    yield "\n".join(_reasons(weeks[-1])) + "\n"
    yield "\n".join(_table(weeks)) + "\n"
    left_out = [entry.reason for entry in weeks[0].exclusions if entry.what.startswith("strand:")]
    if left_out:
        yield "\n".join(f"- {reason}" for reason in left_out) + "\n"


def _result(values: Mapping[str, Any]) -> str:
    parts = []
    for name, value in values.items():
        sides = (
            ", ".join(f"{side} {number}" for side, number in value.items())
            if isinstance(value, dict)
            else value
        )
        parts.append(f"{name} {sides}")
    return "; ".join(parts)


def _reasons(programme: Programme) -> Iterator[str]:
    for item in programme.items:
        yield f"- **{KNOWLEDGE.exercises[item.exercise].name}**: {item.why}"


def _table(weeks: list[Programme]) -> Iterator[str]:
    yield "| week | longest session | walk | strength | stretch and self-massage |"
    yield "| --- | --- | --- | --- | --- |"
    for programme in weeks:
        longest = max(day.minutes for day in programme.days)
        strength = _cell(programme, strength=True)
        others = _cell(programme, strength=False)
        walk = f"{walk_of(programme)} min"
        yield f"| {programme.week} | {longest:.0f} min | {walk} | {strength} | {others} |"


def _cell(programme: Programme, *, strength: bool) -> str:
    lines = []
    for item in programme.items:
        if (item.strand is Strand.STRENGTHEN) is not strength:
            continue
        exercise = KNOWLEDGE.exercises[item.exercise]
        days = sum(item.exercise in day.items for day in programme.days)
        lines.append(f"{exercise.name}: {describe_dose(exercise=exercise, dose=item.dose)}, {days} days")
    return "<br>".join(lines) or "–"
