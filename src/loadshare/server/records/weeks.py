"""The weeks that were looked back at, in the order they followed one another."""

from __future__ import annotations

from collections.abc import Iterable

from loadshare.server.records.models import WeeklyReview


def in_order(reviews: Iterable[WeeklyReview]) -> list[WeeklyReview]:
    """Oldest first: by day, and after the week that made their programme.

    Keys do not tell: a copy that is brought gives old weeks new ones. Days alone do not either: a clock that
    was moved between two weeks has changed them, and only what was made of a week came after it for sure.
    """
    by_day = sorted(reviews, key=lambda one: (one.on, one.pk))
    makers = {one.makes_id: one for one in by_day if one.makes_id is not None}
    found: dict[int, WeeklyReview] = {}
    for one in by_day:
        line: dict[int, WeeklyReview] = {}
        here: WeeklyReview | None = one
        while here is not None and here.pk not in found and here.pk not in line:
            line[here.pk] = here
            here = makers.get(here.programme_id)
        found |= reversed(line.items())
    return list(found.values())
