"""Loadshare: how hips and low back share the load."""

__version__ = "0.1.0"
