"""The quick ways of this room give what NumPy's own give."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.measure.signals import autocorrelation, median, medians, moving_mean, powers, quartiles


@settings(max_examples=40)
@given(samples=st.integers(2, 60), window=st.integers(1, 80), seed=st.integers(0, 1000))
def test_quick_statistics_are_those_of_numpy(samples, window, seed):
    x = np.random.default_rng(seed).normal(size=(samples, 3))
    column = x[:, 0]
    np.testing.assert_array_equal(medians(x), np.median(x, axis=0))
    assert median(column) == np.median(column)
    np.testing.assert_allclose(quartiles(column), np.percentile(column, (25, 75)), rtol=1e-13, atol=1e-15)
    width = min(window, samples)
    means = [column[max(0, i - width // 2) : i + width - width // 2].mean() for i in range(samples)]
    np.testing.assert_allclose(moving_mean(column, window=window), means, atol=1e-13)


@settings(max_examples=20)
@given(samples=st.integers(8, 60), seed=st.integers(0, 1000))
def test_autocorrelation_is_the_sum_of_products(samples, seed):
    rows = np.random.default_rng(seed).normal(size=(2, samples)) + 3
    lags = samples // 2
    found = autocorrelation(powers(rows, size=128), samples=samples, size=128, lags=lags)
    off = rows - rows.mean(axis=1, keepdims=True)
    wanted = [[row[: samples - k] @ row[k:] / (samples - k) for k in range(lags)] for row in off]
    np.testing.assert_allclose(found, wanted, atol=1e-12)
