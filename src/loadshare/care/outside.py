"""Which loads outside the sessions a person is advised about."""

from loadshare.care.conditions import Facts, Truth, evaluate
from loadshare.care.selection import Allowance


def loads_outside(*, facts: Facts, allowance: Allowance) -> tuple[str, ...]:
    """Ids of `load_advice` that the answers name and no condition leaves to a professional."""
    if allowance.gentle_only:
        return ()
    return tuple(
        advice.id
        for advice in allowance.knowledge.load_advice.values()
        if allowance.filters.isdisjoint(advice.not_with) and evaluate(advice.when, facts) is Truth.YES
    )
