"""The page "What your answers fit"."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.care.check import CheckResult
from loadshare.care.explain import Explanation, IdeaExplanation
from loadshare.care.profile import Fit
from loadshare.interop.country import Country
from loadshare.knowledge.safety import Level, PlanPermission
from loadshare.server.check.presenters.help import HelpReason, advice_of, is_private

FIT_WORDS = {
    Fit.FITS_WELL: gettext_lazy("fits well"),
    Fit.PARTLY: gettext_lazy("partly"),
    Fit.LITTLE_SIGN: gettext_lazy("little sign"),
    Fit.TOO_EARLY: gettext_lazy("too early to say"),
    Fit.NOT_ASKED: gettext_lazy("not asked"),
}
FIT_STEPS = {Fit.FITS_WELL: 3, Fit.PARTLY: 2, Fit.LITTLE_SIGN: 1, Fit.TOO_EARLY: 0, Fit.NOT_ASKED: 0}
OPEN_REASONS = 2
"""Each way; the rest is folded."""


@dataclass(frozen=True, kw_only=True)
class IdeaCard:
    """One of the three ideas."""

    idea: IdeaExplanation
    fit: str
    steps: int

    @property
    def speaks_for(self) -> tuple[str, ...]:
        """What speaks for it, the strongest first: a measurement before an answer."""
        return (*self.idea.findings, *self.idea.speaks_for)[:OPEN_REASONS]

    @property
    def speaks_against(self) -> tuple[str, ...]:
        """What speaks against it, the strongest first."""
        return self.idea.speaks_against[:OPEN_REASONS]

    @property
    def more_for(self) -> tuple[str, ...]:
        """What else speaks for it."""
        return (*self.idea.findings, *self.idea.speaks_for)[OPEN_REASONS:]

    @property
    def more_against(self) -> tuple[str, ...]:
        """What else speaks against it."""
        return self.idea.speaks_against[OPEN_REASONS:]

    @property
    def is_open(self) -> bool:
        """Whether the reasons stand open: nothing is argued about an idea that cannot be judged yet."""
        return self.steps > 0

    @property
    def of_steps(self) -> range:
        """Places of the little scale that are filled."""
        return range(self.steps)

    @property
    def rest_steps(self) -> range:
        """Places that are not."""
        return range(3 - self.steps)


NUMBERS = {2: gettext_lazy("two"), 3: gettext_lazy("three"), 4: gettext_lazy("four"), 6: gettext_lazy("six")}


def _inside(name: str) -> str:
    """A name inside a sentence."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


class IdeasScreen:
    """Everything the template needs."""

    def __init__(self, explanation: Explanation, result: CheckResult, *, country: Country) -> None:
        self.explanation = explanation
        self._country = country
        self._result = result

    @property
    def cards(self) -> tuple[IdeaCard, ...]:
        """The ideas, strongest first."""
        return tuple(
            IdeaCard(idea=idea, fit=str(FIT_WORDS[idea.fit]), steps=FIT_STEPS[idea.fit])
            for idea in self.explanation.ideas
        )

    @property
    def reviews(self) -> tuple[HelpReason, ...]:
        """Things to have looked at that do not stop the programme."""
        return tuple(
            advice_of(reason, self._country)
            for reason in self._result.safety.reasons
            if not is_private(reason)
        )

    @property
    def has_private(self) -> bool:
        """Whether something was told in private."""
        return any(is_private(reason) for reason in self._result.safety.reasons)

    @property
    def see_somebody(self) -> str:
        """One calm line for somebody who may go on and should be seen in the next days or weeks."""
        reasons = [one for one in self._result.safety.reasons if one.level is Level.DAYS]
        if not reasons:
            return ""
        days = min((one.within_days for one in reasons if one.within_days is not None), default=None)
        about = "; ".join(
            dict.fromkeys(_inside(told) for one in reasons[:2] for told in one.told or (one.name,))
        )
        if days is None:
            return _("See your GP soon about this: %(about)s.") % {"about": about}
        if days >= 14 and days % 7 == 0:
            words = {"weeks": NUMBERS.get(days // 7, days // 7), "about": about}
            return _("See your GP within %(weeks)s weeks about this: %(about)s.") % words
        if days == 7:
            return _("See your GP within a week about this: %(about)s.") % {"about": about}
        return _("See your GP within %(days)s days about this: %(about)s.") % {"days": days, "about": about}

    @property
    def reviews_title(self) -> str:
        """What to do about them."""
        if self._result.safety.level is Level.DAYS:
            return _("What to do, and what to say")
        return _("Tell your GP when you next see them")

    @property
    def may_have_programme(self) -> bool:
        """Whether a programme can be built."""
        return self._result.safety.plan is not PlanPermission.NONE

    @property
    def share_note(self) -> str:
        """What the bar does and does not say."""
        return _(
            "In one study of 41 people, a full forward bend was 69 degrees of hips and 42 of low back "
            "(Esola 1996). It was the same with and without a sore back. People differ, and so does one "
            "person from day to day: that is the soft edge. This check does not measure your own share."
        )
