"""Many people like one person: what is not known is drawn from a seed, so every answer carries a band.

Person number i is drawn from block i // BLOCK of the seed. The numbers are therefore the same whatever the
engine, the number of workers or the size of the chunks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from loadshare.body import loads, passive
from loadshare.body.loads import Array, Loads, People, Traits
from loadshare.body.model import REFERENCE_HEIGHT_M, REFERENCE_MASS_KG, Skeleton
from loadshare.body.person import BMI, HEIGHT_M, MASS_KG, Person, check_number

BLOCK = 256
# Tissue of the low back at full bend, Nm: least, as far below the model's own as the spread judged before
# reached; most, what 149 men and women resisted with silent back muscles (`dolan-1994`)
LOW_BACK_NM = {"male": (16.0, 120.0), "female": (16.0, 77.0)}
MAX_PEOPLE = 10_000_000
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, kw_only=True)
class Uncertainty:
    """Spread of what a check cannot measure. Values are judgement unless a source is named.

    Attributes:
        strength_sd: of each muscle group's force, log scale; adults of one sex and age spread by 20 to 30%
        in fourteen groups (`benfica-2018`).
        slack_sd: of all fibre lengths, share of the optimum.
        stiffness_sd: of hip passive stiffness, log scale.
        tone_sd: of the trunk tone, share of its value.
        mass_sd: of segment masses as a whole, share.
        disc_factor: lowest and highest force per pressure and area (row W91, 0.6 to 0.77).
        low_back_nm: least and most that tissue of the low back holds at full bend; None for what the sex
        was measured with (`dolan-1994`).
        ligament_press: least and most of that tissue's pull that presses on the discs: where it lies behind
        the joint is not known.
        height_sd_m, mass_sd_kg: of body size; zero for one known person.
    """

    strength_sd: float = 0.25
    slack_sd: float = 0.03
    stiffness_sd: float = 0.3
    tone_sd: float = 0.3
    mass_sd: float = 0.03
    disc_factor: tuple[float, float] = (0.60, 0.77)
    low_back_nm: tuple[float, float] | None = None
    ligament_press: tuple[float, float] = (0.0, 1.0)
    height_sd_m: float = 0.0
    mass_sd_kg: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Band:
    """Quantiles over people, by output: `quantiles[name]` has one value per entry of QUANTILES."""

    task: str
    people: int
    seed: int
    quantiles: Mapping[str, tuple[float, ...]]
    can_hold_pct: float

    def as_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return {
            "task": self.task,
            "people": self.people,
            "seed": self.seed,
            "can_hold_pct": round(self.can_hold_pct, 2),
            "quantiles": {k: [round(float(x), 4) for x in v] for k, v in self.quantiles.items()},
            "levels": list(QUANTILES),
        }


def draw(
    skeleton: Skeleton,
    person: Person,
    *,
    first: int,
    count: int,
    seed: int,
    uncertainty: Uncertainty | None = None,
) -> People:
    """People `first` to `first + count - 1` of a seed around one person.

    Raises:
        BodyError: a count or seed outside its range.
    """
    check_number("people", count, 1, MAX_PEOPLE)
    check_number("seed", seed, 0, 2**63 - 1)
    u = uncertainty or Uncertainty()
    blocks = [
        _draw_block(skeleton, person, seed, block, u)
        for block in range(first // BLOCK, (first + count - 1) // BLOCK + 1)
    ]
    cut = slice(first % BLOCK, first % BLOCK + count)
    return People(
        np.concatenate([b.strength for b in blocks])[cut],
        Traits(*(np.concatenate(parts)[cut] for parts in zip(*(b.traits for b in blocks), strict=True))),
    )


def _draw_block(skeleton: Skeleton, person: Person, seed: int, block: int, u: Uncertainty) -> People:
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, block])))
    names = list(dict.fromkeys(skeleton.groups))
    of_group = np.array([names.index(g) for g in skeleton.groups])
    factor = np.exp(rng.normal(0.0, u.strength_sd, (BLOCK, len(names))))
    strength = person.strength_of(skeleton)[None] * factor[:, of_group]
    height = np.clip(rng.normal(person.height_m, u.height_sd_m or 1e-12, BLOCK), *HEIGHT_M)
    mass = np.clip(rng.normal(person.mass_kg, u.mass_sd_kg or 1e-12, BLOCK), *MASS_KG)
    mass = np.clip(mass, BMI[0] * height**2, BMI[1] * height**2)
    mass = mass * np.clip(rng.normal(1.0, u.mass_sd, BLOCK), 0.8, 1.2)
    tone = person.tone * np.clip(rng.normal(1.0, u.tone_sd, BLOCK), 0.0, 2.0)
    slack_shift = np.clip(rng.normal(0.0, u.slack_sd, BLOCK), -0.1, 0.1)
    least, most = (nm / -passive.lumbar_moment(passive.FULL_BEND_DEG, 0) for nm in _low_back_nm(person, u))
    low_back_stiffness = least * (most / least) ** rng.uniform(0.0, 1.0, BLOCK)
    hip_stiffness = np.exp(rng.normal(0.0, u.stiffness_sd, BLOCK))
    hamstring_share, gluteal_share = (rng.uniform(0.0, 1.0, BLOCK) for _ in range(2))
    return People(
        strength,
        Traits(
            mass_ratio=mass / REFERENCE_MASS_KG,
            height_ratio=height / REFERENCE_HEIGHT_M,
            tone=tone,
            slack_shift=slack_shift,
            low_back_stiffness=low_back_stiffness,
            hip_stiffness=hip_stiffness,
            hip_loss_right_deg=np.full(BLOCK, person.hip_loss_right_deg),
            hip_loss_left_deg=np.full(BLOCK, person.hip_loss_left_deg),
            extension_loss_right_deg=np.full(BLOCK, person.extension_loss_right_deg),
            extension_loss_left_deg=np.full(BLOCK, person.extension_loss_left_deg),
            turn_loss_right_deg=np.full(BLOCK, person.turn_loss_right_deg),
            turn_loss_left_deg=np.full(BLOCK, person.turn_loss_left_deg),
            hamstring_share=hamstring_share,
            gluteal_share=gluteal_share,
            disc_factor=rng.uniform(*u.disc_factor, BLOCK),
            ligament_press=rng.uniform(*u.ligament_press, BLOCK),
            flexor_share=rng.uniform(0.0, 1.0, BLOCK),  # drawn last: what was drawn before stays as it was
        ),
    )


def _low_back_nm(person: Person, u: Uncertainty) -> tuple[float, float]:
    """What tissue of the low back of somebody of this sex and size may hold; Nm of the reference body."""
    return u.low_back_nm or LOW_BACK_NM[person.sex]


def outputs(answer: Loads, people: People) -> dict[str, Array]:
    """Columns worth keeping of an answer: every scalar, hip force in body weights, whether the posture
    holds."""
    out: dict[str, Array] = answer.scalars._asdict()
    weight = people.traits.mass_ratio * loads.body_weight_n()
    for side in ("right", "left"):
        out[f"hip_force_{side}_bw"] = out[f"hip_{side}_n"] / weight
    return out


def band_of(task: str, answer: Loads, people: People, seed: int, group_names: tuple[str, ...]) -> Band:
    """Quantiles of every output and every group force."""
    columns = outputs(answer, people)
    for i, name in enumerate(group_names):
        columns[f"{name}_n"] = answer.groups[:, i]
    held = (columns["residual_nm"] < 1.0) & (columns["support_residual_n"] < 5.0)
    levels = np.quantile(np.array(list(columns.values())), QUANTILES, axis=1)
    return Band(
        task=task,
        people=len(people),
        seed=seed,
        quantiles={n: tuple(levels[:, i].tolist()) for i, n in enumerate(columns)},
        can_hold_pct=100.0 * float(held.mean()),
    )
