"""The programme as a page: the week as a strip, today's card, four strands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from loadshare.care.choices import is_open_to_put_back
from loadshare.care.doses import describe_dose
from loadshare.care.programme import Change, DayKind, Programme, ProgrammeDay, ProgrammeItem
from loadshare.care.programme_types import Stage, week_from
from loadshare.knowledge import Knowledge
from loadshare.knowledge.evidence import Source
from loadshare.knowledge.exercise import Equipment, Exercise, Strand
from loadshare.knowledge.load_advice import LoadAdvice
from loadshare.server.programme.turns import SessionTurn, in_turn

MENTIONED_DAYS = 3
STRANDS = {
    Strand.RELEASE: (gettext_lazy("Release"), gettext_lazy("Ease tight spots, slowly and gently.")),
    Strand.STRETCH: (gettext_lazy("Stretch"), gettext_lazy("Hold, breathe, never push into pain.")),
    Strand.STRENGTHEN: (gettext_lazy("Strengthen"), gettext_lazy("A little more over the weeks.")),
    Strand.MOVE: (gettext_lazy("Move more, sit less"), gettext_lazy("Walks and short breaks count.")),
}
DAY_WORDS = {
    DayKind.STRENGTH: gettext_lazy("strength"),
    DayKind.MOBILITY: gettext_lazy("mobility"),
    DayKind.REST: gettext_lazy("rest"),
}
EQUIPMENT_WORDS = {
    Equipment.MAT: gettext_lazy("a mat or blanket"),
    Equipment.CHAIR: gettext_lazy("a chair"),
    Equipment.WALL: gettext_lazy("a wall"),
    Equipment.BALL: gettext_lazy("a massage ball"),
    Equipment.ROLLER: gettext_lazy("a foam roller"),
    Equipment.BAND: gettext_lazy("a loop band"),
    Equipment.STEP: gettext_lazy("a step"),
    Equipment.STRAP: gettext_lazy("a strap or towel"),
    Equipment.STICK: gettext_lazy("a stick"),
    Equipment.BACKPACK: gettext_lazy("a backpack"),
    Equipment.SOFA: gettext_lazy("a firm sofa"),
}


def minutes_in_words(minutes: float) -> str:
    """Whole minutes, at least one."""
    whole = max(1, round(minutes))
    return ngettext("%(n)s minute", "%(n)s minutes", whole) % {"n": whole}


def equipment_in_words(exercises: Collection[Exercise]) -> str:
    """What to have ready, in the order of the list."""
    needed = {piece for exercise in exercises for piece in exercise.equipment}
    return ", ".join(str(word) for piece, word in EQUIPMENT_WORDS.items() if piece in needed)


@dataclass(frozen=True, kw_only=True)
class Other:
    """An exercise to exchange for."""

    id: str
    name: str


class ItemCard:
    """One exercise of the programme."""

    def __init__(self, item: ProgrammeItem, knowledge: Knowledge, *, days: int = 0) -> None:
        self.item = item
        self._days = days
        self.exercise = knowledge.exercises[item.exercise]
        self._knowledge = knowledge

    @property
    def dose(self) -> str:
        """How much, in words."""
        return describe_dose(exercise=self.exercise, dose=self.item.dose)

    @property
    def minutes(self) -> str:
        """How long, in words."""
        return minutes_in_words(self.item.minutes)

    @property
    def days_a_week(self) -> str:
        """How often it stands in the week; empty where it stands in none."""
        if not self._days:
            return ""
        return ngettext("%(n)s day a week", "%(n)s days a week", self._days) % {"n": self._days}

    @property
    def easier(self) -> Other | None:
        """The next easier exercise that is open."""
        return self._other(self.item.easier)

    @property
    def harder(self) -> Other | None:
        """The next harder exercise that is open."""
        return self._other(self.item.harder)

    @property
    def swaps(self) -> tuple[Other, ...]:
        """Equal exercises."""
        return tuple(Other(id=name, name=self._knowledge.exercises[name].name) for name in self.item.swaps)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the evidence was read."""
        return self._knowledge.cited(self.exercise.sources)

    def _other(self, name: str | None) -> Other | None:
        return Other(id=name, name=self._knowledge.exercises[name].name) if name else None


@dataclass(frozen=True, kw_only=True)
class StrandSection:
    """One of the four things to do."""

    id: str
    name: str
    about: str
    cards: tuple[ItemCard, ...]
    left_out: str


@dataclass(frozen=True, kw_only=True)
class DayCell:
    """One day of the strip."""

    date: dt.date
    short: str
    number: int
    kind: str
    words: str
    is_today: bool
    is_done: bool


class ProgrammeScreen:
    """Everything the programme page and the Today page need."""

    def __init__(
        self,
        programme: Programme,
        *,
        knowledge: Knowledge,
        today: dt.date,
        done: Collection[dt.date],
        turn: SessionTurn | None = None,
    ) -> None:
        self.turn = turn
        """What comes first today, where that is tried."""
        self.programme = programme
        self.today = today
        self.is_done_today = today in done
        self._knowledge = knowledge
        self._done = frozenset(done)
        self.cards = {
            item.exercise: ItemCard(
                item, knowledge, days=sum(item.exercise in day.items for day in programme.days)
            )
            for item in programme.items
        }

    @property
    def week_words(self) -> str:
        """Which week it is."""
        if self.is_upkeep:
            return _("Keeping what you have")
        if self.programme.block > 1:
            return _("Week %(week)s of 6, course %(block)s") % {
                "week": self.programme.week,
                "block": self.programme.block,
            }
        return _("Week %(week)s of 6") % {"week": self.programme.week}

    @property
    def is_upkeep(self) -> bool:
        """Whether what was reached is only kept."""
        return self.programme.stage is Stage.UPKEEP

    @property
    def strip(self) -> tuple[DayCell, ...]:
        """Seven days from the first."""
        return tuple(self._cell(offset, day) for offset, day in enumerate(self.programme.days))

    def _cell(self, offset: int, day: ProgrammeDay) -> DayCell:
        date = week_from(self.programme, self.today) + dt.timedelta(days=offset)
        words = str(DAY_WORDS[day.kind])
        if day.items:
            words = _("%(kind)s, %(minutes)s") % {"kind": words, "minutes": minutes_in_words(day.minutes)}
        return DayCell(
            date=date,
            short=date_format(date, "D"),
            number=date.day,
            kind=day.kind.value,
            words=words,
            is_today=date == self.today,
            is_done=date in self._done,
        )

    @property
    def day(self) -> ProgrammeDay:
        """What today holds."""
        return self.programme.day(self.today)

    @property
    def today_cards(self) -> tuple[ItemCard, ...]:
        """Today's exercises in the order done."""
        items = in_turn(self.programme.session(self.today), self.turn)
        return tuple(self.cards[item.exercise] for item in items)

    @property
    def today_title(self) -> str:
        """Today in a few words."""
        if self.is_done_today:
            return _("Done for today")
        if not self.day.items:
            return _("A rest day")
        kind = _("Strength") if self.day.kind is DayKind.STRENGTH else _("Mobility")
        return _("%(kind)s, %(minutes)s") % {"kind": kind, "minutes": minutes_in_words(self.day.minutes)}

    @property
    def today_needs(self) -> str:
        """What to have ready."""
        words = equipment_in_words([card.exercise for card in self.today_cards])
        return _("You need %(things)s.") % {"things": words} if words else _("You need nothing.")

    @property
    def strands(self) -> tuple[StrandSection, ...]:
        """The four strands, always all four."""
        left_out = {entry.what: entry.reason for entry in self.programme.exclusions}
        return tuple(
            StrandSection(
                id=strand.value,
                name=str(name),
                about=str(about),
                cards=tuple(card for card in self.cards.values() if card.item.strand is strand),
                left_out=left_out.get(f"strand:{strand.value}", ""),
            )
            for strand, (name, about) in STRANDS.items()
        )

    @property
    def breaks(self) -> tuple[Exercise, ...]:
        """Movement breaks to choose from."""
        return tuple(self._knowledge.exercises[name] for name in self.programme.breaks)

    @property
    def break_words(self) -> str:
        """How often to get up."""
        return _("Get up about every %(minutes)s minutes, for one to three.") % {
            "minutes": self.programme.break_every_minutes
        }

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is different from before, and why."""
        return self.programme.changes

    @property
    def may_put_back(self) -> bool:
        """Whether a change on the page can be taken back."""
        return any(can for _change, can in self.told)

    @property
    def told(self) -> tuple[tuple[Change, bool], ...]:
        """Each change, and whether it can be put back now."""
        return tuple(
            (change, is_open_to_put_back(change=change, programme=self.programme)) for change in self.changes
        )

    @property
    def from_a_practitioner(self) -> tuple[Change, ...]:
        """What a practitioner changed in the last days, to be mentioned once more."""
        since = self.today - dt.timedelta(days=MENTIONED_DAYS)
        return tuple(change for change in self.changes if change.on is not None and change.on > since)

    @property
    def exclusions(self) -> tuple[tuple[str, str], ...]:
        """What is left out, by name, with the reason."""
        names = self._knowledge.exercises
        return tuple(
            (names[entry.what].name, entry.reason)
            for entry in self.programme.exclusions
            if entry.what in names
        )

    @property
    def loads(self) -> tuple[tuple[LoadAdvice, tuple[Source, ...]], ...]:
        """Loads outside the sessions to go easier on, each with its sources."""
        known, cited = self._knowledge.load_advice, self._knowledge.cited
        return tuple(
            (known[name], cited(known[name].sources)) for name in self.programme.loads if name in known
        )

    @property
    def flare(self) -> tuple[ItemCard, ...]:
        """The two gentle minutes."""
        return tuple(ItemCard(item, self._knowledge) for item in self.programme.flare_day)

    @property
    def next_day(self) -> str:
        """The next day with exercises, in words; empty where there is none."""
        return next_day_of(self.programme, today=self.today)


def next_day_of(programme: Programme, *, today: dt.date) -> str:
    """The next day with exercises, in words; empty where there is none."""
    for offset in range(1, 8):
        date = today + dt.timedelta(days=offset)
        if programme.day(date).items:
            return pgettext("day", "tomorrow") if offset == 1 else date_format(date, "l")
    return ""
