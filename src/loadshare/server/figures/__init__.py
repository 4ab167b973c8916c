"""Drawn figures: each exercise in its start and end position, as SVG made here from a few joint places.

A stand-in for the moving body: same ids, same slot. Colours come from the page's tokens, so one drawing
serves light, dark and print.
"""

from loadshare.server.figures.drawing import figure_for

__all__ = ["figure_for"]
