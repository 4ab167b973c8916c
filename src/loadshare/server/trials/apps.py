"""The pages of single-case trials."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    """A trial on oneself, and how the number of a morning arrives."""

    name = "loadshare.server.trials"
    label = "trial_pages"

    def ready(self) -> None:
        """Make the number of a morning known to whoever carries entries."""
        from loadshare.server.trials import keep_note  # noqa: F401
