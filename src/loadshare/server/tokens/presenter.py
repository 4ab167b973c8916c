"""Programs that may read, as a page lists them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser

from loadshare.interop.fhir.scopes import ReadPart, parts_of
from loadshare.server.tokens.forms import PART_WORDS
from loadshare.server.tokens.making import tokens_of
from loadshare.server.tokens.models import OwnToken


@dataclass(frozen=True, kw_only=True)
class TokenRow:
    """One program."""

    token: OwnToken

    @property
    def reads(self) -> list[str]:
        """What it may read, in words; everything is said as such."""
        parts = parts_of(self.token.scopes)
        shown = [ReadPart.ALL] if ReadPart.ALL in parts else parts
        return [str(PART_WORDS[part][0]) for part in shown]


def token_rows(user: AbstractBaseUser) -> list[TokenRow]:
    """Those that hold, the oldest first."""
    return [TokenRow(token=row) for row in tokens_of(user)]
