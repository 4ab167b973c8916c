"""Published targets: one row per measured number, with source and whether it was read or remembered."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Target:
    """One row of `targets/in_vivo_loads.csv`; `value` stays text because some rows are ranges or words."""

    id: str
    supports: str
    quantity: str
    condition: str
    value: str
    spread: str
    unit: str
    n: str
    source: str
    locator: str
    checked: str
    note: str

    @property
    def was_read(self) -> bool:
        """Rows from memory are shown but never gate."""
        return self.checked == "read"


@cache
def read_targets() -> dict[str, Target]:
    """Every target by its id, in the order of the file; read or remembered, modelled or not."""
    text = files(__package__).joinpath("targets", "in_vivo_loads.csv").read_text(encoding="utf-8")
    return {r["id"]: Target(**r) for r in csv.DictReader(text.splitlines())}
