"""Progress: what is drawn over time, from whichever app has something to show.

Another app adds its own in `AppConfig.ready`: `add_series` for a chart with its table, `add_day_marks` for
the year view.
"""

from loadshare.server.selfcare.progress.days import DayMarks, add_day_marks
from loadshare.server.selfcare.progress.series import Line, Point, Series, add_series

__all__ = ["DayMarks", "Line", "Point", "Series", "add_day_marks", "add_series"]
