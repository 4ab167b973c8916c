"""What is kept of measurements, and why."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.knowledge import load_knowledge
from loadshare.server.belongings import Belonging
from loadshare.server.measurements.models import Measurement


def _test_is_known(row: Measurement) -> None:
    if row.test not in load_knowledge().self_tests:
        raise ValueError(_("This copy names a test that is not known here: %(name)s.") % {"name": row.test})


BELONGINGS = (
    Belonging(
        model="measure.Measurement",
        table="measurements",
        holds=gettext_lazy("What you measured, with its range, and the recording where you kept it"),
        why=gettext_lazy("To tell which idea fits, to suit the programme to it, and to show changes."),
        same_by=("client_id",),
        contents={"figures": dict[str, dict[str, Any]], "choices": dict[str, str], "concerns": list[str]},
        check=_test_is_known,
    ),
)
