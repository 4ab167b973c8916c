"""The model's muscle groups in everyday words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

MUSCLES = {
    "adductors": gettext_lazy("Inner thigh"),
    "hamstrings": gettext_lazy("Back of the thigh"),
    "biceps-short-head": gettext_lazy("Outer back of the thigh"),
    "shin": gettext_lazy("Shin"),
    "deep-calf": gettext_lazy("Deep calf"),
    "calves": gettext_lazy("Calf"),
    "gluteus-maximus": gettext_lazy("Large buttock muscle"),
    "gluteus-medius": gettext_lazy("Side of the hip"),
    "gluteus-minimus": gettext_lazy("Side of the hip, deep"),
    "iliacus": gettext_lazy("Front of the hip, inner"),
    "peroneals": gettext_lazy("Outer shin"),
    "deep-rotators": gettext_lazy("Deep buttock"),
    "rectus-femoris": gettext_lazy("Front of the thigh, long"),
    "sartorius": gettext_lazy("Strap across the thigh"),
    "tensor-fasciae-latae": gettext_lazy("Outer front of the hip"),
    "vasti": gettext_lazy("Front of the thigh"),
    "psoas": gettext_lazy("Front of the hip, from the spine"),
    "rectus-abdominis": gettext_lazy("Front of the belly"),
    "quadratus-lumborum": gettext_lazy("Side of the low back"),
    "multifidus": gettext_lazy("Low back, deep"),
    "iliocostalis": gettext_lazy("Low back, outer"),
    "longissimus": gettext_lazy("Low back, long"),
    "obliques": gettext_lazy("Side of the belly"),
    "latissimus": gettext_lazy("Broad back muscle"),
}
GLUTEALS = frozenset({"gluteus-maximus", "gluteus-medius", "gluteus-minimus"})
SIDES = {"right": gettext_lazy("right"), "left": gettext_lazy("left")}


def muscle_name(group: str) -> str:
    """A group in words."""
    return str(MUSCLES[group])


def in_sentence(group: str) -> str:
    """A group inside a sentence: 'the back of the thigh'."""
    name = muscle_name(group)
    return f"the {name[:1].lower()}{name[1:]}"
