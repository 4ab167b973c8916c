"""What the numbers say, in sentences. Every one is worked out from two answers: now, and sliders at zero."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.body.daily.asked import Asked
from loadshare.body.daily.reading import Reading, Spread
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.server.connection.muscles import GLUTEALS, in_sentence

TASKS = {
    "bend": (gettext_lazy("Bend"), gettext_lazy("Bent forward until the chest is level, knees straight.")),
    "lift": (gettext_lazy("Lift"), gettext_lazy("Bent half-way forward with 10 kg in both hands.")),
    "sit": (gettext_lazy("Sit"), gettext_lazy("On a firm seat, without a backrest.")),
    "stand-up": (gettext_lazy("Stand up"), gettext_lazy("The moment of leaving the chair.")),
    "one-leg": (gettext_lazy("On one leg"), gettext_lazy("Standing still on the right leg.")),
    "walk": (gettext_lazy("Walk"), gettext_lazy("The moment of a step when the ground pushes most.")),
    "step": (gettext_lazy("Step up"), gettext_lazy("On a stair, all weight on the upper foot.")),
    "turn": (
        gettext_lazy("Turn"),
        gettext_lazy("Chest turned to the right over still feet."),
    ),
}
SAME_PCT = 1.5
SAME_DEG = 0.4
SAME_NM = 0.5
PICKS_UP_PCT = 2.0
LARGE_PCT = 50.0
"""Beyond this a percentage of a small number frightens more than it tells: both numbers are named."""
ARM_M = 0.3


@dataclass(frozen=True, kw_only=True)
class Step:
    """From one answer to another."""

    was: Reading
    now: Reading

    def by(self, name: str) -> float:
        """The difference of a number."""
        return self.now.numbers[name] - self.was.numbers[name]

    def by_pct(self, name: str) -> float:
        """The difference in percent of what it was."""
        was = self.was.numbers[name]
        return 100.0 * self.by(name) / was if was else 0.0

    @property
    def helpers(self) -> tuple[str, ...]:
        """Groups outside the glutes that work clearly harder than before, most first."""
        gains: dict[str, float] = {}
        for sided, percent in self.now.active.items():
            group = sided.rsplit("-", 1)[0]
            gains[group] = max(gains.get(group, 0.0), percent - self.was.active[sided])
        ordered = sorted(gains.items(), key=lambda pair: -pair[1])
        return tuple(g for g, gain in ordered if gain >= PICKS_UP_PCT and g not in GLUTEALS)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What the sliders changed, against the same body with both at zero; and each slider by itself."""

    asked: Asked
    now: Reading
    before: Reading
    hips_only: Reading

    @property
    def whole(self) -> Step:
        """Both sliders."""
        return Step(was=self.before, now=self.now)

    @property
    def of_hips(self) -> Step:
        """The lost bend by itself."""
        return Step(was=self.before, now=self.hips_only)

    @property
    def of_glutes(self) -> Step:
        """The strength, added to the lost bend."""
        return Step(was=self.hips_only, now=self.now)

    @property
    def is_still(self) -> bool:
        """Whether both sliders are at zero."""
        return not self.asked.hip and not self.asked.glutes


def headline(change: Change) -> str:
    """What the sliders changed, in a line or two; spoken when one moves."""
    if change.is_still:
        return _("Both sliders at zero: hips that bend freely, glutes at full strength.")
    back = [part for part in (_bends(change), _pressed(change, "back_n")) if part]
    hip = _pressed(change, "hip_bw")
    found = []
    if back:
        found.append(_("the low back %(what)s") % {"what": _joined(back)})
    if hip:
        found.append(_("the busier hip %(what)s") % {"what": hip})
    if not found:
        return _("Load and bend stay about the same in this task.")
    said = _("; ").join(found)
    return said[:1].upper() + said[1:] + "."


def _bends(change: Change) -> str:
    by = change.whole.by("lumbar_deg")
    if abs(by) < SAME_DEG:
        return ""
    words = _("bends about %(deg)s more") if by > 0 else _("bends about %(deg)s less")
    return words % {"deg": degrees(abs(by))}


def _pressed(change: Change, name: str) -> str:
    by = change.whole.by_pct(name)
    if abs(by) < SAME_PCT:
        return ""
    if abs(by) > LARGE_PCT:
        ends = (_times(_weights(reading, name)) for reading in (change.before, change.now))
        return _("is pressed with %(now)s times body weight in place of %(was)s") % dict(
            zip(("was", "now"), ends, strict=True)
        )
    words = _("is pressed %(pct)s%% more") if by > 0 else _("is pressed %(pct)s%% less")
    return words % {"pct": f"{abs(by):.0f}"}


def _weights(reading: Reading, name: str) -> float:
    """A force in body weights."""
    value = reading.numbers[name]
    return value if name == "hip_bw" else value / (reading.mass_kg * GRAVITY_MS2)


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + _(" and ") + parts[-1]


def against_the_article(change: Change) -> tuple[str, ...]:
    """Where the model agrees with the article, and where it does not. Worked out, never fixed."""
    asked, out = change.asked, []
    if change.is_still:
        return (
            _("Move a slider, and this says where the body model agrees with the article and where not."),
        )
    if asked.hip:
        out.append(_about_hips(change))
    if asked.glutes:
        out.append(_about_glutes(change))
    return tuple(out)


def _about_hips(change: Change) -> str:
    bend, back = change.of_hips.by("lumbar_deg"), change.of_hips.by_pct("back_n")
    if change.asked.task == "turn":
        return _("The first slider takes away bend, not turn, so this task says nothing about tight hips.")
    if bend < SAME_DEG:
        text = _(
            "The article says tight hips make the back move more. The model does not show it in this task."
        )
        if abs(bend) < 0.1 and abs(back) < 0.1:
            text += " " + _("The hips do not need the bend that is lost here.")
        return text
    if back > SAME_PCT:
        return _(
            "Here the model agrees with the article: the low back moves more, and it is pressed more. That "
            "does not mean that it hurts."
        )
    if back < -SAME_PCT:
        return _(
            "The article is right that the back moves more. It is not pressed more: the stiff hip tissue "
            "carries part of the trunk."
        )
    return _("The article is right that the back moves more. How hard it is pressed stays about the same.")


def _about_glutes(change: Change) -> str:
    step = change.of_glutes
    if step.by_pct("back_n") > SAME_PCT:
        return _(
            "Here the model agrees with the article: with less strong glutes, the low back is pressed more."
        )
    text = _(
        "The article says the low back picks up what the glutes leave. The model does not show that here: "
        "strength changes the press on the low back by less than 2 in 100."
    )
    if step.by_pct("back_n") < -SAME_PCT:
        text = _(
            "The article says the low back picks up what the glutes leave. In the model it is pressed less."
        )
    if step.helpers:
        names = _joined([in_sentence(g) for g in step.helpers[:2]])
        text += " " + _("Other muscles do the work: %(names)s.") % {"names": names}
    if step.by_pct("hip_bw") > SAME_PCT:
        text += " " + _("The hip itself is pressed more.")
    return text


def back_sentence(change: Change) -> str:
    """Under the pressing force of the low back."""
    return _compared(
        change,
        "back_n",
        _("This is the lowest disc, between the last vertebra and the pelvis."),
    )


def hip_sentence(change: Change) -> str:
    """Under the pressing force of the hip."""
    return _compared(
        change,
        "hip_bw",
        _("Mostly muscles pull the joint together; weight alone is far less."),
    )


def lumbar_sentence(change: Change) -> str:
    """Under the bend of the low back."""
    if change.asked.task in {"one-leg", "walk", "turn"}:
        return _("In this task the low back neither bends nor rounds.")
    by = change.whole.by("lumbar_deg")
    if change.is_still:
        return _("The body chooses the way that costs least effort.")
    if abs(by) < SAME_DEG:
        return _("The same as with both sliders at zero.")
    more = (
        _("%(deg)s more than with both sliders at zero.")
        if by > 0
        else _("%(deg)s less than with both sliders at zero.")
    )
    return more % {"deg": degrees(abs(by)).capitalize()}


def passive_sentence(change: Change) -> str:
    """Under the moment held by the tissue of the low back."""
    nm, by = change.now.numbers["passive_nm"], change.whole.by("passive_nm")
    if nm < SAME_NM:
        return _("Nothing to speak of: the muscles do the holding.")
    like = _("Like the pull of %(kg)s kg held a forearm’s length away.") % {
        "kg": _kg(nm / GRAVITY_MS2 / ARM_M)
    }
    if change.is_still or abs(by) < SAME_NM:
        return like
    more = (
        _("%(nm)s newton metres more than at zero.")
        if by > 0
        else _("%(nm)s newton metres less than at zero.")
    )
    return like + " " + more % {"nm": f"{abs(by):.0f}" if abs(by) >= 1 else f"{abs(by):.1f}"}


def _compared(change: Change, name: str, plain: str) -> str:
    if change.is_still:
        return plain
    by_pct = change.whole.by_pct(name)
    if abs(by_pct) < SAME_PCT:
        return _("About the same as with both sliders at zero.")
    if abs(by_pct) > LARGE_PCT:
        was = _times(_weights(change.before, name))
        return _("It was %(was)s with both sliders at zero.") % {"was": was}
    words = (
        _("%(pct)s%% more than with both sliders at zero.")
        if by_pct > 0
        else _("%(pct)s%% less than with both sliders at zero.")
    )
    return words % {"pct": f"{abs(by_pct):.0f}"}


def times_weight(spread: Spread, *, own: bool) -> tuple[str, str]:
    """A force in body weights: the number with its unit, and its range."""
    unit = _("times your body weight") if own else _("times body weight")
    return _("%(n)s %(unit)s") % {"n": _times(spread.value), "unit": unit}, _range(
        _times(spread.low), _times(spread.high)
    )


def degrees(value: float) -> str:
    """Degrees in words: 'half a degree', '3 degrees'."""
    if value < 0.75:
        return _("half a degree")
    rounded = round(value)
    return _("1 degree") if rounded == 1 else _("%(n)s degrees") % {"n": rounded}


def _times(value: float) -> str:
    return f"{value:.1f}"


def _kg(value: float) -> str:
    return f"{value:.0f}" if value >= 1 else f"{value:.1f}"


def _range(low: str, high: str) -> str:
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def whole_range(spread: Spread) -> str:
    """A range in whole numbers."""
    return _range(f"{spread.low + 0.0:.0f}".replace("-0", "0"), f"{spread.high + 0.0:.0f}".replace("-0", "0"))
