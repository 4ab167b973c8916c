"""The tables of measurements."""

from django.apps import AppConfig


class MeasurementsConfig(AppConfig):
    """What was kept of tests of movement. The label is that of its tables."""

    name = "loadshare.server.measurements"
    label = "measure"
