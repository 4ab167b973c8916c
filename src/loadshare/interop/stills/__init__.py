"""Stills of the moving body: each exercise at its start and at its turning point, and every daily task.

They are drawn beforehand from the same body that moves (`tools/stills.py`), in the page's own colours, so one
file serves light, dark and print, and they are there where nothing can move.
"""
