"""Everything that hangs from a person, in one place.

Each app says in its own `belongings.py` what its tables hold, why, and what becomes of them when a person
takes their data along, brings it back, or keeps a guest's plan under an account:

    BELONGINGS = (
        Belonging(model="offline.Receipt", table="receipts", holds=_("..."), why=_("...")),
    )

A table that hangs from a person and is not named fails the tests, and so does one that is named wrongly.
"""

from loadshare.server.belongings.rule import Belonging, DataGroup, OnlyOne, Trace

__all__ = ["Belonging", "DataGroup", "OnlyOne", "Trace"]
