"""The words of a page that says to get help first: what to do, whom to call, what to say."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loadshare.care.check import CheckResult
from loadshare.care.safety import SafetyReason
from loadshare.interop.country import Country, HelpLine
from loadshare.knowledge.safety import HELP_FIRST, Level, PlanPermission

SHOWN_REASONS = 4
"""So that the page of an emergency fits a phone without scrolling."""

MOST_IN_HEADING = 3
PRIVATE_ITEMS = frozenset({"hurt-by-somebody"})


@dataclass(frozen=True, kw_only=True)
class Call:
    """A button that dials, or words where there is no number."""

    text: str
    number: str


@dataclass(frozen=True, kw_only=True)
class HelpReason:
    """One reason with the words for this country."""

    name: str
    do: str
    say: str


def spoken(text: str, country: Country) -> str:
    """What to say: in quotation marks where it is meant word for word."""
    words = country.fill_in(text)
    if not words.startswith("Say: "):
        return words
    quote = words.removeprefix("Say: ")
    return f"“{quote[:1].upper()}{quote[1:]}”"


def heading_of(reason: SafetyReason) -> str:
    """What the person ticked; the rule's name only in a result that older rules made."""
    return "; ".join(reason.told[:MOST_IN_HEADING]) or reason.name


def is_private(reason: SafetyReason) -> bool:
    """Whether it stands by itself, folded, and is not printed unless chosen."""
    return reason.item in PRIVATE_ITEMS


def advice_of(reason: SafetyReason, country: Country) -> HelpReason:
    """A reason in this country's words."""
    return HelpReason(name=heading_of(reason), do=country.fill_in(reason.do), say=spoken(reason.say, country))


class HelpScreen:
    """Levels E, S and D for one person."""

    def __init__(self, result: CheckResult, *, country: Country) -> None:
        self.level = result.safety.level
        self.country = country
        self._result = result
        open_ones = [reason for reason in result.safety.reasons if not is_private(reason)]
        self.has_private = len(open_ones) < len(result.safety.reasons)
        top = [reason for reason in open_ones if reason.level is self.level]
        self.first = top[0] if top else None
        self.reasons: tuple[SafetyReason, ...] = tuple(top)

    @property
    def is_emergency(self) -> bool:
        """Level E."""
        return self.level is Level.EMERGENCY

    @property
    def is_locked(self) -> bool:
        """Whether no programme may be shown until somebody looked."""
        return self.level in HELP_FIRST

    @property
    def is_crisis(self) -> bool:
        """Whether this is about somebody's life, not their back."""
        return self.first is not None and self.first.item in CRISIS_ITEMS

    @property
    def is_maternity(self) -> bool:
        """Whether the maternity unit is whom to ring."""
        return self.first is not None and "{maternity}" in self.first.do

    @property
    def title(self) -> str:
        """The one thing to do, in as few words as there are."""
        if self.is_emergency:
            return _("Please get help now")
        if self.is_crisis:
            return _("Please talk to somebody today")
        if self.level is Level.SAME_DAY:
            return _("Please be seen today")
        days = self.within_days
        if days is None:
            return _("Please have this looked at first")
        if days >= 14 and days % 7 == 0:
            return _("Please see somebody within %(weeks)s weeks") % {"weeks": days // 7}
        return ngettext(
            "Please see somebody within %(days)s day", "Please see somebody within %(days)s days", days
        ) % {"days": days}

    @property
    def within_days(self) -> int | None:
        """The shortest time any reason gives."""
        days = [reason.within_days for reason in self.reasons if reason.within_days is not None]
        return min(days, default=None)

    @property
    def do(self) -> str:
        """What to do, first sentence first."""
        return self.country.fill_in(self.first.do) if self.first else ""

    @property
    def say(self) -> str:
        """What to tell the person who answers."""
        return spoken(self.first.say, self.country) if self.first else ""

    @property
    def shown(self) -> tuple[str, ...]:
        """What was ticked and led here; by the names of rules only in a result of older rules."""
        told = dict.fromkeys(text for reason in self.reasons for text in reason.told or (reason.name,))
        return tuple(told)[:SHOWN_REASONS]

    @property
    def more(self) -> tuple[HelpReason, ...]:
        """Further reasons at this level, with their own words."""
        return tuple(advice_of(reason, self.country) for reason in self.reasons[1:])

    @property
    def call(self) -> Call | None:
        """Whom to call first."""
        line = self._line()
        if line is None:
            return None
        text = _("Call %(name)s") if line.number or self.level is not Level.DAYS else _("See %(name)s")
        name = f"{line.name} · {line.shown}" if line.shown else line.name
        return Call(text=text % {"name": name}, number=line.number)

    def _line(self) -> HelpLine | None:
        if self.is_crisis and not self.is_emergency:
            return self.country.crisis
        if self.is_emergency:
            return self.country.emergency
        if self.level is Level.SAME_DAY:
            return self.country.maternity if self.is_maternity else self.country.urgent
        return None

    @property
    def lines(self) -> tuple[HelpLine, ...]:
        """Whom one can talk to now, where it is about somebody's life; a listening line first."""
        if not self.is_crisis:
            return ()
        first = (self.country.emergency, self.country.crisis)
        return (*(first if self.is_emergency else first[::-1]), self.country.urgent)

    @property
    def or_else(self) -> str:
        """The other way to get there."""
        if self.is_crisis:
            names = {"emergency": self.country.emergency.name, "crisis": self.country.crisis.name}
            return (
                _("You can also ring %(crisis)s, day or night, and talk.") % names
                if self.is_emergency
                else _("If you may act on these thoughts, call %(emergency)s now.") % names
            )
        place, emergency = self.country.emergency_place, self.country.emergency.name
        if self.is_emergency and place not in self.do:
            return _("Or go to %(place)s. Do not drive yourself.") % {"place": place}
        if self.level is Level.SAME_DAY and emergency not in self.do and place not in self.do:
            return _("If it gets worse, call %(name)s.") % {"name": emergency}
        return ""

    @property
    def may_go_on(self) -> bool:
        """Whether a careful programme is allowed meanwhile."""
        return not self.is_locked and self._result.safety.plan is not PlanPermission.NONE


CRISIS_ITEMS = frozenset({"dark-thoughts"})
