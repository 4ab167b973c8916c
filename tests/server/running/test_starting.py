"""Before the workers of the web server are made, nothing is open that they would share."""

import threading

import pytest
from django.db import connection

from loadshare.server.running.starting import check_nothing_is_open


@pytest.mark.django_db
def test_a_connection_that_workers_would_share_is_named() -> None:
    connection.ensure_connection()
    with pytest.raises(RuntimeError, match="connections \\['default'\\]"):
        check_nothing_is_open()


def test_a_thread_that_workers_would_share_is_named() -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait, name="a-thread")
    thread.start()
    try:
        with pytest.raises(RuntimeError, match="a-thread"):
            check_nothing_is_open()
    finally:
        over.set()
        thread.join()
