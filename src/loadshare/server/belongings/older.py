"""Files of older versions, brought up to the newest one row at a time.

Version 1 is the first. When the form changes so that an older file would not fit any more, raise
`file_form.VERSION` and add a step here; a new table or a new field with a default needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from loadshare.server.belongings.file_form import FORMAT, VERSION


class FileRefusedError(ValueError):
    """A file that cannot be brought. The message is for the person; nothing was changed."""


Step = Callable[[str, Any], Any]
"""From the name of a table and a row of it in one version to that row in the next."""
STEPS: Mapping[int, Step] = {}
"""By the version a file has: what makes it the next version."""


def version_of(head: Mapping[str, Any], *, newest: int = VERSION) -> int:
    """The version of a file, from what stands before its tables.

    Raises `FileRefusedError` for what is no such file, or a newer one.
    """
    if head.get("format") != FORMAT:
        raise FileRefusedError("This is not a copy that Loadshare made.")
    version = head.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FileRefusedError("This copy does not say which version it is.")
    if version > newest:
        raise FileRefusedError(
            "This copy was made by a newer Loadshare. Bring this one up to date first, then try again."
        )
    return version


def brought_up_to_date(
    table: str, row: Any, *, version: int, steps: Mapping[int, Step] = STEPS, newest: int = VERSION
) -> Any:
    """A row of a file of this version as the newest version has it."""
    for step in range(version, newest):
        row = steps[step](table, row)
    return row
