"""The page `docs/guide/what-the-model-says.md`: the article's three ideas, asked of the model, with
bands."""

from __future__ import annotations

import sys

from loadshare.body.engine import Answer
from loadshare.body.person import Person
from loadshare.body.population import Band
from loadshare.body.report import number
from loadshare.body.tasks import Task
from loadshare.body.validate import Comparison

PEOPLE, SEED = 500, 1
LOSSES = (0.0, 10.0, 20.0, 40.0)

_HEAD = """# What the model says about tight and weak glutes

This page is written from the body model (`python -m loadshare.body.guide`); a test fails when it is out
of date. Numbers
are for a person of 1.75 m and 75 kg. A range in brackets holds 90 of 100 people who differ in what no
home check can measure
(muscle strength, stiffness, tone, how a tight hip is tight). The model computes mechanics. **Nothing here
predicts pain**, and a model that was compared with measurements (see the [validation
page](../reference/validation.md),
which lists its misses) is still a model.

"""


def _tight(loss: float) -> Person:
    return Person(hip_loss_right_deg=loss, hip_loss_left_deg=loss)


class _Asked:
    def __init__(self, comparison: Comparison) -> None:
        self.c = comparison

    def band(self, task: Task, person: Person) -> Band:
        return self.c.body.band(task=task, person=person, people=PEOPLE, seed=SEED)

    def row(self, label: str, task: Task, person: Person, keys: tuple[str, ...]) -> str:
        answer = self.c.body.solve(task=task, person=person)
        band = self.band(task, person)
        cells = [_cell(answer, band, key) for key in keys]
        return f"| {label} | " + " | ".join(cells) + " |"


def _cell(answer: Answer, band: Band, key: str) -> str:
    value = getattr(answer, key)
    if value is None:
        return "-"
    spread = band.quantiles.get(key)
    return number(value) + (f" ({number(spread[0])} to {number(spread[-1])})" if spread else "")


def guide_markdown(comparison: Comparison | None = None) -> str:
    """The whole page (about 3 s)."""
    asked = _Asked(comparison or Comparison())
    parts = (_limited(asked), _sitting(asked), _weak_extensor(asked), _pelvis(asked), _shock(asked), _TAIL)
    return _HEAD + "\n".join(parts)


def _limited(asked: _Asked) -> str:
    keys = ("lumbar_deg", "low_back_share_pct", "low_back_passive_nm", "l5s1_compression_n")
    out = [
        "## Idea 2: limited hip movement, bending forward 90 degrees\n",
        "| hip bend lost | low back bends (deg) | share of the low back (%) | held by low back tissue "
        "(Nm) | L5/S1 compression (N) |",
        "| --- | --- | --- | --- | --- |",
    ]
    task = Task(name="bend", settings={"trunk_deg": 90.0})
    out += [asked.row(f"{loss:.0f} deg", task, _tight(loss), keys) for loss in LOSSES]
    a, b = (asked.c.body.solve(task=task, person=_tight(loss)) for loss in (0.0, 40.0))
    change = 100 * (b.l5s1_compression_n / a.l5s1_compression_n - 1)
    out.append(
        f"\nThe low back bends {number(b.lumbar_deg - a.lumbar_deg)} degrees more when 40 degrees are "
        f"lost, and its tissue "
        f"holds {number(b.low_back_passive_nm - a.low_back_passive_nm)} Nm more. Compression changes by "
        f"{change:+.0f}%: "
        "**the article is right that the back moves more, and the model contradicts the idea that it is "
        "pressed more.** "
        "The stiff hip tissue also carries part of the trunk. The shift is small in size.\n"
    )
    return "\n".join(out)


def _sitting(asked: _Asked) -> str:
    keys = ("lumbar_deg", "hip_right_deg", "low_back_passive_nm", "l4l5_compression_n")
    out = [
        "## Idea 2: limited hip movement, sitting without a backrest\n",
        "| hip bend lost | low back bends (deg) | hip bends (deg) | held by low back tissue (Nm) | L4/5 "
        "compression (N) |",
        "| --- | --- | --- | --- | --- |",
    ]
    out += [asked.row(f"{loss:.0f} deg", Task(name="sit"), _tight(loss), keys) for loss in LOSSES]
    out.append(
        "\nA hip that stops early rolls the pelvis back and rounds the low back: of everything asked "
        "here, the clearest effect "
        "of a tight hip.\n"
    )
    return "\n".join(out)


def _weak_extensor(asked: _Asked) -> str:
    out = ["## Weak gluteus maximus, leaving a chair and bending forward 60 degrees\n"]
    out += [
        "| task | strength | L5/S1 compression (N) | low back muscles (N) | hamstrings, right (N) |"
        " gluteus maximus, right (N) |"
    ]
    out += ["| --- | --- | --- | --- | --- | --- |"]
    changes = []
    for task in ("sit-to-stand", "bend"):
        base = asked.c.solve(task)
        for factor in (1.0, 0.5, 0.3):
            answer = asked.c.solve(task, Person(strength={"gluteus-maximus": factor}))
            force = answer.group_force_n
            changes.append(abs(answer.l5s1_compression_n / base.l5s1_compression_n - 1))
            out.append(
                f"| {task} | {factor:.1f} | {answer.l5s1_compression_n:.0f} | "
                f"{answer.low_back_muscle_n:.0f} |"
                f" {force['hamstrings-right']:.0f} | {force['gluteus-maximus-right']:.0f} |"
            )
    out.append(
        f"\nCompression changes by {number(100 * max(changes))}% at most. **This contradicts the "
        f"article**: when the gluteus "
        "maximus is less strong, other hip muscles do its work. The low back does not pick it up, "
        "because the muscles of "
        "the back cannot extend the hip. Bent forward with straight knees the model leaves the hip to "
        "the hamstrings, which "
        "the knee needs anyway.\n"
    )
    return "\n".join(out)


def _pelvis(asked: _Asked) -> str:
    out = [
        "## Idea 3: pelvic control, standing on one leg\n",
        "| gluteal strength | can hold a level pelvis | lean chosen (deg) | right hip force (body "
        "weights) | L5/S1 compression (N) |",
        "| --- | --- | --- | --- | --- |",
    ]
    for factor in (1.0, 0.7, 0.48, 0.3, 0.1):
        answer = asked.c.solve("single-leg-stance", Person(strength={"gluteals": factor}))
        held = "yes" if asked.c.gluteals(factor).residual_nm < 1.0 else "no"
        out.append(
            f"| {factor:.2f} | {held} | {answer.chosen['lumbar-bend']:.1f} |"
            f" {number(answer.hip_force_right_bw)} | {answer.l5s1_compression_n:.0f} |"
        )
    usual = asked.c.solve("single-leg-stance")
    lean = asked.c.solve("single-leg-stance", fixed=usual.chosen["lumbar-bend"] + 12.0)
    out.append(
        "\nHalf of the gluteal strength changes neither drop nor lean, as the nerve-block study found "
        "(Kendall 2013). Below "
        f"{100 * asked.c.threshold():.0f}% the level pelvis fails; the study suggests it fails earlier, "
        f"so the model is too "
        f"forgiving here. A person who does lean 12 degrees further presses L5/S1 with "
        f"{lean.l5s1_compression_n:.0f} N in place "
        f"of {usual.l5s1_compression_n:.0f} N: leaning, not weakness as such, loads the back. **The "
        f"article is right only "
        "below a threshold.**\n"
    )
    return "\n".join(out)


def _shock(asked: _Asked) -> str:
    out = [
        "## Idea 1: shock absorption, both feet, 10 to 20 Hz\n",
        "| person | knee bend | share of the shake at the pelvis | share at L5 |",
        "| --- | --- | --- | --- |",
    ]
    people = (
        ("healthy", Person()),
        ("40 deg of hip bend lost", _tight(40.0)),
        ("gluteals at half strength", Person(strength={"gluteals": 0.5})),
    )
    for label, person in people:
        for knee in (0.0, 20.0):
            shake = asked.c.body.transmissibility(person=person, knee_deg=knee)
            out.append(
                f"| {label} | {knee:.0f} deg | {number(shake.mean(10, 20, 'pelvis'))} | "
                f"{number(shake.mean(10, 20))} |"
            )
    out.append(
        "\n**This contradicts the article**: a hip that has lost bending range is not stiffer in "
        "standing, because the lost "
        "range is not reached there, and less strong gluteals pass on the shake as strong ones do. What "
        "changes the shake is the "
        "knee. The model has no soft organs and holds still; a landing was not simulated.\n"
    )
    return "\n".join(out)


_TAIL = """## How sure

* The size of every effect above rests on passive springs whose stiffness is known poorly; directions are
safer than sizes.
* How a hip is tight (muscle or capsule, hamstrings too or not) is not known from a home test and is
carried in the ranges.
* The model finds the least effort. People brace, guard and differ, most of all people in pain.
"""


if __name__ == "__main__":
    sys.stdout.write(guide_markdown())
