from django.apps import AppConfig


class ConnectionConfig(AppConfig):
    """The connection page and the body the viewer draws. It keeps nothing about anybody."""

    name = "loadshare.server.connection"
    label = "connection"
