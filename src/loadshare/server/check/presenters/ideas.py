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
from loadshare.server.check.presenters.help import Advice, advice_of

FIT_WORDS = {
    Fit.FITS_WELL: gettext_lazy("fits well"),
    Fit.PARTLY: gettext_lazy("partly"),
    Fit.LITTLE_SIGN: gettext_lazy("little sign"),
    Fit.NOT_TESTED: gettext_lazy("not tested"),
}
FIT_STEPS = {Fit.FITS_WELL: 3, Fit.PARTLY: 2, Fit.LITTLE_SIGN: 1, Fit.NOT_TESTED: 0}


@dataclass(frozen=True, kw_only=True)
class IdeaCard:
    """One of the three ideas."""

    idea: IdeaExplanation
    fit: str
    steps: int

    @property
    def of_steps(self) -> range:
        """Places of the little scale that are filled."""
        return range(self.steps)

    @property
    def rest_steps(self) -> range:
        """Places that are not."""
        return range(3 - self.steps)


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
    def reviews(self) -> tuple[Advice, ...]:
        """Things to have looked at that do not stop the programme."""
        return tuple(advice_of(reason, self._country) for reason in self._result.safety.reasons)

    @property
    def reviews_title(self) -> str:
        """What to do about them."""
        if self._result.safety.level is Level.DAYS:
            return _("First: have this looked at")
        return _("Mention this to somebody, without hurry")

    @property
    def may_have_programme(self) -> bool:
        """Whether a programme can be built."""
        return self._result.safety.plan is not PlanPermission.NONE

    @property
    def share_label(self) -> str:
        """The load bar in words."""
        return _("In a forward bend, about 63 of 100 parts come from the hips and 37 from the low back.")

    @property
    def share_note(self) -> str:
        """What the bar does and does not say."""
        return _(
            "In one study of 41 people, a full forward bend was 69 degrees of hips and 42 of low back "
            "(Esola 1996). It was the same with and without a sore back. People differ, and so does one "
            "person from day to day: that is the soft edge. This check does not measure your own share."
        )
