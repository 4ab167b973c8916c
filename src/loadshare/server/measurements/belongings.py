"""What is kept of measurements, and why."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.interop.health.days import MOST_SPEED_M_S, MOST_STEPS
from loadshare.server.belongings import Belonging
from loadshare.server.measurements.form import SentFigure, check_saved
from loadshare.server.measurements.models import Measurement, WalkedDay
from loadshare.server.measurements.protocols import protocols


def _could_be_saved(row: Measurement) -> None:
    if row.test not in protocols():
        raise ValueError(_("This copy names a test that is not known here: %(name)s.") % {"name": row.test})
    try:
        check_saved(row)
    except ValueError:
        raise ValueError(_("A measurement in this copy is not whole.")) from None


def _could_be_walked(row: WalkedDay) -> None:
    """Within what the reader of exports gives."""
    figures = ((row.steps, MOST_STEPS), (row.speed_m_s, MOST_SPEED_M_S), (row.asymmetry_pct, 100))
    if not all(value is None or 0 <= value <= most for value, most in figures):
        raise ValueError(_("A day of walking in this copy is beyond what anybody walks."))


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
    Belonging(
        model="measure.WalkedDay",
        table="walked_days",
        holds=gettext_lazy("Steps, speed and evenness of each day, as your phone’s health app counted them"),
        why=gettext_lazy("To show how much you walk. No rule reads them."),
        same_by=("on", "source"),
        check=_could_be_walked,
    ),
)
