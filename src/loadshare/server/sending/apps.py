"""The app of sending."""

from django.apps import AppConfig


class SendingConfig(AppConfig):
    """Clinics' servers that people send to."""

    name = "loadshare.server.sending"
    label = "sending"
