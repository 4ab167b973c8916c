"""Stored answers, as the rules read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loadshare.care.answers import Answers, read_answers
from loadshare.care.safety import check_safety
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.safety import Level
from loadshare.server.records.models import Check


def answers_of(run: Check) -> Answers:
    """What was answered and measured so far."""
    return read_stored(run.answers, run.measurements)


def level_so_far(run: Check) -> Level:
    """The safety level of the answers given so far."""
    return check_safety(answers=answers_of(run), knowledge=load_knowledge()).level


def read_stored(answers: Mapping[str, Any], measurements: Mapping[str, Any]) -> Answers:
    raw = {"answers": answers, "tests": measurements}
    return read_answers(raw, knowledge=load_knowledge(), complete=False)
