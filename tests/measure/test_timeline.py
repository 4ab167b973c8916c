"""Time stamps that are no clock are refused in words."""

import numpy as np
import pytest

from loadshare.measure import RecordingError
from loadshare.measure.timeline import clean_order


@pytest.mark.parametrize("stamps", [[3.0, 3.0], [1.0, 1.0, 1.0]])
def test_a_recording_of_a_single_moment_is_refused(stamps: list[float]) -> None:
    with pytest.raises(RecordingError, match=r"single moment|same time stamp"):
        clean_order(np.array(stamps))


def test_a_repeated_stamp_among_many_is_left_out_and_said() -> None:
    order, assumed = clean_order(np.array([0.0, 1.0, 1.0, 2.0]))
    assert order.tolist() == [0, 1, 3]
    assert assumed
