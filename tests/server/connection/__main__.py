"""Writes `said.json` anew: `python -m tests.server.connection`; look at the difference."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")
django.setup()

from tests.server.connection.test_words import SAID, everything  # noqa: E402

SAID.write_text(json.dumps(everything(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
