"""Breaks at the desk without a browser: the pure scheduler, a notification, and what the computer tells."""
