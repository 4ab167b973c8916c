"""The clinic app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """Practitioners, and the people who let them look."""

    name = "loadshare.server.clinic"
    label = "clinic"
