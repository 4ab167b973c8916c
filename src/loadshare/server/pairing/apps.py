"""The pairing app."""

from django.apps import AppConfig


class PairingConfig(AppConfig):
    """Links between a computer's visitor and a phone that measures for them."""

    name = "loadshare.server.pairing"
    label = "pairing"
