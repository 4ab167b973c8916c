"""What was measured of shock, asked of the model: the rows of shock on the validation page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from loadshare.body import shock
from loadshare.body.choosing import Chooser
from loadshare.body.impact import FAST_HZ, LATER_PCT, SLOW_HZ, Band, Blow, Landing
from loadshare.body.person import Person
from loadshare.body.shock import ShakenParts, Tissue, Transmissibility

LINES_HZ = tuple(float(f) for f in range(1, 51))


class Jolts:
    """Ground that shakes and heels that land, for one skeleton; remembers what several rows share."""

    def __init__(self, chooser: Chooser) -> None:
        self.chooser = chooser
        self._shaken: dict[float, Transmissibility] = {}
        self._blows: dict[float | None, Blow] = {}

    @cached_property
    def landing(self) -> Landing:
        """The heel that lands."""
        return Landing(self.chooser)

    @cached_property
    def later(self) -> Landing:
        """The same heel a moment later."""
        return Landing(self.chooser, LATER_PCT)

    def landed(self, band: Band, place: str, of: str = "shank") -> float:
        """Shake of one place over that of another as the heel lands in walking."""
        return self.landing.passed(self._recorded, Tissue(), band, place, of)

    @cached_property
    def _recorded(self) -> ShakenParts:
        return self.landing.parts()

    def blow(self, knee_deg: float | None = None) -> Blow:
        """The ground meets the heel, the other foot in the air; the knee as recorded without an angle."""
        if knee_deg not in self._blows:
            self._blows[knee_deg] = self.landing.blow(self.landing.parts(knee_deg=knee_deg, alone=True))
        return self._blows[knee_deg]

    def shaken(self, knee_deg: float = 0.0) -> Transmissibility:
        """Standing on ground that shakes, 1 to 50 Hz."""
        if knee_deg not in self._shaken:
            self._shaken[knee_deg] = shock.transmit(
                self.chooser, Person(), knee_deg=knee_deg, frequencies_hz=LINES_HZ
            )
        return self._shaken[knee_deg]


CHECKS: tuple[tuple[str, tuple[float, float], Callable[[Jolts], float]], ...] = (
    ("I07", (0.0, 0.8), lambda j: j.landed(FAST_HZ, "chest") / j.landed(SLOW_HZ, "chest")),
    ("I09", (1.0, 9.0), lambda j: j.shaken().mean(15, 19, "hip")),
    ("I10", (0.6, 1.0), lambda j: j.shaken().mean(26, 35, "hip")),
    ("I11", (0.6, 1.0), lambda j: j.shaken().mean(26, 35, "l4")),
    ("I12", (0.225, 0.375), lambda j: j.shaken(20.0).mean(26, 35, "hip")),
    ("I13", (1.0, 9.0), lambda j: j.landed((5.0, 12.5), "upper back", "sacrum")),
    ("I14", (0.0, 1.0), lambda j: j.landed(FAST_HZ, "upper back", "sacrum")),
    ("I15", (0.0, 0.999), lambda j: j.blow(40.0).force_n / j.blow(0.0).force_n),
    ("I16", (1.001, 9.0), lambda j: j.blow(40.0).shank_ms2 / j.blow(0.0).shank_ms2),
    ("I17", (0.0, 0.999), lambda j: j.shaken(60.0).mean(5, 50) / j.shaken().mean(5, 50)),
    ("I18", (4.725, 7.875), lambda j: j.blow().foot_mass_pct),
    ("I19", (1.0, 9.0), lambda j: j.shaken().mean(10, 10, "l4")),
    ("I21", (0.111, 0.185), lambda j: j.landed((10.0, 20.0), "pelvis")),
    ("I22", (0.102, 0.17), lambda j: j.landed((10.0, 20.0), "chest")),
)
"""Target, bounds of a hit (a quarter where a ratio was published, else its direction), the number."""
