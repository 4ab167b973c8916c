"""Today in a few words: what to do now, and at most one quiet line about something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from loadshare.care.once import Length
from loadshare.server.programme.pausing import Rest
from loadshare.server.programme.presenter import ItemCard, ProgrammeScreen, minutes_in_words

PICTURED = 3


@dataclass(frozen=True, kw_only=True)
class QuietLine:
    """One thing beside today's own; `name` is the address it leads to."""

    text: str
    link: str
    name: str
    comes_first: bool = False
    """It is about safety, so no other question stands before it."""
    is_of_the_week: bool = False
    """A look back: only what is asked by somebody, or shapes the next week, stands before it."""
    is_for_a_while: bool = False
    """It has its time: what stands for longer gives way to it."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What could be mentioned today."""

    pain_rose: bool = False
    week_over: bool = False
    month_over: bool = False
    outcomes_due: bool = False
    walks_due: bool = False
    outcomes_week: int = 0
    """The week of the course they are for; 0 where they would be the first ones."""
    follow_up: bool = False
    """They are those of six or twelve months."""
    is_guest: bool = False


def quiet_line(waiting: Waiting) -> QuietLine | None:
    """The most important of what waits, or nothing. Only one is ever shown."""
    if waiting.pain_rose:
        return QuietLine(
            text=_("More pain than last week?"),
            link=_("Go through the safety signs"),
            name="week_signs",
            comes_first=True,
            is_of_the_week=True,
        )
    if waiting.week_over:
        return QuietLine(
            text=_("This week is over."),
            link=_("Look back and get the next one"),
            name="week",
            is_of_the_week=True,
        )
    if waiting.month_over:
        return QuietLine(
            text=_("A month has gone by."),
            link=_("Look back and choose what comes"),
            name="week",
            is_of_the_week=True,
        )
    if waiting.outcomes_due:
        text = _("Take a starting point now, so you can compare later.")
        if waiting.follow_up:
            text = _("It has been some months. If you like, say how you are.")
        elif waiting.outcomes_week:
            text = _("Week %(n)s: time to see whether it is working.") % {"n": waiting.outcomes_week}
        return QuietLine(
            text=text, link=_("Answer the questions, three minutes"), name="outcomes_due", is_for_a_while=True
        )
    if waiting.is_guest:
        return QuietLine(
            text=_("Your plan lives on this device only."), link=_("Keep my plan"), name="account_signup"
        )
    if waiting.walks_due:
        return QuietLine(
            text=_("A month of walks has gone by."), link=_("Look at your walks once more"), name="walks"
        )
    return None


class TodayScreen:
    """What today holds."""

    def __init__(
        self,
        programme: ProgrammeScreen,
        *,
        is_back: bool,
        lengths: Mapping[Length, float] | None = None,
        rest: Rest | None = None,
    ) -> None:
        self.programme = programme
        self.rest = rest if rest and (rest.is_now or rest.is_over) else None
        """A pause that holds, or is over by its date."""
        self._lengths = lengths or {}
        self.is_back = is_back
        """After two weeks away with the week over: the look back comes first."""

    @property
    def title(self) -> str:
        """The one next thing."""
        if self.rest is not None and self.rest.is_now:
            return _("Your programme rests")
        if self.rest is not None:
            return _("Welcome back")
        return _("Welcome back") if self.is_back else self.programme.today_title

    @property
    def pictured(self) -> tuple[ItemCard, ...]:
        """The first of today's exercises, as many as fit side by side."""
        return self.programme.today_cards[:PICTURED]

    @property
    def others(self) -> str:
        """The names of the others, in one line."""
        return " · ".join(card.exercise.name for card in self.programme.today_cards[PICTURED:])

    @property
    def has_session(self) -> bool:
        """Whether a session is still to be done today."""
        return bool(self.programme.today_cards) and not self.programme.is_done_today

    @property
    def lengths(self) -> tuple[tuple[str, str], ...]:
        """Today's session shorter or longer: the value for its address, and the minutes in words."""
        return tuple((length.value, minutes_in_words(minutes)) for length, minutes in self._lengths.items())

    @property
    def walk_minutes(self) -> int:
        """Minutes of today's walk; 0 where there is none."""
        return self.programme.day.walk_minutes

    @property
    def next_day(self) -> str:
        """The next day with exercises."""
        return self.programme.next_day
