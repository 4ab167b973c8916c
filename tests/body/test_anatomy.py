"""The anatomy tables: every row has its source, and merging loses nothing."""

import csv
from pathlib import Path

import numpy as np
import pytest

from loadshare.body import anatomy

TABLES = sorted((Path(anatomy.__file__).parent / "anatomy").glob("*.csv"))
OPEN = ("MIT", "CC BY", "BSD-3-Clause", "Apache-2.0")


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.stem)
def test_every_row_names_its_source_and_an_open_licence(table: Path) -> None:
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert [r for r in rows if not r["source"]] == []
    assert [r for r in rows if not r["licence"].startswith(OPEN)] == []


@pytest.mark.parametrize("sex", ["female", "male"])
def test_segment_masses_make_one_body(sex: anatomy.Sex) -> None:
    paired = {b.name for b in anatomy.read_bones() if b.is_paired}
    total = sum(s.mass_fraction * (2 if n in paired else 1) for n, s in anatomy.read_segments(sex).items())
    assert total == pytest.approx(1.0, abs=2e-3)


def test_the_shipped_set_is_small_and_the_reference_is_fuller() -> None:
    assert 120 <= 2 * len(anatomy.read_muscles("shipped")) <= 160
    assert 2 * len(anatomy.read_muscles("reference")) >= 290


def test_merging_keeps_the_force_of_every_group() -> None:
    def by_group(detail: anatomy.Detail) -> dict[str, float]:
        out: dict[str, float] = {}
        for m in anatomy.read_muscles(detail):
            out[m.group] = out.get(m.group, 0.0) + m.max_force_n
        return out

    assert by_group("shipped") == pytest.approx(by_group("reference"))


def test_every_path_starts_and_ends_on_a_bone() -> None:
    bones = {b.name for b in anatomy.read_bones()}
    for muscle in anatomy.read_muscles():
        assert not muscle.path[0].wrap
        assert not muscle.path[-1].wrap
        assert {s.body for s in muscle.path if not s.wrap} <= bones
        assert {s.wrap for s in muscle.path if s.wrap} <= set(anatomy.read_wraps())


def test_a_merged_fibre_lies_between_its_fascicles() -> None:
    for element in anatomy.read_muscles("shipped"):
        fibres = [f.optimal_fibre_m for f in anatomy.read_fascicles() if f.element == element.name]
        assert min(fibres) - 1e-12 <= element.optimal_fibre_m <= max(fibres) + 1e-12


def test_every_gluteal_has_three_parts() -> None:
    names = [m.name for m in anatomy.read_muscles()]
    assert np.all([sum(n.startswith(g) for n in names) == 3 for g in ("glmax", "glmed", "glmin")])
