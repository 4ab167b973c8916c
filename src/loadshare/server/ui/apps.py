"""The user interface app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """What all pages share: template tags, headers, error pages."""

    name = "loadshare.server.ui"
    label = "ui"
