"""A plan for the next bout, made while things are quiet: what to do first, with moves one knows.

Moving on within what one can bear, and walks, rather than rest (`nice-ng59`); amounts by our judgement
(`loadshare-judgement`).
"""

from loadshare.care.case import Case
from loadshare.care.programme_types import Programme, ProgrammeItem
from loadshare.care.walking import walking_is_out
from loadshare.care.words import words
from loadshare.knowledge._base import Entry

SHARE_OF_A_WALK = 0.5
LEAST_WALK_MINUTES = 3


class NextBout(Entry):
    """What to do, in the order of the days."""

    sentences: tuple[str, ...]
    moves: tuple[ProgrammeItem, ...]
    """The two gentle minutes of the programme."""


def next_bout(*, programme: Programme, case: Case) -> NextBout:
    """The plan of this person. Raises `NoProgrammeError` where no programme is allowed."""
    longest = max((day.walk_minutes for day in programme.days), default=0)
    walk = words("next-bout.no-walk")
    if longest and not walking_is_out(allowance=case.allowance):
        walk = words("next-bout.walk", n=max(LEAST_WALK_MINUTES, round(longest * SHARE_OF_A_WALK)))
    return NextBout(
        sentences=(
            words("next-bout.calm"),
            words("next-bout.move"),
            words("next-bout.less"),
            walk,
            words("next-bout.back"),
            words("next-bout.week"),
        ),
        moves=programme.flare_day,
    )
