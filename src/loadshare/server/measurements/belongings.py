"""What is kept of measurements, and why."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.server.belongings import Belonging
from loadshare.server.measurements.form import SentFigure, check_saved
from loadshare.server.measurements.models import Measurement
from loadshare.server.measurements.protocols import protocols


def _could_be_saved(row: Measurement) -> None:
    if row.test not in protocols():
        raise ValueError(_("This copy names a test that is not known here: %(name)s.") % {"name": row.test})
    try:
        check_saved(row)
    except ValueError:
        raise ValueError(_("A measurement in this copy is not whole.")) from None


BELONGINGS = (
    Belonging(
        model="measure.Measurement",
        table="measurements",
        holds=gettext_lazy("What you measured, with its range, and the recording where you kept it"),
        why=gettext_lazy("To tell which idea fits, to suit the programme to it, and to show changes."),
        same_by=("client_id",),
        contents={"figures": dict[str, SentFigure], "choices": dict[str, str], "concerns": list[str]},
        check=_could_be_saved,
    ),
)
