"""What the numbers say, in sentences. Every one is worked out from two answers: now, and sliders at zero."""

from __future__ import annotations

from dataclasses import dataclass

from loadshare.body.daily.asked import BACKWARD, TURNED, Asked
from loadshare.body.daily.reading import SAME_DEG, SAME_NM, SAME_PCT, LoadRange, Reading, direction
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.server.connection.muscles import GLUTEALS, in_sentence
from loadshare.server.connection.words import words

SAME_PARTS = 2.0
"""Of the hundred that hips and low back share."""
# Below these the model did not move at all: the task does not use what was taken away.
NOTHING_DEG = 0.1
NOTHING_PCT = 0.1
HALF_DEG = 0.75
PICKS_UP_PCT = 2.0
LARGE_PCT = 50.0
"""Beyond this a percentage of a small number frightens more than it tells: both numbers are named."""
ARM_M = 0.3
PELVIS_DEG = 10
UPRIGHT = frozenset({"one-leg", "walk"})
"""Tasks in which the low back stays as it stands."""
ON_ONE_LEG = frozenset({"one-leg", "walk"})
"""Tasks in which people were measured to keep pelvis and chest as they were with less strength at the hip."""
OVER = frozenset({"push-off"})
"""Tasks in which the hip is pressed far more than sensors in hips measured (validation page)."""
GIVEN = frozenset({"step"})
"""Tasks in which it is bent as drawn: the model does not choose."""
WEIGHED = frozenset({"turn", "stand"})
"""Tasks in which the busier hip is pressed by weight more than by muscles, at full strength."""


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
class LoadChange:
    """What the sliders changed, against the same body with both at zero; and each slider by itself."""

    asked: Asked
    now: Reading
    before: Reading
    hips_only: Reading

    @property
    def whole(self) -> Step:
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


def headline(change: LoadChange) -> str:
    """What the sliders changed, in a line or two; spoken when one moves."""
    if change.is_still:
        return words("headline.still")
    back = [part for part in (_bends(change), _pressed(change, "back_n")) if part]
    hip = _pressed(change, "hip_bw")
    found = []
    if back:
        found.append(words("headline.back", what=_joined(back)))
    if hip:
        found.append(words("headline.hip", what=hip))
    if not found:
        return words("headline.same")
    line = words("list.parts").join(found)
    return line[:1].upper() + line[1:] + "."


def shift(change: LoadChange) -> str:
    """Whether the load moved between hips and low back."""
    if change.is_still:
        return words("headline.shift-still")
    parts = {"was": whole(change.before.numbers["hips_pct"]), "now": whole(change.now.numbers["hips_pct"])}
    by = change.whole.by("hips_pct")
    if abs(by) < SAME_PARTS:
        return words("headline.shift-none", **parts)
    return words("headline.shift-hips", **parts) if by > 0 else words("headline.shift-back", **parts)


def _bends(change: LoadChange) -> str:
    by = change.whole.by("lumbar_deg")
    if abs(by) < SAME_DEG:
        return ""
    if change.asked.task in BACKWARD:
        return words("headline.arches-more" if by < 0 else "headline.arches-less", degrees=degrees(abs(by)))
    if change.asked.task in TURNED:
        return words("headline.turns-more" if by > 0 else "headline.turns-less", degrees=degrees(abs(by)))
    return words("headline.bends-more" if by > 0 else "headline.bends-less", degrees=degrees(abs(by)))


def _pressed(change: LoadChange, name: str) -> str:
    by = change.whole.by_pct(name)
    if abs(by) < SAME_PCT:
        return ""
    if abs(by) > LARGE_PCT:
        was, now = (_times(_weights(reading, name)) for reading in (change.before, change.now))
        return words("headline.pressed-times", was=was, now=now)
    return words("headline.pressed-more" if by > 0 else "headline.pressed-less", percent=f"{abs(by):.0f}")


def _weights(reading: Reading, name: str) -> float:
    """A force in body weights."""
    value = reading.numbers[name]
    return value if name == "hip_bw" else value / (reading.mass_kg * GRAVITY_MS2)


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + words("list.and") + parts[-1]


def against_the_article(change: LoadChange) -> tuple[str, ...]:
    """Where the model agrees with the article, and where it does not. Worked out, never fixed."""
    asked, out = change.asked, []
    if change.is_still:
        return (words("article.still"),)
    if asked.hip:
        out.append(_about_hips(change))
    if asked.glutes:
        out.append(_about_glutes(change))
    return tuple(out)


def _about_hips(change: LoadChange) -> str:
    if change.asked.task in BACKWARD:
        return _about_extension(change)
    bend, back = change.of_hips.by("lumbar_deg"), change.of_hips.by_pct("back_n")
    turns = change.asked.task in TURNED
    if bend < SAME_DEG:
        text = words("article.hips.not-shown")
        if abs(bend) < NOTHING_DEG and abs(back) < NOTHING_PCT:
            text += " " + words("article.turn.not-needed" if turns else "article.hips.not-needed")
        return text
    text = words(f"article.hips.pressed-{direction(back)}")
    if turns:
        return f"{text} {words('article.turn.press')} {words('article.turn.feet')}"
    if direction(back) == "less" and change.of_hips.by("passive_nm") >= SAME_NM:
        text += " " + words("article.hips.tissue-holds")
    return text


def _about_extension(change: LoadChange) -> str:
    arch, back = -change.of_hips.by("lumbar_deg"), change.of_hips.by_pct("back_n")
    if arch < SAME_DEG:
        return words("article.hips.not-shown")
    text = words(f"article.extension.pressed-{direction(back)}")
    if direction(back) == "more":
        text += " " + words("article.extension.tissue")
    step_cm = change.hips_only.numbers.get("step_cm")
    if step_cm is None:
        return text + " " + words("article.extension.stand")
    return text + " " + words("article.extension.step", cm=f"{step_cm:.0f}")


def _about_glutes(change: LoadChange) -> str:
    step = change.of_glutes
    back = direction(step.by_pct("back_n"))
    text = words(f"article.glutes.pressed-{back}")
    if back == "more":
        return text
    if step.helpers:
        names = _joined([in_sentence(g) for g in step.helpers[:2]])
        text += " " + words("article.glutes.others-work", names=names)
    if step.by_pct("hip_bw") > SAME_PCT:
        text += " " + words("article.glutes.hip-pressed")
    if change.asked.task == "walk":
        text += " " + words("article.glutes.kept")
    if change.asked.task in ON_ONE_LEG:
        text += " " + words("article.glutes.carried")
    return text


def back_sentence(change: LoadChange) -> str:
    """Under the pressing force of the low back."""
    return _compared(change, "back_n", words("number.back.says"))


def hip_sentence(change: LoadChange) -> str:
    """Under the pressing force of the hip."""
    weighed = change.asked.task in WEIGHED
    text = _compared(change, "hip_bw", words("number.hip.weighed" if weighed else "number.hip.says"))
    return text + " " + words("number.hip.too-high") if change.asked.task in OVER else text


def lumbar_sentence(change: LoadChange) -> str:
    """Under the bend of the low back."""
    if change.asked.task in UPRIGHT:
        return words("number.lumbar.neither")
    if change.asked.task in GIVEN:
        return words("number.lumbar.given")
    by = change.whole.by("lumbar_deg")
    if change.asked.task in BACKWARD:
        if change.is_still:
            return words("number.lumbar.usual")
        by = -by
    if change.is_still and change.asked.task in TURNED:
        hips = change.now.numbers["moves_pct"]
        return words("number.lumbar.turn-usual", n=whole(PELVIS_DEG * (100.0 - hips) / hips), of=PELVIS_DEG)
    if change.is_still:
        return words("number.lumbar.says")
    if abs(by) < SAME_DEG:
        return words("number.lumbar.same")
    found = degrees(abs(by)).capitalize()
    return words("number.lumbar.more" if by > 0 else "number.lumbar.less", degrees=found)


def passive_sentence(change: LoadChange) -> str:
    """Under the moment held by the tissue of the low back."""
    nm, by = change.now.numbers["passive_nm"], change.whole.by("passive_nm")
    if nm < SAME_NM:
        return words("number.passive.none")
    like = words("number.passive.like", kg=_kg(nm / GRAVITY_MS2 / ARM_M))
    if change.is_still or abs(by) < SAME_NM:
        return like
    moment = f"{abs(by):.0f}" if abs(by) >= 1 else f"{abs(by):.1f}"
    return like + " " + words("number.passive.more" if by > 0 else "number.passive.less", nm=moment)


def _compared(change: LoadChange, name: str, plain: str) -> str:
    if change.is_still:
        return plain
    by_pct = change.whole.by_pct(name)
    if abs(by_pct) < SAME_PCT:
        return words("number.same")
    if abs(by_pct) > LARGE_PCT:
        return words("number.was", was=_times(_weights(change.before, name)))
    return words("number.more" if by_pct > 0 else "number.less", percent=f"{abs(by_pct):.0f}")


def times_weight(spread: LoadRange, *, own: bool) -> tuple[str, str]:
    """A force in body weights: the number with its unit, and its range."""
    value = words("weight.own" if own else "weight.any", n=_times(spread.value))
    return value, _range(_times(spread.low), _times(spread.high))


def degrees(value: float) -> str:
    """Degrees in words: 'half a degree', '3 degrees'."""
    return words("degrees.half") if value < HALF_DEG else words("degrees.whole", n=round(value))


def _times(value: float) -> str:
    return f"{value:.1f}"


def _kg(value: float) -> str:
    return f"{value:.0f}" if value >= 1 else f"{value:.1f}"


def _range(low: str, high: str) -> str:
    return low if low == high else words("list.range", low=low, high=high)


def whole(value: float) -> str:
    """A whole number; what rounds to zero from below has no sign."""
    return f"{round(value)}"


def whole_range(spread: LoadRange) -> str:
    """A range in whole numbers."""
    return _range(whole(spread.low), whole(spread.high))
