"""A session in either order: stretching before strength, or after it. Nothing else about it changes.

What gets ready stays at the start. The other exercises change places as two whole blocks, each with its own
order and its doses. Which exercise is which is data (`knowledge/session_order.toml`).
"""

from collections.abc import Sequence

from loadshare.care.programme_types import Programme, ProgrammeItem
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.session_order import OrderPlace, place_in_order

Items = tuple[ProgrammeItem, ...]


def holds_both(items: Sequence[ProgrammeItem], *, knowledge: Knowledge) -> bool:
    """Whether there is an order to speak of: something to stretch, and something for strength."""
    places = {place_in_order(knowledge.exercises[item.exercise]) for item in items}
    return {OrderPlace.STRETCH, OrderPlace.STRENGTH} <= places


def in_order(items: Sequence[ProgrammeItem], *, strength_first: bool, knowledge: Knowledge) -> Items:
    """The same exercises in this order; as they are where only one of the two kinds is there."""
    if not holds_both(items, knowledge=knowledge):
        return tuple(items)
    blocks: dict[OrderPlace, list[ProgrammeItem]] = {place: [] for place in OrderPlace}
    for item in items:
        blocks[place_in_order(knowledge.exercises[item.exercise])].append(item)
    two = (OrderPlace.STRENGTH, OrderPlace.STRETCH)
    order = (OrderPlace.START, *(two if strength_first else reversed(two)))
    return tuple(item for place in order for item in blocks[place])


def days_with_both(*, programme: Programme, knowledge: Knowledge) -> tuple[int, ...]:
    """The weekdays whose session holds both kinds; Monday is 0."""
    return tuple(
        day.weekday
        for day in programme.days
        if holds_both([programme.item(name) for name in day.items], knowledge=knowledge)
    )
