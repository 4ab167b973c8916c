"""Which question of the course of use stands on Today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from loadshare.care.use import CONTENT_WEEKS, UseQuestion, question_now
from loadshare.server.records.models import Person
from loadshare.server.using import keeping
from loadshare.server.using.forms import CONTENTS, REASONS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class UseAsked:
    """A question with one button for each answer; `url` is where it goes."""

    title: str
    url: str
    name: str
    answers: Collection[tuple[str, StrOrPromise]]


def use_asked(person: Person, *, is_back: bool, since: dt.date, week: int, block: int) -> UseAsked | None:
    """The question, or nothing. `since` is the last day on which they did something."""
    may_ask_content = not is_back and block == 1 and week in CONTENT_WEEKS
    asked = question_now(
        is_back=is_back,
        said_since=is_back and keeping.said_since(person, since),
        week=week,
        block=block,
        content_asked=may_ask_content and keeping.content_asked(person),
    )
    if asked is UseQuestion.AWAY:
        title = _("You were away for a while. Why was that?")
        return UseAsked(title=title, url="back", name="reason", answers=REASONS)
    if asked is UseQuestion.CONTENT:
        title = _("How content are you with Loadshare so far?")
        return UseAsked(title=title, url="content", name="content", answers=CONTENTS)
    return None
