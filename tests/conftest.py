"""What every test shares: no property test fails because a machine is slow.

In CI the examples are the same each time, so that a change is judged by what it changes; on a developer's
machine they are new each time and go on finding things.
"""

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does, before NumPy reads it

# Behind an & of a script Ctrl+C is ignored, and so it would be by every program that a test starts and stops.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "patient",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """SQLite in a file, as installations have it. In memory, threads do not wait for a lock: they fail."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "tests.sqlite3")
