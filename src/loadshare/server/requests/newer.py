"""Whether a newer Loadshare wrote a row, one that works on the same database while servers are renewed."""

from __future__ import annotations

from pydantic import ValidationError


def is_from_newer(problem: BaseException | None) -> bool:
    """It holds what this program has never heard of. The newer one, asked next, can read it."""
    return isinstance(problem, ValidationError) and any(
        error["type"] == "extra_forbidden"
        for error in problem.errors(include_url=False, include_context=False, include_input=False)
    )
