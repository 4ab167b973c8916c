"""The bend of the first page is what the model says now, and ends where the page beside it does."""

import pytest

from loadshare.body import Body
from loadshare.body.daily import bending
from loadshare.body.daily.asked import Asked
from loadshare.body.daily.table import look_up
from loadshare.body.daily.version import model_version
from tests.body.daily.test_table import RENEW


def test_the_table_is_made_from_this_model(body: Body) -> None:
    kept, now = bending.bending(), bending.compute(body)
    assert kept["model"] == model_version(), RENEW
    assert len(kept["press"]) == len(kept["frames"]) == len(bending.DEPTHS_DEG) + 1
    for old, new in zip(kept["press"], now["press"], strict=True):
        assert old == pytest.approx(new, rel=0.01, abs=0.3), RENEW
    for frame, new_frame in zip(kept["frames"], now["frames"], strict=True):
        assert frame["q"] == pytest.approx(new_frame["q"], abs=1.0)


def test_it_ends_as_the_bend_that_the_page_tells_of() -> None:
    """The still, the bar without a script and the last moment are one and the same."""
    shown = look_up(Asked(task="bend"))
    assert shown is not None
    back_n, hip_bw, low, middle, high = bending.bending()["press"][-1]
    found = [shown.numbers[n] for n in ("back_n", "hip_bw", "hips_pct.low", "hips_pct", "hips_pct.high")]
    assert [back_n, hip_bw, low, middle, high] == pytest.approx(found, rel=0.003)
    assert bending.bending()["frames"][-1]["back"][0] == pytest.approx(shown.numbers["lumbar_deg"], abs=0.1)
