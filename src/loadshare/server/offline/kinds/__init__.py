"""The kinds of things a device may send. Another app adds one with `@keeper("its-kind")`.

A keeper gets the person, locked for this transaction, and what was done. It stores it and returns `Kept`, or
raises `RefusedError` with words for the person; what it wrote before is undone then.
"""

from loadshare.server.offline.kinds import pain, session, settled
from loadshare.server.offline.kinds._registry import Keeper, Kept, RefusedError, keeper, keeper_of
from loadshare.server.offline.kinds.session import refuse_while_shut, stop_to_ask

__all__ = [
    "Keeper",
    "Kept",
    "RefusedError",
    "keeper",
    "keeper_of",
    "pain",
    "refuse_while_shut",
    "session",
    "settled",
    "stop_to_ask",
]
