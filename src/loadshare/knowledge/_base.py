"""The shape every piece of knowledge shares: frozen, and strict about unknown keys."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""A stable kebab-case identifier; a removed one stays reserved."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Words a person may read; never empty."""


class Entry(BaseModel):
    """A frozen piece of knowledge; an unknown key is an error, not a silent loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")
