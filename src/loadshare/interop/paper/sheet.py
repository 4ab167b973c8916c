"""What stands on the paper, as values: made from a programme, printed by the template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from loadshare.care.doses import describe_dose
from loadshare.care.programme import Programme, ProgrammeItem
from loadshare.care.programme_types import DAYS_IN_WEEK, ItemSide, Stage, week_from
from loadshare.care.session_order import in_order
from loadshare.knowledge import Knowledge
from loadshare.knowledge.stop import Stop, StopKind
from loadshare.knowledge.words import Words, load_words

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class PaperSize(StrEnum):
    """The sheets a printer takes."""

    A4 = "a4"
    LETTER = "us-letter"


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """A name in front and the words that go with it."""

    name: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The drawing of an exercise: one or two frames of SVG, and what they show in words."""

    frames: tuple[SheetLine, ...]
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
    is_to_tick: bool = True
    """False where the words stand alone."""


@dataclass(frozen=True, kw_only=True)
class ExerciseCard:
    """How to do one exercise, as one box on the second page."""

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
    days: tuple[SheetLine, ...]
    """Name and day of the month."""
    rows: tuple[WeekRow, ...]
    row_words: tuple[str, str, str]
    """Over the columns: what, how much; and what a box says to somebody who hears the page."""
    bad_day: tuple[SheetLine, ...]
    bad_day_title: str
    order: str
    """How it is with the order of sessions, where that is tried."""
    breaks: str
    stop_title: str
    stops: tuple[str, ...]
    help_title: str
    net: str
    helps: tuple[str, ...]
    calls: tuple[SheetLine, ...]
    cards_title: str
    cards: tuple[ExerciseCard, ...]
    for_you: str
    foot: str
    made_on: dt.date


def sheet_of(
    programme: Programme,
    *,
    knowledge: Knowledge,
    calls: Iterable[SheetLine],
    pictures: Mapping[str, Picture],
    filters: frozenset[str] = frozenset(),
    today: dt.date,
    language: str = "en",
    strength_first: Mapping[dt.date, bool] | None = None,
    is_tried: bool = True,
) -> Sheet:
    """The paper of one week. `calls` are whom to call, `pictures` the drawings by exercise, `strength_first`
    the days whose session has an order of its own, and whether strength comes first; `is_tried` whether it is
    tried, or kept."""
    words = load_words("interop", language)
    first = week_from(programme, today)
    stops = [one for one in knowledge.stops.values() if one.show_when is None or one.show_when in filters]
    return Sheet(
        language=language,
        title=words("sheet.title"),
        subtitle=_subtitle(programme, first, words),
        headline=programme.headline,
        week_title=words("sheet.week"),
        days=tuple(_day_head(first + dt.timedelta(days=offset), words) for offset in range(7)),
        rows=(
            *_rows(programme, knowledge, words),
            *_orders(programme, knowledge, strength_first or {}, words),
        ),
        row_words=(words("sheet.what"), words("sheet.how-much"), words("sheet.to-do")),
        bad_day_title=words("sheet.bad-day"),
        bad_day=tuple(_line(item, knowledge) for item in programme.flare_day),
        order=words("sheet.order") if strength_first and is_tried else "",
        breaks=_breaks(programme, knowledge, words),
        stop_title=words("sheet.stop"),
        stops=_texts(stops, StopKind.EXERCISE),
        help_title=words("sheet.help"),
        net=programme.safety_net,
        helps=_texts(stops, StopKind.HELP),
        calls=tuple(calls),
        cards_title=words("sheet.cards"),
        cards=tuple(_card(item, knowledge, pictures, words) for item in programme.items),
        for_you=words("sheet.for-you"),
        foot=words("sheet.foot", rules=programme.rules_version),
        made_on=today,
    )


def _rows(programme: Programme, knowledge: Knowledge, words: Words) -> Iterable[WeekRow]:
    for item in programme.items:
        line = _line(item, knowledge)
        boxes = tuple("box" if item.exercise in day.items else "" for day in programme.days)
        yield WeekRow(name=line.name, dose=line.words, boxes=boxes)
    minutes = tuple(day.walk_minutes for day in programme.days)
    if any(minutes):
        boxes = tuple(words("sheet.minutes", n=count) if count else "" for count in minutes)
        yield WeekRow(name=words("sheet.walk"), dose=words("sheet.walk-dose"), boxes=boxes)


def _orders(
    programme: Programme, knowledge: Knowledge, strength_first: Mapping[dt.date, bool], words: Words
) -> Iterable[WeekRow]:
    """A line for each order, with its exercises and the days that have it; none where that is not tried."""
    if not strength_first:
        return
    said = {day.weekday(): is_strength for day, is_strength in strength_first.items()}
    held = {name for day in programme.days if day.weekday in said for name in day.items}
    items = [item for item in programme.items if item.exercise in held]
    for name, is_strength in (("stretch", False), ("strength", True)):
        ordered = in_order(items, strength_first=is_strength, knowledge=knowledge)
        names = ", ".join(_lower(knowledge.exercises[item.exercise].name) for item in ordered)
        boxes = [said.get(day.weekday) is is_strength for day in programme.days]
        if not any(boxes):
            continue
        yield WeekRow(
            name=words(f"sheet.{name}-first"),
            dose=f"{names[:1].upper()}{names[1:]}",
            boxes=tuple(words("sheet.this-day") if here else "" for here in boxes),
            is_to_tick=False,
        )


def _card(
    item: ProgrammeItem, knowledge: Knowledge, pictures: Mapping[str, Picture], words: Words
) -> ExerciseCard:
    exercise = knowledge.exercises[item.exercise]
    sides = {
        ItemSide.LEFT: words("sheet.left-first"),
        ItemSide.RIGHT: words("sheet.right-first"),
        ItemSide.BOTH: "",
    }
    dose = describe_dose(exercise=exercise, dose=item.dose)
    return ExerciseCard(
        name=exercise.name,
        dose=" ".join(filter(None, (f"{dose[:1].upper()}{dose[1:]}.", sides[item.first_side]))),
        why=item.why,
        steps=exercise.steps,
        feel=exercise.feel,
        adaptations=item.adaptations,
        picture=pictures.get(item.exercise),
    )


def _breaks(programme: Programme, knowledge: Knowledge, words: Words) -> str:
    names = ", ".join(_lower(knowledge.exercises[name].name) for name in programme.breaks)
    return words("sheet.breaks", minutes=programme.break_every_minutes, names=names)


def _line(item: ProgrammeItem, knowledge: Knowledge) -> SheetLine:
    exercise = knowledge.exercises[item.exercise]
    return SheetLine(name=exercise.name, words=describe_dose(exercise=exercise, dose=item.dose))


def _texts(stops: Iterable[Stop], kind: StopKind) -> tuple[str, ...]:
    return tuple(
        _lower(stop.text) if kind is StopKind.EXERCISE else stop.text for stop in stops if stop.kind is kind
    )


def _lower(text: str) -> str:
    return text if text[1:2].isdigit() else text[:1].lower() + text[1:]


def _day_head(date: dt.date, words: Words) -> SheetLine:
    return SheetLine(name=words(f"day.{DAYS[date.weekday()]}"), words=str(date.day))


def _subtitle(programme: Programme, first: dt.date, words: Words) -> str:
    days = {"first": _day(first, words), "last": _day(first + dt.timedelta(days=DAYS_IN_WEEK - 1), words)}
    if programme.stage is Stage.UPKEEP:
        return words("sheet.keeping", **days)
    if programme.block > 1:
        return words("sheet.later-week", week=programme.week, block=programme.block, **days)
    return words("sheet.subtitle", week=programme.week, **days)


def _day(date: dt.date, words: Words) -> str:
    return words(f"date.{MONTHS[date.month - 1]}", day=date.day)
