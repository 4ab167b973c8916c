"""The connection page's numbers, bars and words, the same for the page and for the sliders' answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from loadshare.body.daily import table
from loadshare.body.daily.asked import BACKWARD, DAILY, TURNED, Asked, hip_limits, hip_way
from loadshare.body.daily.reading import BACK, ROOT, LoadRange, Reading
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.evidence import Grade, Source
from loadshare.server.connection import engine, sentences
from loadshare.server.connection.muscles import muscle_name
from loadshare.server.connection.sentences import LoadChange, whole, whole_range
from loadshare.server.connection.words import words
from loadshare.server.ui.stills import posture_still

SHOWN_MUSCLES = 7
UNEVEN_PCT = 3.0
BACK_SHADE_N, HIP_SHADE_BW = (300.0, 3400.0), (0.3, 4.5)
"""No colour and full colour of the moving body, the same as in its exercises."""
SMALL_SHADES = {"lumbar": 0.8, "hip": 0.8}


def read(asked: Asked, *, ranges: bool = True) -> Reading | None:
    """From the table for the default adult, from the model for a body of one's own size.

    None where the model is not ready yet.
    """
    return table.look_up(asked) if asked.size is None else engine.solve(asked, ranges=ranges)


def _found(asked: Asked, *, ranges: bool = True) -> Reading:
    found = read(asked, ranges=ranges)
    assert found is not None
    return found


@dataclass(frozen=True, kw_only=True)
class Proof:
    """How far a number was compared with measured people."""

    readout: str
    grade: Grade
    verdict: str
    not_said: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, kw_only=True)
class LoadNumber:
    """One number with its range, a sentence, and how far it can be trusted."""

    id: str
    name: str
    value: str
    small: str
    band: str
    says: str
    evidence: Proof


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Hips against low back on one line of 100 parts; the soft edge is the range of 90 in 100 people."""

    id: str
    title: str
    hips_pct: float
    spread_pct: float
    before_pct: float | None
    """Where it stood with both sliders at zero; none while they stand there."""
    label: str
    note: str


@dataclass(frozen=True, kw_only=True)
class MuscleRow:
    """One muscle group of the ranked list."""

    id: str
    name: str
    side: str
    percent: float
    low: float
    high: float
    before: float
    change: str
    band: str

    @property
    def width(self) -> float:
        """Length of the range's line."""
        return round(self.high - self.low, 1)


class SliderAnswer:
    """What one position of the sliders says."""

    def __init__(self, asked: Asked) -> None:
        self.is_waiting = read(asked) is None
        """Whether the model is still being made ready: until then the answer is the default adult's."""
        self.asked = replace(asked, size=None) if self.is_waiting else asked
        self.now = _found(self.asked)
        self.change = LoadChange(
            asked=self.asked,
            now=self.now,
            before=_found(replace(self.asked, hip=0.0, glutes=0.0), ranges=False),
            hips_only=_found(replace(self.asked, glutes=0.0), ranges=False),
        )

    @property
    def headline(self) -> str:
        """What changed, in one sentence."""
        return sentences.headline(self.change)

    @property
    def shift(self) -> str:
        """Whether the load moved between hips and low back."""
        return sentences.shift(self.change)

    @property
    def task_words(self) -> str:
        return words(f"task.{self.asked.task}.says")

    @property
    def against(self) -> tuple[str, ...]:
        """Where model and article agree, and where not."""
        return sentences.against_the_article(self.change)

    @property
    def cannot_hold(self) -> str:
        """Said where the muscles of the model are not enough."""
        if self.now.numbers["held_pct"] >= 50.0:
            return ""
        return words("number.cannot-hold")

    @cached_property
    def numbers(self) -> tuple[LoadNumber, ...]:
        """Four numbers, the same ones in every task."""
        own = self.asked.size is not None
        back = self._spread("back_n")
        weight_n = self.now.mass_kg * GRAVITY_MS2
        weights = LoadRange(low=back.low / weight_n, value=back.value / weight_n, high=back.high / weight_n)
        back_value, back_band = sentences.times_weight(weights, own=own)
        hip_value, hip_band = sentences.times_weight(self._spread("hip_bw"), own=own)
        bend, held = self._spread("lumbar_deg"), self._spread("passive_nm")
        bent = words("number.lumbar.degrees", n=whole(bend.value))
        if self.asked.task in BACKWARD:
            bend = LoadRange(low=-bend.high, value=-bend.value, high=-bend.low)
            bent = words("number.lumbar.arch", n=whole(bend.value))
        elif self.asked.task in TURNED:
            bent = words("number.lumbar.turn", n=whole(bend.value))
        return (
            LoadNumber(
                id="back",
                name=words("number.back.name"),
                value=back_value,
                small=words("number.back.newtons", n=f"{back.value:,.0f}"),
                band=back_band,
                says=sentences.back_sentence(self.change),
                evidence=proof_of("low-back-press"),
            ),
            LoadNumber(
                id="hip",
                name=words("number.hip.name"),
                value=hip_value,
                small="",
                band=hip_band,
                says=sentences.hip_sentence(self.change),
                evidence=proof_of("hip-press"),
            ),
            LoadNumber(
                id="lumbar",
                name=words("number.lumbar.name"),
                value=bent,
                small="",
                band=whole_range(bend),
                says=sentences.lumbar_sentence(self.change),
                evidence=proof_of("low-back-bend"),
            ),
            LoadNumber(
                id="passive",
                name=words("number.passive.name"),
                value=words("number.passive.moment", n=whole(held.value)),
                small="",
                band=whole_range(held),
                says=sentences.passive_sentence(self.change),
                evidence=proof_of("low-back-tissue"),
            ),
        )

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """What is squeezed, and in bending who moves."""
        pressed = self._spread("hips_pct")
        out = [
            Bar(
                id="press",
                title=words("bar.press.title"),
                label=words("bar.press.label", hips=whole(pressed.value)),
                note=self._note(pressed),
                before_pct=self._before("hips_pct"),
                **_soft(pressed),
            )
        ]
        moves = self.now.spread("moves_pct")
        if moves is not None:
            out.append(
                Bar(
                    id="move",
                    title=words("bar.move.title"),
                    label=words(
                        "bar.move.turn" if self.asked.task in TURNED else "bar.move.label",
                        hips=whole(moves.value),
                    ),
                    note=self._note(moves),
                    before_pct=self._before("moves_pct"),
                    **_soft(moves),
                )
            )
        return tuple(out)

    @cached_property
    def muscles(self) -> tuple[MuscleRow, ...]:
        """The hardest working groups, most first; what picks work up is among them."""
        now, before = self.now.active, self.change.before.active
        groups = {sided.rsplit("-", 1)[0] for sided in now}
        ranked = sorted(groups, key=lambda g: (-max(now[f"{g}-right"], now[f"{g}-left"]), g))
        shown = ranked[:SHOWN_MUSCLES]
        extra = [g for g in self.change.whole.helpers[:2] if g not in shown]
        if extra:
            shown = [*shown[: SHOWN_MUSCLES - len(extra)], *extra]
        return tuple(self._muscle(group, now, before) for group in shown)

    def _muscle(self, group: str, now: Mapping[str, float], before: Mapping[str, float]) -> MuscleRow:
        right, left = now[f"{group}-right"], now[f"{group}-left"]
        side = "right" if right >= left else "left"
        percent, was = max(right, left), before[f"{group}-{side}"]
        by = round(percent) - round(was)
        low = min(self.now.numbers[f"spread.{group}.low"], percent)
        high = min(max(self.now.numbers[f"spread.{group}.high"], percent), 100.0)
        return MuscleRow(
            id=group,
            name=muscle_name(group),
            side=words(f"side.{side}") if abs(right - left) >= UNEVEN_PCT else "",
            percent=round(percent, 1),
            low=round(low, 1),
            high=round(high, 1),
            band=words("number.range", range=whole_range(LoadRange(low=low, value=percent, high=high))),
            before=round(was, 1),
            change=f"{by:+d}".replace("-", "−") if by else "",
        )

    def _spread(self, name: str) -> LoadRange:
        found = self.now.spread(name)
        assert found is not None
        return found

    def _before(self, name: str) -> float | None:
        return None if self.change.is_still else round(self.change.before.numbers[name], 2)

    def _note(self, spread: LoadRange) -> str:
        return words(
            "bar.note",
            hips=whole(spread.value),
            back=whole(100 - round(spread.value)),
            range=whole_range(spread),
        )

    @property
    def picture(self) -> str:
        """The drawn still nearest to this posture, as the default adult takes it."""
        nearest = self.now if self.asked.size is None else table.look_up(replace(self.asked, size=None))
        return posture_still(self.asked.task, nearest.still, self.shades)

    @property
    def picture_words(self) -> str:
        """What the picture shows, and what the sliders changed in it."""
        return f"{self.task_words} {self.shift} {self.headline}"

    @property
    def for_viewer(self) -> dict[str, Any]:
        """The posture and the loads as the exported body writes them."""
        return {
            "posture": posture_of(self.now.posture),
            "active": {name: round(v, 1) for name, v in self.now.active.items()},
            "scene": {"id": self.asked.task, "props": [vars(prop) for prop in DAILY[self.asked.task].props]},
            "load": self.shades,
        }

    @property
    def shades(self) -> dict[str, float]:
        """How strongly low back and hips are coloured."""
        return {
            "lumbar": _shade(self._spread("back_n").value, BACK_SHADE_N),
            "hip": _shade(self._spread("hip_bw").value, HIP_SHADE_BW),
        }

    def as_json(self) -> dict[str, Any]:
        """Everything the page's script puts in place when a slider moves."""
        return {
            "asked": {
                "task": self.asked.task,
                "hip": self.asked.hip,
                "glutes": self.asked.glutes,
                "side": self.asked.side.value,
            },
            "address": self.asked.address,
            "shift": self.shift,
            "headline": self.headline,
            "task_words": self.task_words,
            "against": list(self.against),
            "cannot_hold": self.cannot_hold,
            "numbers": {
                n.id: {"value": n.value, "small": n.small, "band": n.band, "says": n.says}
                for n in self.numbers
            },
            "exact": {
                name: round(self.now.numbers[name], 3)
                for name in ("back_n", "hip_bw", "lumbar_deg", "passive_nm")
            },
            "bars": {
                b.id: {
                    "low": max(0.0, round(b.hips_pct - b.spread_pct, 2)),
                    "high": min(100.0, round(b.hips_pct + b.spread_pct, 2)),
                    "before": b.before_pct,
                    "label": b.label,
                    "note": b.note,
                }
                for b in self.bars
            },
            "muscles": [vars(m) for m in self.muscles],
            "picture": self.picture,
            "picture_words": self.picture_words,
            "viewer": self.for_viewer,
        }


def posture_of(flat: Sequence[float]) -> dict[str, list[float]]:
    """A posture as the exported body writes it, from the numbers of a table's row."""
    return {
        "root": list(flat[:ROOT]),
        "back": [round(v, 1) for v in flat[ROOT : ROOT + BACK]],
        "q": [round(v, 1) for v in flat[ROOT + BACK :]],
    }


def _shade(value: float, ends: tuple[float, float]) -> float:
    return round(min(1.0, max(0.0, (value - ends[0]) / (ends[1] - ends[0]))), 3)


def _soft(spread: LoadRange) -> dict[str, float]:
    """A number and its range as the middle and half the width of the bar's soft edge."""
    return {"hips_pct": (spread.low + spread.high) / 2, "spread_pct": (spread.high - spread.low) / 2}


def proof_of(identifier: str) -> Proof:
    """What a number of the model was compared with."""
    knowledge = load_knowledge()
    readout = knowledge.readouts[identifier]
    return Proof(
        readout=readout.id,
        grade=readout.grade,
        verdict=readout.verdict,
        not_said=readout.not_said,
        sources=knowledge.cited(readout.sources),
    )


@dataclass(frozen=True, kw_only=True)
class TaskChoice:
    """One task to choose, with its picture."""

    slug: str
    name: str
    picture: str
    is_chosen: bool
    hip_name: str
    """What the first slider takes away in this task, and how much of it at most."""
    hip_most: int
    most_says: str


def hip_name(task: str) -> str:
    """What the first slider takes away in this task."""
    return words(f"asked.slider.{hip_way(task).value}")


def most_says(task: str) -> str:
    """What stands at the far end of the first slider."""
    return words("slider.most", n=hip_limits(task)[1])


def choices(chosen: str) -> tuple[TaskChoice, ...]:
    """The daily tasks, drawn from the same body with both sliders at zero."""
    return tuple(
        TaskChoice(
            slug=slug,
            name=words(f"task.{slug}.name"),
            picture=posture_still(slug, table.look_up(Asked(task=slug)).still, SMALL_SHADES, small=True),
            is_chosen=slug == chosen,
            hip_name=hip_name(slug),
            hip_most=hip_limits(slug)[1],
            most_says=most_says(slug),
        )
        for slug in DAILY
    )
