"""How load is shared between hips and low back: anatomy, postures, muscle and joint loads, populations.

from loadshare.body import Body, Person, Task

body = Body()
answer = body.solve(task=Task(name="bend"), person=Person(hip_loss_right_deg=20, hip_loss_left_deg=20))
answer.l5s1_compression_n, answer.lumbar_deg, answer.can_hold
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loadshare.body.engine import Answer, Body
    from loadshare.body.person import BodyError, Person
    from loadshare.body.population import Band, Uncertainty
    from loadshare.body.postures import PoseError
    from loadshare.body.shock import Transmissibility
    from loadshare.body.tasks import Task

_MODULES = {
    "Answer": "engine",
    "Band": "population",
    "Body": "engine",
    "BodyError": "person",
    "Person": "person",
    "PoseError": "postures",
    "Task": "tasks",
    "Transmissibility": "shock",
    "Uncertainty": "population",
}

__all__ = [
    "Answer",
    "Band",
    "Body",
    "BodyError",
    "Person",
    "PoseError",
    "Task",
    "Transmissibility",
    "Uncertainty",
]


def __getattr__(name: str) -> object:
    """The engine is loaded when it is first asked for: tables and words of this room need none of it."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
