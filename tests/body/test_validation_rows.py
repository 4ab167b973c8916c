"""Each row of the validation: its source, its bounds, and a verdict that cannot flatter."""

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.body.targets import Target, read_targets
from loadshare.body.validate import (
    CHECKS,
    EMG,
    FITTED,
    PRESSURES,
    WILKE,
    Comparison,
    Result,
    not_modelled,
    published_number,
    rank_correlation,
)
from loadshare.knowledge.words import load_words

TARGETS = read_targets()
ROW = Target(*("X1", "load", "force", "standing", "100", "", "N", "5", "a", "b", "read", ""))


def result(computed: float, *, key: str = "X1", checked: str = "read", value: str = "100") -> Result:
    return Result(replace(ROW, id=key, checked=checked, value=value), computed, 80.0, 120.0)


@pytest.mark.parametrize("key", TARGETS)
def test_a_target_says_what_was_measured_and_where_it_was_read(key: str) -> None:
    target = TARGETS[key]
    assert target.id == key
    for name in ("quantity", "value", "source", "checked"):
        assert getattr(target, name).strip(), name
    assert target.was_read == (target.checked == "read")


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c[0])
def test_a_check_has_a_target_bounds_and_words(check: tuple[str, tuple[float, float], object]) -> None:
    key, (low, high), _ = check
    assert key in TARGETS
    assert low < high
    assert load_words("body")(f"how.{key}")


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c[0])
def test_the_published_number_lies_within_the_bounds_of_a_hit(
    check: tuple[str, tuple[float, float], object],
) -> None:
    """Bounds that leave out the number they are for would reward a wrong model."""
    key, (low, high), _ = check
    target = TARGETS[key]
    published = published_number(target)
    if published is not None and target.unit not in ("%", "ratio", "BW", "deg", "1") and key[0] in "WS":
        assert low <= published <= high


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c[0])
def test_every_computed_number_is_finite(
    results: tuple[Result, ...], check: tuple[str, tuple[float, float], object]
) -> None:
    found = next(r for r in results if r.target.id == check[0])
    assert np.isfinite(found.computed)
    assert (found.low, found.high) == check[1]


def test_results_come_in_the_order_of_the_checks(results: tuple[Result, ...]) -> None:
    assert [r.target.id for r in results] == [key for key, *_ in CHECKS]


def test_a_target_is_checked_or_named_as_not_produced() -> None:
    checked, left = {key for key, *_ in CHECKS}, {t.id for t in not_modelled()}
    assert checked | left == TARGETS.keys()
    assert not checked & left
    assert len(checked) == len(CHECKS)


@pytest.mark.parametrize(
    ("computed", "verdict"), [(79.9, "miss"), (80.0, "hit"), (100.0, "hit"), (120.0, "hit"), (120.1, "miss")]
)
def test_a_hit_lies_inside_its_bounds(computed: float, verdict: str) -> None:
    assert result(computed).verdict == verdict
    assert result(computed).counts


def test_what_is_remembered_is_shown_and_never_counts() -> None:
    remembered = result(100.0, checked="memory")
    assert remembered.verdict == "hit (memory)"
    assert not remembered.counts


@pytest.mark.parametrize("key", sorted(FITTED))
def test_what_was_fitted_is_shown_and_never_counts(key: str) -> None:
    fitted = result(100.0, key=key)
    assert fitted.verdict.startswith("fitted (")
    assert not fitted.counts


def test_rows_that_rank_are_checked_rows() -> None:
    checked = {key for key, *_ in CHECKS}
    assert set(PRESSURES) <= checked
    assert set(EMG) <= checked
    assert all(key.startswith("W") for key in PRESSURES)


@settings(max_examples=30)
@given(st.lists(st.integers(-1000, 1000), min_size=3, max_size=12, unique=True), st.randoms())
def test_rank_correlation_is_that_of_spearman(values: list[int], random: object) -> None:
    from scipy.stats import spearmanr

    other = [*values]
    random.shuffle(other)  # type: ignore[attr-defined]
    found = tuple(
        result(float(b), key=f"R{i}", value=str(a))
        for i, (a, b) in enumerate(zip(values, other, strict=True))
    )
    keys = tuple(r.target.id for r in found)
    assert rank_correlation(found, keys) == pytest.approx(spearmanr(values, other).statistic)


def test_ranks_of_equal_numbers_are_shared() -> None:
    found = tuple(result(v, key=f"R{i}", value=str(i)) for i, v in enumerate((1.0, 2.0, 2.0, 3.0)))
    assert rank_correlation(found, tuple(r.target.id for r in found)) == pytest.approx(0.9486833)


def test_a_comparison_asks_the_model_once_for_what_rows_share(
    comparison: Comparison, results: tuple[Result, ...]
) -> None:
    assert results
    assert comparison.exercise("glute-bridge") is comparison.exercise("glute-bridge")
    assert comparison.bends is comparison.bends


def test_bends_are_as_deep_as_they_say(comparison: Comparison) -> None:
    for angle, answer in comparison.bends.items():
        assert answer.trunk_deg == pytest.approx(angle, abs=1.5)


def test_a_back_hangs_where_one_degree_more_needs_the_belly(comparison: Comparison) -> None:
    hanging = comparison.hanging_deg()

    def belly_pct(lumbar: float) -> float:
        answer = comparison.solve("sit", WILKE, lumbar, trunk_deg=30.0)
        return answer.group_activation_pct["rectus-abdominis-right"]

    assert belly_pct(hanging) <= 1.5 < belly_pct(hanging + 1.0)


def test_electrodes_sit_on_the_leg_that_works(comparison: Comparison) -> None:
    """In the bird-dog the kneeling leg pulls harder; what was measured is the raised one, the right."""
    frames = comparison.body.exercise(exercise="bird-dog", frames=9)
    sides = {
        side: max(a.group_activation_pct[f"gluteus-maximus-{side}"] for a in frames)
        for side in ("right", "left")
    }
    assert comparison.exercise("bird-dog")["gluteus-maximus"] == sides["right"] < sides["left"]


@pytest.mark.parametrize(
    ("computed", "needed"), [(100.0, ""), (50.0, "80 (+60%)"), (150.0, "120 (-20%)"), (80.0, "")]
)
def test_a_miss_says_what_it_would_have_to_come_to(computed: float, needed: str) -> None:
    assert result(computed).needed == needed


def test_the_table_fits_a_terminal_and_stands_in_groups(results: tuple[Result, ...]) -> None:
    from rich.console import Console

    from loadshare.cli.body import VALIDATION_COLUMNS, validation_tables

    console = Console(width=300, record=True, file=io.StringIO())
    tables = list(validation_tables(results))
    for table in tables:
        console.print(table, width=VALIDATION_COLUMNS)
    text = console.export_text()
    lines = text.splitlines()
    assert all(f" {r.target.id} " in text for r in results)
    assert max(map(len, lines)) <= VALIDATION_COLUMNS
    assert len(tables) == len({r.target.id[0] for r in results})
    assert sum(table.row_count for table in tables) == len(results)
