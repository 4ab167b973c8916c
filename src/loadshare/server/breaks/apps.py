"""The breaks app."""

from django.apps import AppConfig


class BreaksConfig(AppConfig):
    """Breaks: their settings, their log, and the ways a nudge arrives."""

    name = "loadshare.server.breaks"
    label = "breaks"

    def ready(self) -> None:
        """Let the year view count breaks, and devices send them."""
        from loadshare.server.breaks import keeper  # noqa: F401
        from loadshare.server.breaks.log import break_days
        from loadshare.server.progress.days import add_day_marks

        add_day_marks(break_days)
