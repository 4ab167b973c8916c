"""Looks for inputs that break a reader, longer than the tests do: `python -m tests.fuzz zip --seconds 300`.

What breaks one is made as small as can be and put into `corpus/`, where the tests read it from then on.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import tempfile
import time
import traceback
from pathlib import Path

from tests.fuzz.making import made_from
from tests.fuzz.targets import CORPUS, TARGETS, Reader, name_of

SLOW_S = 20.0


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("targets", nargs="*", choices=[*TARGETS, []], help="all of them unless named")
    asked.add_argument("--seconds", type=float, default=60.0, help="for each target")
    asked.add_argument("--seed", type=int, default=None, help="to repeat a run")
    given = asked.parse_args()
    _begin_django()
    for name in given.targets or TARGETS:
        seed = given.seed if given.seed is not None else random.SystemRandom().randrange(10**9)
        print(f"{name}: seed {seed}", flush=True)
        run(name, TARGETS[name](), seconds=given.seconds, seed=seed)


def run(name: str, reader: Reader, *, seconds: float, seed: int) -> None:
    chance, tried, found = random.Random(seed), 0, set()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        content = made_from(reader.seeds, chance)
        tried += 1
        what = what_breaks(reader, content)
        if what and what not in found:
            found.add(what)
            small = smaller(reader, content, what)
            (CORPUS / name).mkdir(parents=True, exist_ok=True)
            (CORPUS / name / name_of(small)).write_bytes(small)
            print(f"  {what}: {len(small)} bytes: {small[:200]!r}", flush=True)
    print(f"  {tried} inputs, {len(found)} broke it", flush=True)


def what_breaks(reader: Reader, content: bytes) -> str:
    """The kind of error and where it came from; empty for an input that is read or refused as it should."""
    began = time.process_time()
    try:
        reader.read(content)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "loadshare" in frame.filename] or frames
        return f"{type(error).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"
    return "too slow" if time.process_time() - began > SLOW_S else ""


def smaller(reader: Reader, content: bytes, what: str, *, tries: int = 300) -> bytes:
    """The same breakage from fewer bytes."""
    size = max(1, len(content) // 2)
    while size and tries:
        at = 0
        while at < len(content) and tries:
            tries -= 1
            shorter = content[:at] + content[at + size :]
            if what != "too slow" and what_breaks(reader, shorter) == what:
                content = shorter
            else:
                at += size
        size //= 2
    return content


def _begin_django() -> None:
    os.environ["LOADSHARE_HOME"] = tempfile.mkdtemp(prefix="loadshare-fuzz-")
    os.environ.update(DJANGO_SETTINGS_MODULE="loadshare.server.settings", ALLOWED_HOSTS="testserver")
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("TZ", "Europe/London")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    logging.disable(logging.CRITICAL)


if __name__ == "__main__":
    main()
