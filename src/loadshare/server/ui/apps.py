"""The user interface app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.forms import Field
from django.utils.translation import get_language, gettext_lazy

from loadshare.knowledge.words import speak
from loadshare.server.ui.sessions import renew_token


class UiConfig(AppConfig):
    """What all pages share: template tags, headers, error pages."""

    name = "loadshare.server.ui"
    label = "ui"

    def ready(self) -> None:
        """Let the rules speak the language that Django chose for each request."""
        speak(get_language)
        user_logged_out.connect(renew_token)
        Field.default_error_messages["required"] = gettext_lazy("This still needs an answer.")
