"""What stands on the paper, as values: made from a programme, printed by the template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from loadshare.care.doses import describe_dose
from loadshare.care.programme import Programme, ProgrammeItem
from loadshare.care.programme_types import Side
from loadshare.knowledge import Knowledge
from loadshare.knowledge.stop import Stop, StopKind

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class PaperSize(StrEnum):
    """The sheets a printer takes."""

    A4 = "a4"
    LETTER = "us-letter"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A name in front and the words that go with it."""

    name: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The drawing of an exercise: one or two frames of SVG, and what they show in words."""

    frames: tuple[Line, ...]
    """The label of each frame and its SVG, complete with its own colours."""
    words: str
    is_wide: bool


@dataclass(frozen=True, kw_only=True)
class WeekRow:
    """One line of the week: an exercise, the walk or the breaks, with a box on each day it is for."""

    name: str
    dose: str
    boxes: tuple[str, ...]
    """Seven: empty for no box, `box` for a box, else the words beside it."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """How to do one exercise."""

    name: str
    dose: str
    why: str
    steps: tuple[str, ...]
    feel: str
    adaptations: tuple[str, ...]
    picture: Picture | None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything on the paper, in the order read."""

    language: str
    title: str
    subtitle: str
    headline: str
    week_title: str
    days: tuple[Line, ...]
    """Name and day of the month."""
    rows: tuple[WeekRow, ...]
    row_words: tuple[str, str, str]
    """Over the columns: what, how much; and what a box says to somebody who hears the page."""
    bad_day: tuple[Line, ...]
    bad_day_title: str
    breaks: str
    stop_title: str
    stops: tuple[str, ...]
    help_title: str
    net: str
    helps: tuple[str, ...]
    calls: tuple[Line, ...]
    cards_title: str
    cards: tuple[Card, ...]
    for_you: str
    foot: str
    made_on: dt.date


def sheet_of(
    programme: Programme,
    *,
    knowledge: Knowledge,
    calls: Iterable[Line],
    pictures: Mapping[str, Picture],
    filters: frozenset[str] = frozenset(),
    today: dt.date,
    language: str = "en",
    translate: Callable[[str], str] = str,
) -> Sheet:
    """The paper of one week. `calls` are whom to call, `pictures` the drawings by exercise."""
    _ = translate
    last = programme.starts + dt.timedelta(days=6)
    stops = [one for one in knowledge.stops.values() if one.show_when is None or one.show_when in filters]
    return Sheet(
        language=language,
        title=_("Your programme"),
        subtitle=_("Week {week} of 6, {first} to {last}").format(
            week=programme.week, first=_day(programme.starts, _), last=_day(last, _)
        ),
        headline=programme.headline,
        week_title=_("The week, to tick"),
        days=tuple(_day_head(programme.starts + dt.timedelta(days=offset), _) for offset in range(7)),
        rows=tuple(_rows(programme, knowledge, _)),
        row_words=(_("What"), _("How much"), _("to do")),
        bad_day_title=_("On a bad day, only this. It counts."),
        bad_day=tuple(_line(item, knowledge) for item in programme.flare_day),
        breaks=_breaks(programme, knowledge, _),
        stop_title=_("Stop an exercise, and leave it out today, when there is"),
        stops=_texts(stops, StopKind.EXERCISE),
        help_title=_("Stop and get help"),
        net=programme.safety_net,
        helps=_texts(stops, StopKind.HELP),
        calls=tuple(calls),
        cards_title=_("How to do each one"),
        cards=tuple(_card(item, knowledge, pictures, _) for item in programme.items),
        for_you=_("For you"),
        foot=_(
            "Education for looking after yourself. It does not replace being seen by somebody. Rules {rules}."
        ).format(rules=programme.rules_version),
        made_on=today,
    )


def _rows(programme: Programme, knowledge: Knowledge, _: Callable[[str], str]) -> Iterable[WeekRow]:
    for item in programme.items:
        line = _line(item, knowledge)
        boxes = tuple("box" if item.exercise in day.items else "" for day in programme.days)
        yield WeekRow(name=line.name, dose=line.words, boxes=boxes)
    minutes = tuple(day.walk_minutes for day in programme.days)
    if any(minutes):
        words = tuple(_("{n} min").format(n=count) if count else "" for count in minutes)
        yield WeekRow(name=_("Walk"), dose=_("at a pace that feels comfortable"), boxes=words)


def _card(
    item: ProgrammeItem, knowledge: Knowledge, pictures: Mapping[str, Picture], _: Callable[[str], str]
) -> Card:
    exercise = knowledge.exercises[item.exercise]
    sides = {Side.LEFT: _("Left side first."), Side.RIGHT: _("Right side first."), Side.BOTH: ""}
    dose = describe_dose(exercise=exercise, dose=item.dose)
    return Card(
        name=exercise.name,
        dose=" ".join(filter(None, (f"{dose[:1].upper()}{dose[1:]}.", sides[item.first_side]))),
        why=item.why,
        steps=exercise.steps,
        feel=exercise.feel,
        adaptations=item.adaptations,
        picture=pictures.get(item.exercise),
    )


def _breaks(programme: Programme, knowledge: Knowledge, _: Callable[[str], str]) -> str:
    names = ", ".join(_lower(knowledge.exercises[name].name) for name in programme.breaks)
    words = _("Get up about every {minutes} minutes, for one to three minutes: {names}.")
    return words.format(minutes=programme.break_every_minutes, names=names)


def _line(item: ProgrammeItem, knowledge: Knowledge) -> Line:
    exercise = knowledge.exercises[item.exercise]
    return Line(name=exercise.name, words=describe_dose(exercise=exercise, dose=item.dose))


def _texts(stops: Iterable[Stop], kind: StopKind) -> tuple[str, ...]:
    return tuple(
        _lower(stop.text) if kind is StopKind.EXERCISE else stop.text for stop in stops if stop.kind is kind
    )


def _lower(text: str) -> str:
    return text if text[1:2].isdigit() else text[:1].lower() + text[1:]


def _day_head(date: dt.date, _: Callable[[str], str]) -> Line:
    return Line(name=_(DAYS[date.weekday()]), words=str(date.day))


def _day(date: dt.date, _: Callable[[str], str]) -> str:
    return f"{date.day} {_(MONTHS[date.month - 1])}"
