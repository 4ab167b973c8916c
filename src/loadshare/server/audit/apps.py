"""The audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Events about a person's data, written on purpose, never by signals."""

    name = "loadshare.server.audit"
    label = "audit"
