"""Days in words, each worked out once: a table names many, and pages of others name the same."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.utils.formats import date_format

from loadshare.knowledge.words import spoken


def written_day(day: dt.date, form: str) -> str:
    """The day in this form of Django's, in the language of the page."""
    return _written(day, form, spoken())


@lru_cache(maxsize=4096)
def _written(day: dt.date, form: str, _language: str | None) -> str:
    return date_format(day, form)
