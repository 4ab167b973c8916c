"""The pages that measure."""

from django.apps import AppConfig


class MeasureConfig(AppConfig):
    """Tests of movement: their pages, and how results reach the rules."""

    name = "loadshare.server.measure"
    label = "measure_pages"

    def ready(self) -> None:
        """Let measurements arrive from devices, and show them in progress."""
        from loadshare.server.measure import arriving  # noqa: F401
        from loadshare.server.measure.series import measured_points_of
        from loadshare.server.progress.home_tests import add_measured_points

        add_measured_points(measured_points_of)
