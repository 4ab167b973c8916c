"""Writes docs/reference/trials.md: what a single-case trial can tell, from the figures of the benchmark."""

from collections.abc import Iterator
from pathlib import Path

from loadshare.knowledge.trial_power import TrialPower, order_powers, trial_powers

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "trials.md"
CROWDS = {
    "mixed": "half with no effect, half with one of any size",
    "spread": "every size of effect, one way",
    "small": "nearly all effects under one point",
    "noisy": "as the first, with much more ups and downs",
    "flares": "as the first, with bad stretches of days",
}
HEAD = """<!-- Written by tools/docs.py. Change the source and run `make docs`. -->

# Does it help me? What a single-case trial can tell

Figures of `python -m bench trials --write`: made-up people whose truth is known go through the rules that the
product runs, looks in between included. A difference of one point of ten or more is called a help. Something
is said only where it is nine parts in ten sure; what is said first is the verdict.

These people note 85 of 100 mornings, keep to the way on 90 of 100 days, have noise of 1.2 points from day to
day (`page-2022`) that lasts, a trend, weekdays and effects that carry over. Their truth is the difference in
their own numbers. Real people may differ in ways nobody made up, and everybody knows which way a day has:
hope counts too. Why it is built so: [decision 720](../decisions/0720-say-only-what-is-sure-of-one-person.md).
"""


ORDER = """## Stretching first or strength first

Figures of `python -m bench trial_order --write`. This one goes by sessions, for 80 days: only a morning after
a session that holds both kinds counts, and chance says the order anew for each two of them. A quarter of the
sessions is missed, which takes no turn; a day with a number of 8 or more rests. All else is as above. No week
has more than three sessions with strength. Why it is built so:
[decision 815](../decisions/0815-the-order-in-a-session-goes-by-sessions.md).
"""


def text() -> str:
    """The page."""
    by_days, by_sessions = trial_powers(), order_powers()
    return "\n".join(
        [HEAD, *_right(by_days), *_power(by_days), ORDER, *_right(by_sessions), *_power(by_sessions)]
    )


def _right(told: TrialPower) -> Iterator[str]:
    depth = "###" if _goes_by_sessions(told) else "##"
    yield f"{depth} Is what is said right?\n"
    found = "said | right | helps: right | helps: better at all | same: right | helps at 0"
    yield f"| people | {_column(told)} | {found} |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in told.crowds:
        cells = [
            f"{one.people:,}: {CROWDS[one.crowd]}",
            str(one.sessions or one.days),
            _cell(one.said_pct),
            _cell(one.right_pct),
            f"{_cell(one.helps_right_pct)} of {one.helps}",
            _cell(one.helps_better_pct),
            f"{_cell(one.same_right_pct)} of {one.same}",
            f"{_cell(one.helps_at_nothing_pct)} of {one.nothing}" if one.nothing else "",
        ]
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield "Where nearly all effects are small, a help that is said is mostly there, but under a point.\n"


def _power(told: TrialPower) -> Iterator[str]:
    depth = "###" if _goes_by_sessions(told) else "##"
    yield f"{depth} How often is anything said?\n"
    yield "By the true difference in points, give or take a quarter.\n"
    says = "probably helps | the other way helps | no difference | cannot tell yet"
    yield f"| truth | {_column(told)} | people | {says} |"
    yield "|---|---|---|---|---|---|---|"
    for one in told.powers:
        said = (one.helps_pct, one.other_pct, one.same_pct, one.open_pct)
        cells = (f"{one.points:g}", one.sessions or one.days, one.people, *map(_cell, said))
        yield f"| {' | '.join(map(str, cells))} |"
    yield ""


def _goes_by_sessions(told: TrialPower) -> bool:
    return any(one.sessions for one in told.crowds)


def _column(told: TrialPower) -> str:
    return "sessions a week" if _goes_by_sessions(told) else "days"


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:g} %"
