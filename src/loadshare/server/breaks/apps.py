"""The breaks app."""

from django.apps import AppConfig


class BreaksConfig(AppConfig):
    """Breaks: their settings, their log, and the ways a nudge arrives."""

    name = "loadshare.server.breaks"
    label = "breaks"
