"""Loadshare: how hips and low back share the load."""

__version__ = "0.2.0"
