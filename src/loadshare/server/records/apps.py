"""The self-care app."""

from django.apps import AppConfig


class SelfcareConfig(AppConfig):
    """A person's own check, programme and sessions."""

    name = "loadshare.server.records"
    label = "selfcare"
