"""The lists of `tools/days.py` name files that exist: a name of yesterday would leave out nothing."""

import pytest

from tools.days import FEW, LEFT_OUT, ROOT, TESTS


@pytest.mark.parametrize("name", [*TESTS, *FEW, *LEFT_OUT])
def test_it_names_what_exists(name: str) -> None:
    assert list((ROOT / "tests").glob(name))
