"""The pages of a session."""

from django.apps import AppConfig


class SessionConfig(AppConfig):
    """A guided session, and how what was done in one arrives."""

    name = "loadshare.server.session"
    label = "session_pages"

    def ready(self) -> None:
        """Make the entries of a session known to whoever carries them."""
        from loadshare.server.session import keep_pain, keep_session, keep_settled  # noqa: F401
