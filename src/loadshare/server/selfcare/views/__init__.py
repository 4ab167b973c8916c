"""Pages of the self-care app, one module for each step of the way."""

from loadshare.server.selfcare.views.start import check, start

__all__ = ["check", "start"]
