"""Every reader of bytes from outside: what broke it once, and a bounded run of new inputs.

`python -m tests.fuzz` looks for longer, and keeps what it finds.
"""

import random
import time
from pathlib import Path

import pytest

from tests.fuzz.making import made_from
from tests.fuzz.targets import TARGETS, kept

SECONDS, MOST = 4.0, 300
"""For each reader, whichever comes first."""


@pytest.mark.parametrize(("name", "path"), [(name, path) for name in TARGETS for path in kept(name)])
@pytest.mark.django_db
def test_what_broke_it_once_does_so_no_more(name: str, path: Path) -> None:
    TARGETS[name]().read(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.django_db
def test_whatever_comes_is_read_or_refused_in_words(name: str) -> None:
    reader, chance = TARGETS[name](), random.Random(7)
    for seed in reader.seeds:
        reader.read(seed)
    end = time.monotonic() + SECONDS
    for _ in range(MOST):
        reader.read(made_from(reader.seeds, chance))
        if time.monotonic() > end:
            break
