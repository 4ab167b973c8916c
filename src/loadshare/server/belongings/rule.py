"""What an app states about one of its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class OnlyOne:
    """Only one row of a person may be like this: one open check, one current programme, one lock."""

    when: Mapping[str, Any]
    """Field values that make a row the standing one."""
    gives_way: Mapping[str, Any] | None = None
    """What the row that must give way becomes; left out, it is deleted."""
    rank: Callable[[Any], int] | None = None
    """The lower number stands, from whichever side it comes. Left out, the side decides."""
    join: Callable[[Any, Any], None] | None = None
    """What the row that stands takes over from the other one before that gives way."""


class DataGroup(StrEnum):
    """Under which heading a person finds it, in the order of their page."""

    ANSWERS = "answers"
    PROGRAMME = "programme"
    MEASUREMENTS = "measurements"
    BREAKS = "breaks"
    SHARING = "sharing"
    DEVICES = "devices"


_GROUP_OF_APP = {
    "selfcare": DataGroup.PROGRAMME,
    "measurements": DataGroup.MEASUREMENTS,
    "breaks": DataGroup.BREAKS,
    "clinic": DataGroup.SHARING,
    "tokens": DataGroup.SHARING,
    "allauth_idp_oidc": DataGroup.SHARING,
    "sending": DataGroup.SHARING,
}
"""All other apps keep devices and accounts together."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Belonging:
    """One table whose rows belong to a person, or hang from rows that do."""

    model: str
    """As `app.Model`."""
    table: str
    """Its name in data.json and of its CSV file."""
    holds: StrOrPromise
    """What it is, in words for the person."""
    why: StrOrPromise
    """Why it is kept."""
    under: DataGroup | None = None
    """The heading it stands under; left out, that of its app."""
    secret: StrOrPromise = ""
    """Why it is not in the copy a person takes along; empty for whatever is."""
    same_by: tuple[str, ...] = ()
    """Fields that name a row among those of one person. Left out: its id where that is a UUID, else all."""
    account_stands: bool = False
    """When a guest joins an account that has such rows, the guest's are left out."""
    standing: OnlyOne | None = None
    contents: Mapping[str, Any] = field(default_factory=dict)
    """The form of what a JSON field holds: a pydantic model, or any type pydantic can check."""
    stays: tuple[str, ...] = ()
    """Fields about this installation, as when it heard of something: no copy has or brings them."""
    check: Callable[[Any], None] | None = None
    """Raises `ValueError` with words for the person when a brought row cannot be used here."""
    tells: Callable[[Any], Any] | None = None
    """What rows that refer to one of these have to know of it, in a few bytes."""
    check_beside: Callable[[Any, Mapping[str, Any]], None] | None = None
    """As `check`, with what the rows it refers to tell, by the name of the foreign key."""

    @property
    def group(self) -> DataGroup:
        """The heading it stands under."""
        return self.under or _GROUP_OF_APP.get(self.model.partition(".")[0], DataGroup.DEVICES)

    @cached_property
    def model_class(self) -> type[Model]:
        """The model itself."""
        from django.apps import apps

        return apps.get_model(self.model)


@dataclass(frozen=True, kw_only=True)
class Trace:
    """A table that does not hang from a person and still says something about one."""

    model: str
    holds: StrOrPromise
    why: StrOrPromise
