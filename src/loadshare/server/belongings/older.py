"""Files of older versions, brought up to the newest one step at a time.

Version 1 is the first. When the form changes so that an older file would not fit any more, raise
`file_form.VERSION` and add a step here; a new table or a new field with a default needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from loadshare.server.belongings.file_form import FORMAT, VERSION


class FileRefusedError(ValueError):
    """A file that cannot be brought. The message is for the person; nothing was changed."""


STEPS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By the version a file has: what makes it the next version."""


def brought_up_to_date(
    raw: Any,
    *,
    steps: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = STEPS,
    newest: int = VERSION,
) -> dict[str, Any]:
    """The file in its newest form. Raises `FileRefusedError` for what is no such file, or a newer one."""
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise FileRefusedError("This is not a copy that Loadshare made.")
    version = raw.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FileRefusedError("This copy does not say which version it is.")
    if version > newest:
        raise FileRefusedError(
            "This copy was made by a newer Loadshare. Bring this one up to date first, then try again."
        )
    current: dict[str, Any] = raw
    for step in range(version, newest):
        current = {**steps[step](current), "version": step + 1}
    return current
