"""The app of tokens."""

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """Tokens of a person's own."""

    name = "loadshare.server.tokens"
    label = "tokens"
