"""Whom one can talk to, kept in sight at the foot of every later page once somebody said that it is hard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

THOUGHTS = "dark-thoughts"
IN_SIGHT = "lines-in-sight"
"""In the session: this device shows the lines. It does not say why."""

_HARD = frozenset({"thoughts", "now", "not-sure"})


def has_hard_thoughts(answers: Mapping[str, Any]) -> bool:
    """Whether it was said, or left open, that there are thoughts of self-harm."""
    return answers.get(THOUGHTS) in _HARD


def keep_in_sight(request: HttpRequest, answers: Mapping[str, Any]) -> None:
    """Show the lines on every later page, or not any more once the answer is no."""
    if has_hard_thoughts(answers):
        request.session[IN_SIGHT] = True
    elif IN_SIGHT in request.session:
        del request.session[IN_SIGHT]


def are_in_sight(request: HttpRequest) -> bool:
    """Whether the lines stand at the foot."""
    return bool(request.session.get(IN_SIGHT)) if hasattr(request, "session") else False
