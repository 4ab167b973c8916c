"""How the inner loops of this room are compiled."""

from __future__ import annotations

from pathlib import Path

from loadshare.compiler import compiler

DEPENDS_ON = (
    "anatomy",
    "dynamometer",
    "frame",
    "gravity",
    "kernel",
    "loads",
    "model",
    "muscle",
    "passive",
    "sharing",
)
"""The modules that compiled code stands in, calls, or takes constants from."""

kernel = compiler(room=Path(__file__).parent, depends_on=DEPENDS_ON)
