"""What is kept about a person, and why, said by the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loadshare.server.belongings.leaving import counts_of
from loadshare.server.belongings.register import belongings, owned_by_person, traces
from loadshare.server.records.models import Person
from loadshare.server.yourdata.deleting import DeletionReceipt


@dataclass(frozen=True, kw_only=True)
class KeptRow:
    """One kind of thing that is kept."""

    holds: str
    why: str
    copied: str
    count: int | None = None


class KeptScreen:
    """The page about a person's data."""

    def __init__(self, *, person: Person | None, guest_days: int, account_days: int) -> None:
        self.person = person
        self.guest_days = guest_days
        self.account_days = account_days

    @property
    def own(self) -> tuple[KeptRow, ...]:
        """What a person enters, with how much of it there is."""
        return tuple(self._rows(account=False))

    @property
    def account(self) -> tuple[KeptRow, ...]:
        """What an account adds."""
        return tuple(self._rows(account=True))

    @property
    def traces(self) -> tuple[KeptRow, ...]:
        """What else says something about them."""
        return tuple(KeptRow(holds=str(one.holds), why=str(one.why), copied="") for one in traces())

    def _rows(self, *, account: bool) -> Iterator[KeptRow]:
        stated = [one for one in belongings() if owned_by_person(one) is not account]
        counts = counts_of(self.person, tuple(stated)) if self.person else {}
        for one in stated:
            copied = str(one.secret) or _("In your copy.")
            yield KeptRow(holds=str(one.holds), why=str(one.why), copied=copied, count=counts.get(one.table))


def receipt_text(receipt: DeletionReceipt) -> str:
    """The receipt for keeping."""
    lines = [f"  {count:>6}  {words}" for words, count in receipt.lines]
    account = [_("The account is deleted too.")] if receipt.account else []
    return "\r\n".join(
        [
            _("Loadshare: everything about you is deleted"),
            "",
            _("Receipt %(number)s") % {"number": receipt.number},
            date_format(localtime(receipt.at), "j F Y, H:i T"),
            "",
            ngettext("Deleted, %(n)s entry:", "Deleted, %(n)s entries:", receipt.total)
            % {"n": receipt.total},
            *lines,
            *account,
            "",
            _("The trail keeps this number, the time, and how many entries. It keeps no answers."),
            _("A backup of the whole installation may hold older data until its keeper replaces it."),
            _("If you had a programme, one count stays: that one more person used it for so long."),
            "",
        ]
    )
