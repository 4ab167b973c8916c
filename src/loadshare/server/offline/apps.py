"""The offline app."""

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    """Pages kept on a person's device, and things done there that arrive later."""

    name = "loadshare.server.offline"
    label = "offline"
