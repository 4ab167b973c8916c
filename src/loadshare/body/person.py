"""A person: size, what is tight, what is less strong. Checks every number and says what is allowed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from loadshare.body import anatomy, loads
from loadshare.body.anatomy import Sex
from loadshare.body.model import Skeleton

SEXES: tuple[Sex, ...] = ("female", "male")
HEIGHT_M = (1.40, 2.10)
MASS_KG = (40.0, 160.0)
BMI = (15.0, 45.0)
STRENGTH = (0.0, 2.0)
HIP_LOSS_DEG = (0.0, 60.0)
EXTENSION_LOSS_DEG = (0.0, 30.0)
TURN_LOSS_DEG = (0.0, 30.0)
TONE = 0.0149  # lowest activation of trunk muscles when upright; the one tuned number, fitted to target W03
COLLECTIVE = {
    "gluteals": ("gluteus-maximus", "gluteus-medius", "gluteus-minimus"),
    "hip-abductors": ("gluteus-medius", "gluteus-minimus", "tensor-fasciae-latae"),
    "hip-flexors": ("iliacus", "psoas", "rectus-femoris", "sartorius"),
    "back-extensors": ("longissimus", "iliocostalis", "multifidus"),
}


class BodyError(ValueError):
    """Input the body model cannot take: the message names the value and the allowed range."""


def muscle_groups() -> tuple[str, ...]:
    """Names a strength factor may be given for, without side."""
    return (*dict.fromkeys(m.group for m in anatomy.read_muscles()), *COLLECTIVE)


def check_number(name: str, value: float, low: float, high: float, unit: str = "") -> float:
    """The value, when it is a finite number inside [low, high].

    Raises:
        BodyError: otherwise; names the value and the range.
    """
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise BodyError(f"{name} must be a number from {low:g} to {high:g}{unit}, not {value!r}")
    if not low <= value <= high:
        raise BodyError(f"{name} = {value:g}{unit} is outside {low:g} to {high:g}{unit}")
    return float(value)


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person.

    Attributes:
        sex: `female` or `male`; sets how mass is spread (`de-leva-1996`).
        height_m: 1.40 to 2.10.
        mass_kg: 40 to 160; body mass index 15 to 45.
        strength: factor 0 to 2 per muscle group, one-sided with `-right` or `-left` at the end.
        hip_loss_right_deg, hip_loss_left_deg: degrees of hip flexion lost with the knee bent, 0 to 60.
        extension_loss_right_deg, extension_loss_left_deg: degrees of hip extension lost, 0 to 30.
        turn_loss_right_deg, turn_loss_left_deg: degrees lost of turning the hip inwards, 0 to 30.
        hamstring_share: how much of the loss the hamstrings have too, 0 to 1.
        gluteal_share: how much of the bent-knee part is pull of the gluteals, 0 to 1; the rest is joint
        capsule.
        flexor_share: how much of what lost extension adds is pull of iliacus and psoas, 0 to 1; the rest is
        joint capsule.
        tone: lowest activation of the trunk muscles when upright.

    Raises:
        BodyError: a value outside its range, or an unknown muscle group.
    """

    sex: Sex = "male"
    height_m: float = 1.75
    mass_kg: float = 75.0
    strength: Mapping[str, float] = field(default_factory=dict)
    hip_loss_right_deg: float = 0.0
    hip_loss_left_deg: float = 0.0
    extension_loss_right_deg: float = 0.0
    extension_loss_left_deg: float = 0.0
    turn_loss_right_deg: float = 0.0
    turn_loss_left_deg: float = 0.0
    hamstring_share: float = 0.5
    gluteal_share: float = 0.5
    flexor_share: float = 0.5
    tone: float = TONE

    def __post_init__(self) -> None:
        if self.sex not in SEXES:
            raise BodyError(f"sex {self.sex!r} is not supported; use one of {', '.join(SEXES)}")
        check_number("height_m", self.height_m, *HEIGHT_M, " m")
        check_number("mass_kg", self.mass_kg, *MASS_KG, " kg")
        check_number("body mass index", self.mass_kg / self.height_m**2, *BMI, " kg/m2")
        for name in ("hip_loss_right_deg", "hip_loss_left_deg"):
            check_number(name, getattr(self, name), *HIP_LOSS_DEG, " deg")
        for name in ("extension_loss_right_deg", "extension_loss_left_deg"):
            check_number(name, getattr(self, name), *EXTENSION_LOSS_DEG, " deg")
        for name in ("turn_loss_right_deg", "turn_loss_left_deg"):
            check_number(name, getattr(self, name), *TURN_LOSS_DEG, " deg")
        for name in ("hamstring_share", "gluteal_share", "flexor_share"):
            check_number(name, getattr(self, name), 0.0, 1.0)
        check_number("tone", self.tone, 0.0, 0.1)
        known = muscle_groups()
        for name, factor in self.strength.items():
            if _stem(name) not in known:
                raise BodyError(f"unknown muscle group {name!r}; known: {', '.join(known)}")
            check_number(f"strength of {name}", factor, *STRENGTH)

    def strength_of(self, skeleton: Skeleton) -> loads.Array:
        """Strength factor of every muscle, shape (muscles,). Factors that name the same muscle multiply."""
        out = skeleton.strength.copy()
        for name, factor in self.strength.items():
            stem = _stem(name)
            groups = COLLECTIVE.get(stem, (stem,))
            for i, (group, side) in enumerate(zip(skeleton.groups, skeleton.sides, strict=True)):
                if group in groups and (name == stem or name.endswith(side)):
                    out[i] *= factor
        return out

    def traits(self) -> loads.Traits:
        """What sets this person apart, for the solver."""
        return loads.traits(
            mass_kg=self.mass_kg,
            height_m=self.height_m,
            tone=self.tone,
            hip_loss_deg=(self.hip_loss_right_deg, self.hip_loss_left_deg),
            extension_loss_deg=(self.extension_loss_right_deg, self.extension_loss_left_deg),
            turn_loss_deg=(self.turn_loss_right_deg, self.turn_loss_left_deg),
            hamstring_share=self.hamstring_share,
            gluteal_share=self.gluteal_share,
            flexor_share=self.flexor_share,
        )


def _stem(name: str) -> str:
    for side in ("-right", "-left"):
        if name.endswith(side):
            return name[: -len(side)]
    return name
