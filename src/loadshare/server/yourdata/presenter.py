"""What is kept about a person, and why, said by the tables themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from loadshare.server.belongings import DataGroup
from loadshare.server.belongings.leaving import counts_of
from loadshare.server.belongings.register import belongings, traces
from loadshare.server.records.models import Person
from loadshare.server.yourdata.deleting import DeletionReceipt

GROUP_WORDS = {
    DataGroup.ANSWERS: gettext_lazy("Your answers"),
    DataGroup.PROGRAMME: gettext_lazy("Your programme and sessions"),
    DataGroup.MEASUREMENTS: gettext_lazy("What you measured"),
    DataGroup.BREAKS: gettext_lazy("Your breaks"),
    DataGroup.SHARING: gettext_lazy("Sharing and messages"),
    DataGroup.DEVICES: gettext_lazy("Your account and devices"),
}


@dataclass(frozen=True, kw_only=True)
class KeptRow:
    """One kind of thing that is kept."""

    holds: str
    why: str
    copied: str
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class KeptGroup:
    """What a person looks for under one heading."""

    name: str
    rows: tuple[KeptRow, ...]

    @property
    def count(self) -> int:
        """Entries in all."""
        return sum(row.count or 0 for row in self.rows)


class KeptScreen:
    """The page about a person's data."""

    def __init__(self, *, person: Person | None, guest_days: int, account_days: int) -> None:
        self.person = person
        self.guest_days = guest_days
        self.account_days = account_days

    @property
    def groups(self) -> tuple[KeptGroup, ...]:
        """Each kind of thing that is kept, under the heading where a person looks for it."""
        counts = counts_of(self.person, belongings()) if self.person else {}
        rows: dict[DataGroup, list[KeptRow]] = {group: [] for group in DataGroup}
        for one in belongings():
            copied = str(one.secret) or _("In your copy.")
            row = KeptRow(holds=str(one.holds), why=str(one.why), copied=copied, count=counts.get(one.table))
            rows[one.group].append(row)
        return tuple(KeptGroup(name=str(GROUP_WORDS[group]), rows=tuple(rows[group])) for group in DataGroup)

    @property
    def traces(self) -> tuple[KeptRow, ...]:
        """What else says something about them."""
        return tuple(KeptRow(holds=str(one.holds), why=str(one.why), copied="") for one in traces())


def receipt_groups(receipt: DeletionReceipt) -> tuple[tuple[str, int], ...]:
    """How many entries were deleted, by the heading under which they stood; what was empty is left out."""
    group_of = {one.table: one.group for one in belongings()}
    counts = Counter[DataGroup]()
    for table, count in receipt.counts.items():
        counts[group_of.get(table, DataGroup.DEVICES)] += count
    return tuple((str(GROUP_WORDS[group]), counts[group]) for group in DataGroup if counts[group])


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
