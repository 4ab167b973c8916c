"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Keeping a plan under a name and a password."""

    name = "loadshare.server.accounts"
    label = "accounts"
