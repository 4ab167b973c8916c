"""The running app."""

from django.apps import AppConfig


class RunningConfig(AppConfig):
    """Starting, and taking requests. It keeps nothing."""

    name = "loadshare.server.running"
    label = "running"
