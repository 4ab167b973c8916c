"""What somebody wrote in a form that was refused: it is given back to copy. Codes and passwords never are."""

from __future__ import annotations

import re

from django.http import HttpRequest

WORDS = re.compile(r"text|steps|shows|given_by|helps|eases|reminds|(activity_)?words|(words|step)-\d+")
"""The fields in which people write in their own words, by name."""
REASON_AT = frozenset({"clinic_edit", "clinic_alert", "clinic_give", "clinic_apply"})
"""By the name of an address: where a reason is written. Elsewhere it is chosen from a list."""


def written_in(request: HttpRequest) -> list[str]:
    """Each once, in the order of the form."""
    match = request.resolver_match
    has_reason = match is not None and match.view_name in REASON_AT
    names = (name for name in request.POST if WORDS.fullmatch(name) or (name == "reason" and has_reason))
    said = (request.POST.get(name, "").strip() for name in names)
    return list(dict.fromkeys(filter(None, said)))
