"""The jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs, and who works on them. It keeps nothing about people."""

    name = "loadshare.server.jobs"
    label = "jobs"
