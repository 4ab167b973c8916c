"""What every test shares: no property test fails because a machine is slow.

In CI the examples are the same each time, so that a change is judged by what it changes; on a developer's
machine they are new each time and go on finding things.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "patient",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")
