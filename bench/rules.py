"""Check and programme: how long the rules take for one person, on one core. Goal: 2 ms together.

The peer, in the same run: `jsonschema` only looks whether the same answers have the form that we publish.
Check and programme are told as so many of its looks, which stays the same on a slow or a busy machine.
"""

import datetime as dt
import time
import tomllib
from pathlib import Path

from jsonschema import Draft202012Validator

from bench._timing import median_ms, print_row
from loadshare.care.answer_schema import answers_schema
from loadshare.care.answers import read_answers
from loadshare.care.check import run_check
from loadshare.care.facts import facts_of
from loadshare.care.preferences import preferences_from
from loadshare.care.programme import build_programme
from loadshare.knowledge import load_knowledge

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.toml"))
STARTS = dt.date(2026, 12, 7)


def run() -> None:
    """Print milliseconds per person for each example, and people per second."""
    started = time.perf_counter()
    knowledge = load_knowledge()
    print_row("reading the whole library, once", f"{(time.perf_counter() - started) * 1000:.0f} ms")
    peer = Draft202012Validator(answers_schema(knowledge=knowledge))
    print_row("example", "check", "programme", "together", "jsonschema", "ratio", "people/s")
    for path in EXAMPLES:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        if "answers" not in raw:
            continue
        answers = read_answers(raw, knowledge=knowledge, complete=False)
        check = run_check(answers=answers, knowledge=knowledge)
        facts = facts_of(answers=answers, knowledge=knowledge)
        preferences = preferences_from(facts=facts)
        check_ms, _ = median_ms(lambda a=answers: run_check(answers=a, knowledge=knowledge))
        if check.safety.plan is not None and check.safety.plan.value == "none":
            print_row(path.stem, f"{check_ms:.2f} ms", "no programme", "", "", "", f"{1000 / check_ms:.0f}")
            continue
        programme_ms, _ = median_ms(
            lambda c=check, p=preferences, f=facts: build_programme(
                check=c, preferences=p, facts=f, knowledge=knowledge, starts=STARTS
            )
        )
        total = check_ms + programme_ms
        peer_ms, _ = median_ms(lambda sent=raw: list(peer.iter_errors(sent)), repeats=50)
        print_row(
            path.stem,
            f"{check_ms:.2f} ms",
            f"{programme_ms:.2f} ms",
            f"{total:.2f} ms",
            f"{peer_ms:.2f} ms",
            f"{total / peer_ms:.2f}",
            f"{1000 / total:.0f}",
        )


if __name__ == "__main__":
    run()
