"""The measuring app."""

from django.apps import AppConfig


class MeasureConfig(AppConfig):
    """Tests of movement: their pages, what was kept of them, and how it reaches the rules."""

    name = "loadshare.server.measure"
    label = "measure"

    def ready(self) -> None:
        """Let measurements arrive from devices."""
        from loadshare.server.measure import arriving  # noqa: F401
