"""Progress: what is drawn over time.

Another app adds its own in `AppConfig.ready`: `home_tests.add_measured_points` for numbers of the home tests,
`days.add_day_marks` for the year view.
"""
