"""Rows that came from another program, as a copy in our own form: one way in for all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from loadshare.server.belongings.file_form import FORMAT, VERSION


def copy_of(tables: Mapping[str, list[dict[str, Any]]], *, made_by: str) -> bytes:
    """A data.json that holds these rows and nothing else."""
    now = timezone.now().isoformat()
    copy = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": now,
        "made_by": made_by,
        "person": {"started_at": now},
        "tables": tables,
    }
    return json.dumps(copy).encode()
