"""The words of the rules: they choose an id and fill its gaps, and write no sentence themselves."""

from collections.abc import Sequence
from functools import reduce

from loadshare.knowledge.words import words_of

words = words_of("care")


def joined(names: Sequence[str]) -> str:
    """ "A and B"; each further one with another "and"."""
    return reduce(lambda first, following: words("list.and", first=first, next=following), names)
