"""Timing shared by the benchmarks: medians over repeats, on one core."""

import statistics
import time
from collections.abc import Callable


def median_ms(action: Callable[[], object], *, repeats: int = 200, warm_up: int = 20) -> tuple[float, float]:
    """Median and 95th percentile of one call, in milliseconds."""
    for _ in range(warm_up):
        action()
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def print_row(name: str, *cells: str) -> None:
    """One row of a table."""
    print(f"  {name:<44}" + "".join(f"{cell:>14}" for cell in cells))
